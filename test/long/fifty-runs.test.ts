// Fifty runs in a row, of every kind of ending, leave no process, no descriptor and no folder behind.
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { ROOT } from '../flow/command-line.ts';
import { limited, nextRun, platform, runHostile, startHostile } from '../hostile/hostile-run.ts';

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

it.runIf(process.platform === 'linux')('guests killed at any moment of their start leave nothing behind', async () => {
  await nextRun();
  const before = descriptors();
  const spawned = new Set<number>();
  for (let kill = 0; kill < 40; kill++) {
    const guest = platform.guests.spawn({ mounts: [] });
    await new Promise((resolve) => setTimeout(resolve, kill % 20));
    for (const pid of descendants()) spawned.add(pid);
    guest.kill();
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  await expect.poll(() => [...spawned, ...orphans()].filter(isGuest), { timeout: 20_000 }).toEqual([]);
  await expect.poll(descriptors, { timeout: 20_000 }).toBeLessThanOrEqual(before);
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

/** Guests of this checkout whose parent died before them. */
function orphans(): number[] {
  return processes().filter((pid) => parentOf(pid) === 1 && readOf(pid, 'cmdline').includes(`${ROOT}sandbox-core/guest-process`));
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
