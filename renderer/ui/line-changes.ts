// How one text became another, line by line: what stands in both, what was added, what went.

export interface ChangedLine {
  readonly kind: 'same' | 'added' | 'gone';
  /** Number of the line in the newer text, from 1; of what went, null. */
  readonly number: number | null;
  readonly text: string;
}

/** Lines compared with each other at most; where more differ, all of them count as changed. */
const MOST_COMPARED = 400;

export function lineChanges(before: string, after: string): readonly ChangedLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const [oldPart, newPart] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  const changed =
    oldPart.length > MOST_COMPARED || newPart.length > MOST_COMPARED ? replaced(oldPart, newPart) : aligned(oldPart, newPart);
  const kinds = [...now.slice(0, start).map(same), ...changed, ...now.slice(now.length - end).map(same)];
  let number = 0;
  return kinds.map(({ kind, text }) => ({ kind, number: kind === 'gone' ? null : ++number, text }));
}

/** A line feed at the end begins no line. */
function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

interface Line {
  readonly kind: ChangedLine['kind'];
  readonly text: string;
}

function same(text: string): Line {
  return { kind: 'same', text };
}

function replaced(old: readonly string[], now: readonly string[]): Line[] {
  return [...old.map((text): Line => ({ kind: 'gone', text })), ...now.map((text): Line => ({ kind: 'added', text }))];
}

/** By the longest common subsequence; `length[i][j]` is that of what follows old line i and new line j. */
function aligned(old: readonly string[], now: readonly string[]): Line[] {
  const wide = now.length + 1;
  const length = new Uint16Array((old.length + 1) * wide);
  const at = (i: number, j: number): number => length[i * wide + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      length[i * wide + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  for (let [i, j] = [0, 0]; i < old.length || j < now.length;) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push(same(old[i] ?? ''));
      [i, j] = [i + 1, j + 1];
    } else if (i < old.length && (j === now.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'gone', text: old[i++] ?? '' });
    } else {
      lines.push({ kind: 'added', text: now[j++] ?? '' });
    }
  }
  return lines;
}

/** Only what changed, with so many lines around it; where nothing did, the first `most`. */
export function aroundChanges(lines: readonly ChangedLine[], around: number, most: number): readonly ChangedLine[] {
  const near = (at: number): boolean =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'same');
  const shown = lines.some(({ kind }) => kind !== 'same') ? lines.filter((_, at) => near(at)) : lines;
  return shown.slice(0, most);
}
