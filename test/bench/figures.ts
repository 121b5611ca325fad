// What every benchmark does with its figures: the middle one of many, and a line of print.

export function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[figures.length >> 1] ?? 0;
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
