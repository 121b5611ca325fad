// What benchmarks do with figures: take them, find the middle one of many, print a line.

export function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[figures.length >> 1] ?? 0;
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What this thread has had of a processor: unlike the clock, it stands still while other programs have their turn. */
export function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
