// The rules that speak of one action, found by the path that is asked for: those that name the very path, those that name
// a directory above it, and those that name no place. So it costs about the same with ten rules as with a thousand.
import type { Decision, Rule } from './decision.ts';
import { compileExpression, type Asked } from './condition/evaluate.ts';

/** What one rule says. The decision is made once and handed out again, so that deciding allocates nothing for it. */
interface Entry {
  readonly decision: Decision;
  /** Undefined where there is no condition. */
  readonly holds: ((asked: Asked) => boolean) | undefined;
}

/** Each list by the rules' numbers. */
interface Bucket {
  readonly forbids: Entry[];
  readonly permits: Entry[];
}

/** The rules that name one path: as a directory above what is asked for, or as the very thing. */
interface Place {
  readonly path: string;
  readonly tree: Bucket;
  readonly file: Bucket;
}

const SLASH = 47;

export class RuleIndex {
  /** By the hash of their paths. Prefixes are hashed while a path is read once: slices of it would cost most of a decision. */
  readonly #places = new Map<number, Place[]>();
  readonly #root: Bucket = emptyBucket();
  readonly #anywhere: Bucket = emptyBucket();
  /** Of the paths that rules name: 1 at each length. Past its end no place need be looked for. */
  readonly #lengths: Uint8Array;

  constructor(rules: readonly Rule[]) {
    for (const rule of rules.toSorted((left, right) => left.id - right.id)) {
      const { forbids, permits } = this.#bucketOf(rule);
      (rule.effect === 'forbid' ? forbids : permits).push(entryOf(rule));
    }
    const lengths = [...this.#places.values()].flat().map(({ path }) => path.length);
    this.#lengths = new Uint8Array(lengths.reduce((most, length) => Math.max(most, length), 0) + 1);
    for (const length of lengths) this.#lengths[length] = 1;
  }

  /**
   * The decision of a forbid that holds, else of a permit that does: of the one that speaks most closely of the resource
   * and, among equals, has the smallest number. Null where there is none.
   */
  find(asked: Asked): Decision | null {
    let forbid: Decision | null = null;
    let permit: Decision | null = null;
    const path = asked.resource;
    if (path !== '') {
      forbid = firstHolding(this.#root.forbids, asked);
      permit = firstHolding(this.#root.permits, asked);
    }
    const end = Math.min(path.length, this.#lengths.length - 1);
    let hash = 0;
    for (let length = 1; length <= end; length++) {
      hash = hashWith(hash, path.charCodeAt(length - 1));
      const isWhole = length === path.length;
      if (this.#lengths[length] === 0 || (!isWhole && path.charCodeAt(length) !== SLASH)) continue;
      const place = this.#placeAt(hash, path, length);
      if (place === undefined) continue;
      forbid = firstHolding(place.tree.forbids, asked) ?? forbid;
      permit = firstHolding(place.tree.permits, asked) ?? permit;
      if (!isWhole) continue;
      forbid = firstHolding(place.file.forbids, asked) ?? forbid;
      permit = firstHolding(place.file.permits, asked) ?? permit;
    }
    return forbid ?? firstHolding(this.#anywhere.forbids, asked) ?? permit ?? firstHolding(this.#anywhere.permits, asked);
  }

  #placeAt(hash: number, path: string, length: number): Place | undefined {
    const places = this.#places.get(hash);
    if (places === undefined) return undefined;
    for (const place of places) {
      if (place.path.length === length && path.startsWith(place.path)) return place;
    }
    return undefined;
  }

  #bucketOf({ under, cedar }: Rule): Bucket {
    const file = cedar?.file;
    if (file !== undefined) return this.#placeOf(file).file;
    if (under === '') return this.#anywhere;
    return under === '/' ? this.#root : this.#placeOf(under).tree;
  }

  #placeOf(path: string): Place {
    let hash = 0;
    for (let at = 0; at < path.length; at++) hash = hashWith(hash, path.charCodeAt(at));
    const places = this.#places.get(hash) ?? [];
    this.#places.set(hash, places);
    const found = places.find((place) => place.path === path);
    if (found !== undefined) return found;
    const made = { path, tree: emptyBucket(), file: emptyBucket() };
    places.push(made);
    return made;
  }
}

function emptyBucket(): Bucket {
  return { forbids: [], permits: [] };
}

function hashWith(hash: number, unit: number): number {
  return (Math.imul(hash, 31) + unit) | 0;
}

function firstHolding(entries: readonly Entry[], asked: Asked): Decision | null {
  for (const { holds, decision } of entries) {
    if (holds === undefined || holds(asked)) return decision;
  }
  return null;
}

/** A condition that comes to no truth value holds for a forbid, and not for a permit (THREATS 100). */
function entryOf({ id, effect, cedar }: Rule): Entry {
  const decision = Object.freeze({ allowed: effect === 'permit', rule: id });
  if (cedar?.when === undefined) return { decision, holds: undefined };
  const evaluate = compileExpression(cedar.when);
  const holds = effect === 'permit' ? (asked: Asked) => evaluate(asked) === true : (asked: Asked) => evaluate(asked) !== false;
  return { decision, holds };
}
