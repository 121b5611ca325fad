// Capabilities of a module for the page: granted by the policy that is being edited, declared, reachable, used by a run. The
// engine joins them; here guest text is made visible and paths are cut.
import {
  callReach,
  capabilities,
  cutMiddle,
  effectivePolicy,
  pathNames,
  readNames,
  recordedRules,
  visibleText,
  type CallPath,
  type CallReach,
  type Capability,
  type Module,
  type RecordedUse,
  type Rule,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';
import type { Policies } from './policies.ts';
import type { RecordedRequests } from './recorded-requests.ts';

export interface PolicyCapabilitiesOptions {
  readonly policies: Policies;
  readonly recorded: RecordedRequests;
  /** Throws NOT_FOUND. */
  readonly moduleOf: (id: string) => { readonly bytes: Uint8Array; readonly module: Module | undefined };
}

type Result = NonNullable<CommandOutput<'policy.capabilities'>['result']>;
type Row = Result['rows'][number];

const LONGEST_NAME = 200;
const MOST_STEPS = 40;
const MOST_RULES = 100;
/** As for comparing: others wait meanwhile. */
const MOST_STATES = 20_000;

export class PolicyCapabilities {
  readonly #options: PolicyCapabilitiesOptions;
  /** A module never changes. */
  readonly #reaches = new WeakMap<Module, CallReach>();

  constructor(options: PolicyCapabilitiesOptions) {
    this.#options = options;
  }

  /** Throws REFUSED for a module that cannot be read. */
  async table(
    { module: id, run, ...texts }: CommandInput<'policy.capabilities'>,
    abort: AbortSignal,
  ): Promise<CommandOutput<'policy.capabilities'>> {
    const { bytes, module } = this.#options.moduleOf(id);
    if (module === undefined) throw new ContractError('REFUSED', 'the module cannot be read');
    const { rules } = await this.#options.policies.read(texts);
    if (rules === undefined) return { result: null };
    const uses = run === undefined ? [] : [await this.#useOf(run, abort)];
    const reach = this.#reachOf(bytes, module);
    const rows = capabilities(module, reach, effectivePolicy(rules), uses, MOST_STATES);
    const names = readNames(bytes, module);
    const shownPath = (path: CallPath): Row['path'] => pathForPage(path, pathNames(path, module, names));
    return { result: { rows: rows.map((row) => rowForPage(row, rules, shownPath)), complete: reach.complete } };
  }

  async #useOf(run: string, abort: AbortSignal): Promise<RecordedUse> {
    const { recording, requests } = await this.#options.recorded.gathered(run, abort);
    return { requests: requests.requests, policy: effectivePolicy(recordedRules(recording.header)) };
  }

  #reachOf(bytes: Uint8Array, module: Module): CallReach {
    const known = this.#reaches.get(module);
    if (known !== undefined) return known;
    const reach = callReach(bytes, module);
    if (!reach.ok) throw new ContractError('REFUSED', 'the code of the module cannot be read', reach.diagnostics);
    this.#reaches.set(module, reach.value);
    return reach.value;
  }
}

function rowForPage(
  { family, action, grantedBy, declaredBy, path, used, denied, flag, because }: Capability,
  rules: readonly Rule[],
  shownPath: (path: CallPath) => Row['path'],
): Row {
  const granting = rules.filter(({ id }) => grantedBy.includes(id)).slice(0, MOST_RULES);
  return {
    family,
    action,
    grantedBy: granting.map(({ id, text }) => ({ rule: id, text: shown(text) })),
    declaredBy: declaredBy.map(({ name, reach }) => ({ name, reach })),
    path: path === undefined ? null : shownPath(path),
    used: { calls: used.calls, row: used.first?.row ?? null },
    denied: { calls: denied.calls, row: denied.first?.row ?? null },
    flag,
    because: because ?? null,
  };
}

/** Of a long one, the ends: `steps` lacks `left` in its middle. */
function pathForPage({ from, steps }: CallPath, names: readonly string[]): NonNullable<Row['path']> {
  const all = steps.map(({ how }, place) => ({ how, name: shown(names[place] ?? '') }));
  const left = Math.max(0, all.length - MOST_STEPS);
  const kept = left === 0 ? all : [...all.slice(0, MOST_STEPS / 2), ...all.slice(-MOST_STEPS / 2)];
  return { from: from === undefined ? null : shown(from), steps: kept, left };
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), LONGEST_NAME);
}
