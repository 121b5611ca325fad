// Policies for the page: texts judged while they are typed, rules for a run, and what editors know of the two languages.
import {
  ACTION_FAMILY,
  asksPath,
  ASKED_ACTIONS,
  cedarSchema,
  DEFAULT_RULE,
  desugar,
  DOING,
  loadPolicy,
  manifestJsonSchema,
  parseManifest,
  readPolicies,
  type CedarOracle,
  type Diagnostic,
  type LoadedPolicy,
  type Manifest,
  type PolicyDiagnostic,
  type PolicyText,
  type Rule,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandOutput } from '../contract/contract.ts';
import { spanOf } from './finding-span.ts';
import { LatelyUsed } from './lately-used.ts';
import type { PolicyTexts } from './policy-store.ts';

export type CheckedPolicy = CommandOutput<'policy.check'>;
type Finding = CheckedPolicy['findings'][number];

/** A policy as read: its rules where it has no errors. */
export interface ReadPolicy {
  readonly findings: readonly Finding[];
  readonly manifest: Manifest | undefined;
  readonly rules: readonly Rule[] | undefined;
}

/** What the rules are called in sentences and recordings. */
const RULES_NAME = 'rules.cedar';
/** Policies that were read: the page asks several things of the one it is editing. */
const MOST_READ = 8;

export class Policies {
  readonly #oracle: CedarOracle;
  /** Raised by each failure of Cedar itself, so that the same text is tried again. */
  #failures = 0;
  readonly #read = new LatelyUsed<Promise<ReadPolicy>>(MOST_READ);

  constructor(oracle: CedarOracle) {
    this.#oracle = oracle;
  }

  async check(texts: PolicyTexts): Promise<CheckedPolicy> {
    const { findings, manifest, rules } = await this.read(texts);
    return {
      findings: [...findings],
      rules: rules === undefined ? [] : [...rules, DEFAULT_RULE].map(ruleForPage),
      cedar: manifest === undefined ? '' : desugar(manifest).join('\n'),
    };
  }

  read(texts: PolicyTexts): Promise<ReadPolicy> {
    const key = JSON.stringify([this.#failures, texts.manifest, texts.rules]);
    return this.#read.get(key, () => this.#judge(texts));
  }

  /** Throws REFUSED with what is wrong with it. */
  async rulesOf(texts: PolicyTexts): Promise<readonly Rule[]> {
    const parsed = parseManifest(texts.manifest);
    if (!parsed.ok) throw new ContractError('REFUSED', 'the manifest has faults', parsed.diagnostics);
    const loaded = await loadPolicy(parsed.value, textsOf(texts), this.#oracle);
    if (!loaded.ok) throw new ContractError('REFUSED', 'the rules have faults', loaded.diagnostics.map(plain));
    return loaded.value.rules;
  }

  language(): CommandOutput<'policy.language'> {
    return {
      manifestSchema: JSON.stringify(manifestJsonSchema()),
      cedarSchema: cedarSchema(),
      actions: ASKED_ACTIONS.map((name) => ({ name, says: DOING[name], isFile: asksPath(name) })),
    };
  }

  close(): void {
    this.#oracle.close();
  }

  async #judge(texts: PolicyTexts): Promise<ReadPolicy> {
    const parsed = parseManifest(texts.manifest);
    const manifest = parsed.ok ? parsed.value : undefined;
    const faults = parsed.ok ? [] : parsed.diagnostics.map((one) => findingOf(texts, 'manifest', 'error', one));
    // A faulty manifest is no reason to be silent about the rules.
    const read: Awaited<ReturnType<typeof loadPolicy>> | Awaited<ReturnType<typeof readPolicies>> =
      manifest === undefined
        ? await readPolicies(textsOf(texts), this.#oracle)
        : await loadPolicy(manifest, textsOf(texts), this.#oracle);
    const said = read.ok ? read.warnings : read.diagnostics;
    if (said.some(({ code }) => code === 'cedar-failed')) this.#failures += 1;
    const others = said.map((one) => findingOf(texts, 'rules', read.ok ? 'warning' : 'error', one));
    const rules = read.ok && isLoaded(read.value) ? read.value.rules : undefined;
    return { findings: [...faults, ...others], manifest, rules };
  }
}

function isLoaded(value: object): value is LoadedPolicy {
  return 'rules' in value;
}

/** The rules as texts beside the manifest: one, or none where nothing is written. */
export function textsOf({ rules }: PolicyTexts): readonly PolicyText[] {
  return rules.trim() === '' ? [] : [{ name: RULES_NAME, text: rules }];
}

function plain({ code, message, place }: PolicyDiagnostic): Diagnostic {
  return { code, message, place };
}

function findingOf(texts: PolicyTexts, text: Finding['text'], severity: Finding['severity'], one: Diagnostic): Finding {
  return { text, severity, code: one.code, message: one.message, span: spanOf(texts[text], one.place) };
}

function ruleForPage({ id, effect, text, pointer, actions, cedar }: Rule): CheckedPolicy['rules'][number] {
  const families = new Set(actions.map((action) => ACTION_FAMILY[action]));
  const [family = null] = families.size === 1 ? families : [];
  return {
    id,
    effect,
    name: cedar?.name ?? '',
    text,
    family,
    from: cedar === undefined ? 'manifest' : 'rules',
    pointer,
    line: cedar?.line ?? 0,
    column: cedar?.column ?? 0,
  };
}
