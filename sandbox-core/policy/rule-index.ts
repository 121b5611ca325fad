// The rules of one effect that speak of one action, found by the path that is asked for: what names the very path, what
// names a directory above it, and only then what names no place. So it costs the same with ten rules as with a thousand.
import type { Decision, Rule } from './decision.ts';
import { compileExpression, type Asked } from './condition/evaluate.ts';

/** What one rule says. The decision is made once and handed out again, so that deciding allocates nothing for it. */
interface Entry {
  readonly decision: Decision;
  /** Undefined where there is no condition. */
  readonly holds: ((asked: Asked) => boolean) | undefined;
}

const SLASH = 47;
const NONE: readonly Entry[] = [];

export class RuleIndex {
  readonly #files = new Map<string, Entry[]>();
  readonly #trees = new Map<string, Entry[]>();
  readonly #anywhere: Entry[] = [];
  /** Lengths of the directories' paths, longest first: no other prefix of a path need be looked up. */
  readonly #lengths: readonly number[];

  /** All of one effect. */
  constructor(rules: readonly Rule[]) {
    for (const rule of rules.toSorted((left, right) => left.id - right.id)) this.#bucketOf(rule).push(entryOf(rule));
    this.#lengths = [...new Set([...this.#trees.keys()].map(({ length }) => length))].sort((left, right) => right - left);
  }

  /** The decision of the rule that holds and speaks most closely of the resource; among equals, of that with the smallest id. */
  find(asked: Asked): Decision | undefined {
    const { resource } = asked;
    if (resource !== '') {
      const found = this.#named(resource, asked) ?? this.#above(resource, asked);
      if (found !== undefined) return found;
    }
    return firstHolding(this.#anywhere, asked);
  }

  #named(path: string, asked: Asked): Decision | undefined {
    return this.#files.size === 0 ? undefined : firstHolding(this.#files.get(path) ?? NONE, asked);
  }

  #above(path: string, asked: Asked): Decision | undefined {
    for (const length of this.#lengths) {
      if (length > path.length) continue;
      // The root is above all; any other directory ends where a component does.
      if (length > 1 && length !== path.length && path.charCodeAt(length) !== SLASH) continue;
      const entries = this.#trees.get(length === path.length ? path : path.slice(0, length));
      const found = entries === undefined ? undefined : firstHolding(entries, asked);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #bucketOf({ under, cedar }: Rule): Entry[] {
    if (cedar?.file !== undefined) return bucket(this.#files, cedar.file);
    return under === '' ? this.#anywhere : bucket(this.#trees, under);
  }
}

function bucket(buckets: Map<string, Entry[]>, key: string): Entry[] {
  const found = buckets.get(key) ?? [];
  buckets.set(key, found);
  return found;
}

function firstHolding(entries: readonly Entry[], asked: Asked): Decision | undefined {
  for (const { holds, decision } of entries) {
    if (holds === undefined || holds(asked)) return decision;
  }
  return undefined;
}

/** A condition that comes to no truth value holds for a forbid, and not for a permit (THREATS 100). */
function entryOf({ id, effect, cedar }: Rule): Entry {
  const decision = Object.freeze({ allowed: effect === 'permit', rule: id });
  if (cedar?.when === undefined) return { decision, holds: undefined };
  const evaluate = compileExpression(cedar.when);
  const holds = effect === 'permit' ? (asked: Asked) => evaluate(asked) === true : (asked: Asked) => evaluate(asked) !== false;
  return { decision, holds };
}
