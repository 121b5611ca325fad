// The texts of a policy as one document, with what they were before and after: undo without knowing which of them changed.

export interface PolicyTexts {
  readonly manifest: string;
  /** In Cedar. */
  readonly rules: string;
}

export interface Versions {
  readonly past: readonly PolicyTexts[];
  readonly texts: PolicyTexts;
  readonly future: readonly PolicyTexts[];
  readonly kind: string;
  readonly at: number;
}

export const NO_VERSIONS: Versions = { past: [], texts: { manifest: '', rules: '' }, future: [], kind: '', at: 0 };

const MOST_VERSIONS = 500;
const TOGETHER_MS = 800;

/** `at` is in milliseconds; changes of one kind in quick succession are one. */
export function changed(before: Versions, texts: PolicyTexts, kind: string, at: number): Versions {
  if (sameTexts(texts, before.texts)) return before;
  const together = kind === before.kind && at - before.at < TOGETHER_MS && before.past.length > 0;
  const past = together ? before.past : [...before.past, before.texts].slice(-MOST_VERSIONS);
  return { past, texts, future: [], kind, at };
}

export function undone(before: Versions): Versions {
  const last = before.past.at(-1);
  if (last === undefined) return before;
  return { past: before.past.slice(0, -1), texts: last, future: [before.texts, ...before.future], kind: '', at: 0 };
}

export function redone(before: Versions): Versions {
  const [next, ...future] = before.future;
  return next === undefined ? before : { past: [...before.past, before.texts], texts: next, future, kind: '', at: 0 };
}

export function sameTexts(one: PolicyTexts, other: PolicyTexts): boolean {
  return one.manifest === other.manifest && one.rules === other.rules;
}
