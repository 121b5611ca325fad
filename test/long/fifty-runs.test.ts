// Fifty runs in a row, of every kind of ending, leave no process, no descriptor and no folder behind.
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { limited, nextRun, runHostile, startHostile } from '../hostile/hostile-run.ts';

const RUNS = 50;
const TRAPS = '(module (func (export "_start") unreachable))';
const SPINS = '(module (func (export "_start") (loop (br 0))))';

const endings: readonly (() => Promise<string>)[] = [
  nextRun,
  async () => (await runHostile(TRAPS)).kind,
  async () => (await runHostile(SPINS, limited({ wallTime: 50e6 as never }))).kind,
  async () => {
    const run = startHostile(SPINS);
    run.stop();
    return (await run.ended).kind;
  },
];

it.runIf(process.platform === 'linux')('fifty runs leave nothing behind', async () => {
  await nextRun();
  const before = { descriptors: descriptors(), folders: folders() };
  const seen = new Set<number>();
  const kinds = new Set<string>();
  for (let run = 0; run < RUNS; run++) {
    const ended = endings[run % endings.length]?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const pid of descendants()) seen.add(pid);
    kinds.add((await ended) ?? '');
  }
  expect([...kinds].toSorted()).toEqual(['limit', 'returned', 'stopped', 'trapped']);
  expect(seen.size).toBeGreaterThanOrEqual(RUNS);
  await expect.poll(() => [...seen].filter(isGuest), { timeout: 10_000 }).toEqual([]);
  await expect.poll(descriptors, { timeout: 10_000 }).toBeLessThanOrEqual(before.descriptors);
  expect(folders()).toEqual(before.folders);
});

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

function folders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('wasm-sandbox-guest'));
}

/** Of this process, at any depth: inside a jail the guest is a grandchild. */
function descendants(): number[] {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]));
  const ours = (pid: number, depth = 0): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && depth < 20 && (parent === process.pid || ours(parent, depth + 1));
  };
  return [...parents.keys()].filter((pid) => ours(pid) && isGuest(pid));
}

function processes(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

/** The fourth field of stat, after a name in parentheses. Undefined for a process that is gone. */
function parentOf(pid: number): number | undefined {
  const fields = readOf(pid, 'stat').split(') ')[1]?.split(' ');
  return fields?.[1] === undefined ? undefined : Number(fields[1]);
}

/** A zombie has no command line any more. */
function isGuest(pid: number): boolean {
  return readOf(pid, 'cmdline').includes('guest-process');
}

function readOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // Gone between listing and reading.
    return '';
  }
}
