// What becomes of a miss: a request on something mounted that no rule permits and none forbids, where the manifest says to ask or
// to let it through for audit. The decision keeps naming a rule: one that speaks of no action and stands for the answer
// (policy/rules.ts).
import { coversGuestPath } from '../base/guest-path.ts';
import { DEFAULT_RULE, type Decision, type Rule } from '../policy/decision.ts';
import type { OnMiss } from '../policy/manifest.ts';
import type { Action } from '../policy/request.ts';
import { ON_MISS_POINTER } from '../policy/rules.ts';
import { mountPermits, mountReaches, type Mount } from './files/mount.ts';

/** A request of a call that is a miss. */
export interface Miss {
  readonly action: Action;
  /** Absolute guest path. */
  readonly resource: string;
}

/** `call`: for this call; `run`: also for the same requests in the rest of the run; `deny`: for this call. */
export type MissAnswer = 'call' | 'run' | 'deny' | 'stopped';

/** Never let through by audit: they make or remove a name. */
const NAMING: ReadonlySet<Action> = new Set<Action>(['fs.create', 'fs.delete', 'fs.link']);
const DENIED: Decision = Object.freeze({ allowed: false, rule: DEFAULT_RULE.id });

/** Of a mount. The denied root reaches nothing. */
type MissMount = Pick<Mount, 'guest' | 'rights' | 'reach'>;

export class Misses {
  readonly #mounts: readonly MissMount[];
  readonly #audits: boolean;
  readonly #let: Decision;
  readonly #refused: Decision;
  readonly #ofRun = new Set<string>();
  readonly #ofCall = new Map<string, Decision>();

  private constructor(mounts: readonly MissMount[], audits: boolean, rules: readonly Rule[]) {
    this.#mounts = mounts;
    this.#audits = audits;
    this.#let = decisionBy(rules, 'permit');
    this.#refused = decisionBy(rules, 'forbid');
  }

  /** Undefined where a miss is simply denied. */
  static of(onMiss: OnMiss, rules: readonly Rule[], mounts: readonly MissMount[]): Misses | undefined {
    if (onMiss !== 'ask' && onMiss !== 'audit') return undefined;
    return new Misses(
      mounts,
      onMiss === 'audit',
      rules.filter(({ pointer }) => pointer === ON_MISS_POINTER),
    );
  }

  /** Answers of the call before are over. */
  beginCall(): void {
    this.#ofCall.clear();
  }

  /** `decided`: what the rules say. */
  judge(action: Action, resource: string, decided: Decision): Decision {
    if (!this.#isMiss(action, resource, decided)) return decided;
    if (this.#audits) return NAMING.has(action) ? DENIED : this.#let;
    const key = `${action} ${resource}`;
    return this.#ofCall.get(key) ?? (this.#ofRun.has(key) ? this.#let : DENIED);
  }

  /**
   * What of these requests a person would have to allow for all of them to be; empty where nothing is missing, and where no answer
   * could help.
   */
  toAsk(requests: readonly Miss[], decide: (action: Action, resource: string) => Decision): readonly Miss[] {
    if (this.#audits) return [];
    const asked: Miss[] = [];
    for (const { action, resource } of requests) {
      const decided = decide(action, resource);
      if (this.#isMiss(action, resource, decided)) {
        if (!this.judge(action, resource, decided).allowed) asked.push({ action, resource });
      } else if (!decided.allowed) return [];
    }
    return asked;
  }

  take(misses: readonly Miss[], answer: Exclude<MissAnswer, 'stopped'>): void {
    for (const { action, resource } of misses) {
      const key = `${action} ${resource}`;
      if (answer === 'run') this.#ofRun.add(key);
      else this.#ofCall.set(key, answer === 'deny' ? this.#refused : this.#let);
    }
  }

  #isMiss(action: Action, resource: string, decided: Decision): boolean {
    const covering = (one: MissMount): boolean => one.reach.size > 0 && coversGuestPath(one.guest, resource);
    const mount = resource === '' ? undefined : this.#mounts.find(covering);
    if (mount === undefined || !mountReaches(mount, action)) return false;
    // Past a mount's rights no rule permits anything.
    return decided.allowed ? !mountPermits(mount, action) : decided.rule === DEFAULT_RULE.id;
  }
}

function decisionBy(rules: readonly Rule[], effect: Rule['effect']): Decision {
  const rule = rules.find((one) => one.effect === effect);
  return rule === undefined ? DENIED : Object.freeze({ allowed: effect === 'permit', rule: rule.id });
}
