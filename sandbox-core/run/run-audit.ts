// What the engine's side of a run tells the audit log. Equal decisions become one entry with their exact number: the first of them
// is written at once, those that follow together later. A run has a quota of single entries; past it decisions are put together
// by call, action and rule, so that none is lost and no guest fills the disk.
import { cutMiddle } from '../base/visible-text.ts';
import { LONGEST_TEXT, type AuditDraft } from '../audit/audit-entry.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { SIGNATURES } from '../host/gate.ts';
import type { LimitName, LimitUse } from '../limits/limits.ts';
import { DEFAULT_RULE } from '../policy/decision.ts';
import { ACTIONS } from '../policy/request.ts';
import { ACCESS_KINDS, CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import { endingSentence } from './ending-sentence.ts';
import type { NewRecording } from '../recording/store/recording-writer.ts';
import type { Outcome } from './outcome.ts';
import type { RunPlan } from './run-plan.ts';

/** What the log is told of a run beside its plan. */
export interface RunAuditOptions {
  readonly log: AuditLog;
  readonly moduleName: string;
  /** SHA-256 in hexadecimal. */
  readonly moduleDigest: string;
  readonly manifestText: string;
  /** Policy texts beside the manifest, as the recording has them. */
  readonly policies: NewRecording['policies'];
  /** `V8 14.6`. */
  readonly engine: string;
  readonly isolation: readonly { readonly layer: string; readonly state: string }[];
  /** Single entries of a run, of grants and of denials each, before they are put together by rule; 10,000 where left out. */
  readonly quota?: number;
}

type DecisionDraft = Extract<AuditDraft, { kind: 'decision' }>;

/** As many as the limit of denials has where a manifest says nothing, so that no denial of an honest process is put together. */
const QUOTA = 10_000;
/** Repeats wait for as many calls, or for the end of the run. */
const FLUSH_CALLS = 100_000;
const NEAR = 0.8;

const DENIED = CALL_OUTCOMES.indexOf('denied');
const OK = CALL_OUTCOMES.indexOf('ok');
const OPEN = SIGNATURES.findIndex(({ name }) => name === 'path_open');
const RESOURCE = ACCESS_KINDS.indexOf('resource');
/** Measured by the engine; of the others the guest process tells. */
const OBSERVED: ReadonlySet<LimitName> = new Set(['wall-time', 'output', 'host-calls'] as const);

export class RunAudit {
  readonly #options: RunAuditOptions;
  readonly #plan: RunPlan;
  readonly #rules: ReadonlyMap<number, string>;
  /** What was written already, by what makes decisions equal. */
  readonly #known = { grants: new Set<string>(), denials: new Set<string>() };
  /** Repeats of it that wait to be written. */
  readonly #waiting = new Map<string, DecisionDraft>();
  readonly #limitsTold = new Set<string>();
  #policy = '';
  #isBegun = false;
  #waitingCalls = 0;

  constructor(options: RunAuditOptions, plan: RunPlan) {
    this.#options = options;
    this.#plan = plan;
    this.#rules = new Map([DEFAULT_RULE, ...plan.rules].map(({ id, text }) => [id, text]));
  }

  /** Throws where it could not be written: the run is then granted nothing. */
  begin(): void {
    const { onMiss } = this.#plan;
    const { log, moduleName, moduleDigest, manifestText, policies, engine, isolation } = this.#options;
    const texts = policies.map(({ name, text }) => `// ${name}\n${text}`);
    this.#policy = log.keepPolicy([manifestText, ...texts].join('\n'), this.#plan.rules);
    log.append([
      {
        ...({ kind: 'run-started', source: 'engine-observed', run: this.#plan.run } as const),
        module: { name: cut(moduleName), digest: moduleDigest },
        ...{ policy: this.#policy, engine },
        mounts: this.#plan.mounts.map(({ guest, source, rights }) => ({
          guest: cut(guest),
          from: source.kind,
          rights: [...rights],
        })),
        isolation: isolation.map(({ layer, state }) => ({ layer, state })),
        ...(onMiss === 'ask' || onMiss === 'audit' ? { onMiss } : {}),
      },
    ]);
    this.#isBegun = true;
  }

  /** Of a chunk that was admitted. Throws where it could not be written. */
  take(chunk: Chunk): void {
    const fresh: AuditDraft[] = [];
    for (let row = 0; row < chunk.rows; row += 1) {
      const outcome = chunk.outcome[row];
      const isGrant = outcome === OK && chunk.signature[row] === OPEN;
      if (isGrant || outcome === DENIED) this.#decision(chunk, row, isGrant, fresh);
    }
    this.#waitingCalls += chunk.rows;
    if (this.#waitingCalls >= FLUSH_CALLS) fresh.push(...this.#repeats());
    if (fresh.length > 0) this.#options.log.append(fresh);
  }

  /** Each limit is told of once when 80 % of it are used. Throws where it could not be written. */
  use(uses: readonly LimitUse[]): void {
    const near = uses.filter(({ used, most }) => most > 0 && used >= NEAR * most).flatMap((use) => this.#limit(use, 'near'));
    if (near.length > 0) this.#options.log.append(near);
  }

  /** What a person did in the run. Throws where it could not be written. */
  person(act: 'answer' | 'edit' | 'stop', what: string): void {
    if (this.#isBegun)
      this.#options.log.append([{ kind: 'person', source: 'engine-observed', run: this.#plan.run, act, what: cut(what) }]);
  }

  /** Nothing of a run that was not begun. Throws where it could not be written. */
  end(outcome: Outcome): void {
    if (!this.#isBegun) return;
    const { calls, denials, errors, limits } = outcome.totals;
    const near = limits.filter(({ used, most }) => most > 0 && used >= NEAR * most).flatMap((use) => this.#limit(use, 'near'));
    const reached = limits.filter(({ limit }) => outcome.kind === 'limit' && outcome.limit === limit);
    this.#options.log.append([
      ...this.#repeats(),
      ...near,
      ...reached.flatMap((use) => this.#limit(use, 'reached')),
      {
        ...({ kind: 'run-ended', source: 'engine-observed', run: this.#plan.run } as const),
        ...{ module: this.#options.moduleDigest, policy: this.#policy, ending: outcome.kind },
        sentence: cut(endingSentence(outcome, this.#plan.rules)),
        ...{ calls, denials, errors },
      },
    ]);
  }

  #limit({ limit, used, most }: LimitUse, level: 'near' | 'reached'): AuditDraft[] {
    const told = `${limit} ${level}`;
    if (this.#limitsTold.has(told)) return [];
    this.#limitsTold.add(told);
    const source = OBSERVED.has(limit) ? 'engine-observed' : 'guest-reported';
    return [{ kind: 'limit', source, run: this.#plan.run, limit, level, used: Math.round(used), most: Math.round(most) }];
  }

  #decision(chunk: Chunk, row: number, allowed: boolean, fresh: AuditDraft[]): void {
    const draft = this.#draft(chunk, row, allowed);
    const own = keyOf(draft);
    const known = allowed ? this.#known.grants : this.#known.denials;
    const isSingle = known.has(own) || known.size < (this.#options.quota ?? QUOTA);
    const kept = isSingle ? draft : { ...draft, resource: '', folded: true };
    const key = isSingle ? own : keyOf(kept);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      this.#waiting.set(key, { ...waiting, count: waiting.count + 1, lastRow: draft.lastRow, last: draft.last });
    } else if (known.has(key) || !isSingle) {
      this.#waiting.set(key, kept);
    } else {
      known.add(key);
      fresh.push(kept);
    }
  }

  #draft(chunk: Chunk, row: number, allowed: boolean): DecisionDraft {
    const rule = chunk.rule[row] ?? 0;
    const number = chunk.firstRow + row;
    const at = String(Math.max(0, Math.round(chunk.start[row] ?? 0)));
    return {
      ...({ kind: 'decision', source: 'guest-reported', run: this.#plan.run, allowed } as const),
      call: SIGNATURES[chunk.signature[row] ?? 0]?.name ?? '',
      action: ACTIONS[chunk.action[row] ?? 0] ?? '',
      resource: cut(resourceOf(chunk, row)),
      ...{ rule, ruleText: this.#rules.get(rule) ?? '', folded: false, count: 1 },
      ...{ firstRow: number, lastRow: number, first: at, last: at },
    };
  }

  #repeats(): AuditDraft[] {
    const drafts = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#waitingCalls = 0;
    return drafts;
  }
}

function keyOf({ allowed, call, action, resource, rule, folded }: DecisionDraft): string {
  return `${Number(allowed)} ${call} ${action} ${rule} ${Number(folded)} ${resource}`;
}

/** What the policy was asked about: the last of several is what decided. */
function resourceOf({ accessStart, accessKind, dataStart, data }: Chunk, row: number): string {
  for (let access = (accessStart[row + 1] ?? 0) - 1; access >= (accessStart[row] ?? 0); access -= 1) {
    if (accessKind[access] === RESOURCE) return new TextDecoder().decode(data.subarray(dataStart[access], dataStart[access + 1]));
  }
  return '';
}

function cut(text: string): string {
  return cutMiddle(text.toWellFormed(), LONGEST_TEXT);
}
