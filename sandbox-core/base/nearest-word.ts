// The word a person most likely meant: for `unknown key "mount"; "mounts" was expected`.

/** The candidate with the fewest changed letters, if that is at most a third of them; swapped neighbours count as one change. */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const written = word.toLowerCase();
  let nearest: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const changes = changesBetween(written, candidate.toLowerCase());
    if (changes < fewest && changes <= Math.max(1, Math.floor(candidate.length / 3))) {
      nearest = candidate;
      fewest = changes;
    }
  }
  return nearest;
}

/** Optimal string alignment distance, a row at a time. */
function changesBetween(left: string, right: string): number {
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1] ? 0 : 1;
      let least = Math.min((above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + same);
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) least = Math.min(least, (before[column - 2] ?? 0) + 1);
      current.push(least);
    }
    before = above;
    above = current;
  }
  return above[right.length] ?? 0;
}
