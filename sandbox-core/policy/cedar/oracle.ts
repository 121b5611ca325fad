// Cedar's own word on texts and requests, by way of its thread: with caps before it sees any text, and with each fault at
// its line and column. Nothing here is on the path of a call.
import type { Checked } from '../../base/diagnostic.ts';
import { SandboxError } from '../../base/errors.ts';
import type { CedarAnswer, CedarFault, CedarQuestion, CedarThread, CedarVerdict } from '../../platform/cedar.ts';
import type { PolicyRequest } from '../request.ts';
import { CEDAR_CAPS } from './caps.ts';
import { cedarSchema } from './cedar-schema.ts';
import { policyDiagnostic, type PlacedPolicy, type PolicyDiagnostic, type PolicyText } from './policy-text.ts';
import { cedarRequest } from './request-entities.ts';
import { scanPolicies } from './scan.ts';
import { offsetOfByte, placeAt } from './text-place.ts';

export type CheckedPolicies<Value> =
  | { readonly ok: true; readonly value: Value; readonly warnings: readonly PolicyDiagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly PolicyDiagnostic[] };

/** A policy with its form in Cedar's JSON. */
export interface ParsedPolicy extends PlacedPolicy {
  readonly json: unknown;
}

export class CedarOracle {
  readonly #thread: CedarThread;

  constructor(thread: CedarThread) {
    this.#thread = thread;
  }

  /** Every policy of the texts, in their order; or what keeps any of them from being one. */
  async parse(texts: readonly PolicyText[]): Promise<CheckedPolicies<readonly ParsedPolicy[]>> {
    const scanned = scanTexts(texts);
    if (!scanned.ok) return scanned;
    const policies = scanned.value;
    const answer = await this.#thread.ask({ kind: 'parse', policies: policies.map(({ text }) => text) });
    if (answer.kind !== 'parsed') return { ok: false, diagnostics: [ofWhole(answer)] };
    const diagnostics: PolicyDiagnostic[] = [];
    const parsed: ParsedPolicy[] = [];
    for (const [index, policy] of policies.entries()) {
      const form = answer.policies[index];
      if (form === undefined) throw new SandboxError('INTERNAL', 'Cedar answered for fewer policies than it was asked about');
      if ('json' in form) parsed.push({ ...policy, json: form.json });
      else diagnostics.push(placed('cedar-syntax', form.fault, policy));
    }
    if (diagnostics.length > 0) return { ok: false, diagnostics: diagnostics.slice(0, CEDAR_CAPS.diagnostics) };
    return { ok: true, value: parsed, warnings: [] };
  }

  /**
   * Whether the policies fit the schema. One that no request can meet is refused too: it says something, and does
   * nothing. Text that may mislead who reads it (letters of several scripts) is a warning.
   */
  async validate(policies: readonly PlacedPolicy[]): Promise<CheckedPolicies<null>> {
    const answer = await this.#thread.ask({
      kind: 'validate',
      schema: cedarSchema(),
      policies: policies.map(({ text }) => text),
    });
    if (answer.kind !== 'validated') return { ok: false, diagnostics: [ofWhole(answer)] };
    const impossible = answer.warnings.filter(isImpossible);
    const errors = this.#distinct('cedar-type', answer.errors, policies);
    const idle = impossible.map((fault) => ({ ...fault, message: 'no request can ever meet this policy' }));
    const faulty = new Set(answer.errors.map(({ policy }) => policy));
    const idles = this.#distinct(
      'cedar-impossible',
      idle.filter(({ policy }) => !faulty.has(policy)),
      policies,
    );
    const diagnostics = [...errors, ...idles].slice(0, CEDAR_CAPS.diagnostics);
    if (diagnostics.length > 0) return { ok: false, diagnostics };
    const others = answer.warnings.filter((warning) => !isImpossible(warning));
    return { ok: true, value: null, warnings: this.#distinct('cedar-warning', others, policies) };
  }

  /** The text as Cedar's formatter writes it, comments kept. */
  async format(text: PolicyText): Promise<CheckedPolicies<string>> {
    const scanned = scanTexts([text]);
    if (!scanned.ok) return scanned;
    const answer = await this.#thread.ask({ kind: 'format', text: text.text });
    if (answer.kind === 'formatted') return { ok: true, value: answer.text, warnings: [] };
    if (answer.kind !== 'refused') return { ok: false, diagnostics: [ofWhole(answer)] };
    const { message, offset } = answer.fault;
    const place = offset === undefined ? ({ kind: 'whole' } as const) : placeAt(text.text, offsetOfByte(text.text, offset));
    return { ok: false, diagnostics: [{ code: 'cedar-syntax', message, source: text.name, place }] };
  }

  /** One verdict for each request. Numbers of policies in it index `policies`, texts of one policy each. */
  async authorize(
    policies: readonly string[],
    requests: readonly PolicyRequest[],
  ): Promise<CheckedPolicies<readonly CedarVerdict[]>> {
    const question: CedarQuestion = { kind: 'authorize', policies, requests: requests.map(cedarRequest) };
    const answer = await this.#thread.ask(question);
    if (answer.kind === 'judged') return { ok: true, value: answer.verdicts, warnings: [] };
    return { ok: false, diagnostics: [ofWhole(answer)] };
  }

  close(): void {
    this.#thread.close();
  }

  /** Cedar repeats an error for each kind of request that it concerns. */
  #distinct(code: string, faults: readonly CedarFault[], policies: readonly PlacedPolicy[]): PolicyDiagnostic[] {
    const found = new Map<string, PolicyDiagnostic>();
    for (const fault of faults) {
      const policy = policies[fault.policy ?? -1];
      if (policy === undefined) continue;
      const key = `${fault.policy} ${fault.offset}`;
      if (!found.has(key)) found.set(key, placed(code, fault, policy));
    }
    return [...found.values()];
  }
}

function isImpossible({ message }: CedarFault): boolean {
  return message.includes('policy is impossible') || message.includes('unable to find an applicable action');
}

function scanTexts(texts: readonly PolicyText[]): CheckedPolicies<readonly PlacedPolicy[]> {
  const policies: PlacedPolicy[] = [];
  for (const source of texts) {
    const scanned: Checked<readonly { readonly text: string; readonly start: number }[]> = scanPolicies(source.text);
    if (!scanned.ok) return { ok: false, diagnostics: scanned.diagnostics.map((one) => ({ ...one, source: source.name })) };
    for (const [index, { text, start }] of scanned.value.entries()) policies.push({ source, text, start, number: index + 1 });
    if (policies.length > CEDAR_CAPS.policies) {
      const message = `${policies.length} policies in all; ${CEDAR_CAPS.policies} are taken at most`;
      return { ok: false, diagnostics: [{ code: 'cedar-caps', message, source: source.name, place: { kind: 'whole' } }] };
    }
  }
  return { ok: true, value: policies, warnings: [] };
}

/** Cedar names policies by our numbers in its sentences, which say nothing to their author. */
function placed(code: string, { message, offset = 0 }: CedarFault, policy: PlacedPolicy): PolicyDiagnostic {
  const plain = message
    .replace(/for policy `\d+`[,:] /g, '')
    .replace(/^failed to parse policy(?: with id `[^`]*`)? from string: /, '');
  return policyDiagnostic(policy, code, plain.slice(0, MOST_MESSAGE), offsetOfByte(policy.text, offset));
}

const MOST_MESSAGE = 500;

function ofWhole(answer: CedarAnswer): PolicyDiagnostic {
  const reason = answer.kind === 'failed' ? answer.reason : answer.kind === 'refused' ? answer.fault.message : answer.kind;
  return {
    code: 'cedar-failed',
    message: `Cedar could not judge it: ${reason.slice(0, MOST_MESSAGE)}`,
    source: '',
    place: { kind: 'whole' },
  };
}
