// The file's values → a Manifest, with the checks that no schema can state: amounts, instants, mounts that collide.
import { coversGuestPath } from '../base/guest-path.ts';
import { parseInstant } from '../base/instant.ts';
import { formatBytes, formatDuration, parseBytes, parseDuration, type Bytes, type Nanos } from '../base/units.ts';
import { cutMiddle, hasHiddenCharacters, visibleText } from '../base/visible-text.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits/limits.ts';
import type { ClockSetting, Manifest, MountEntry, RandomSetting } from './manifest.ts';
import { MANIFEST_CAPS, type ManifestFile, type MountInFile } from './manifest-schema.ts';

/** A fault of the value at `path`; its place is found later. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
}

/** 2000-01-01T00:00:00Z: what `frozen` means. */
export const FROZEN_AT = '946684800000000000';

const KIB = 2 ** 10;
const GIB = 2 ** 30;
const DAY = 86_400e9;

/** What the amounts of a manifest may be. */
export const BOUNDS = {
  /** One page: a limit of nothing would be read as no limit. */
  memory: [64 * KIB, 16 * GIB],
  output: [0, 64 * GIB],
  input: [0, 64 * GIB],
  /** The guest's thread has 8 MiB for the engine's frames, and a host call needs some of that (platform/node/guest-worker.ts). */
  stack: [64 * KIB, 5 * 2 ** 20],
  /** A week; timers of every host reach that far. */
  wallTime: [1e6, 7 * DAY],
  cpuTime: [1e6, 7 * DAY],
  sleep: [0, 7 * DAY],
  /** What every real clock has by itself, to what no program would call a clock. */
  resolution: [1e3, 60e9],
} as const;

/** `env` comes from the text, in its order: objects put keys that look like numbers first. */
export function manifestFrom(file: ManifestFile, env: Manifest['env']): { manifest: Manifest; faults: Fault[] } {
  const faults: Fault[] = [];
  const manifest: Manifest = {
    args: file.args ?? [],
    env,
    mounts: (file.mounts ?? []).map((mount, index) => mountFrom(mount, index, faults)),
    clock: clockFrom(file.clock ?? 'real', faults),
    random: randomFrom(file.random ?? 'real'),
    limits: limitsFrom(file.limits ?? {}, faults),
    onMiss: file.onMiss ?? 'deny',
  };
  if (env.length > MANIFEST_CAPS.env) {
    const message = `env has ${env.length} variables; at most ${MANIFEST_CAPS.env} were expected`;
    faults.push({ code: 'too-many', message, path: ['env'] });
  }
  faults.push(...collisions(manifest.mounts));
  return { manifest, faults };
}

function mountFrom(mount: MountInFile, index: number, faults: Fault[]): MountEntry {
  const path = ['mounts', index];
  const given = (['grant', 'path', 'memory'] as const).filter((key) => mount[key] !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? 'names no source' : `names ${given.join(' and ')}`;
    faults.push({
      code: 'mount-source',
      message: `the mount ${found}; exactly one of grant, path and memory was expected`,
      path,
    });
  }
  if (new Set(mount.rights).size < mount.rights.length) {
    faults.push({
      code: 'duplicate-right',
      message: 'a right stands twice in the list; once was expected',
      path: [...path, 'rights'],
    });
  }
  if (mount.grant !== undefined && hasHiddenCharacters(mount.grant)) {
    const message = `the grant's name "${visibleText(mount.grant)}" holds hidden characters; visible ones were expected`;
    faults.push({ code: 'hidden-characters', message, path: [...path, 'grant'] });
  }
  return { guest: mount.guest, source: sourceFrom(mount), rights: mount.rights };
}

function sourceFrom(mount: MountInFile): MountEntry['source'] {
  if (mount.grant !== undefined) return { kind: 'grant', name: mount.grant };
  if (mount.path !== undefined) return { kind: 'path', path: mount.path };
  return { kind: 'memory' };
}

/** One path would have two meanings, one of them hidden, if trees could lie inside one another. */
function collisions(mounts: readonly MountEntry[]): Fault[] {
  const faults: Fault[] = [];
  for (const [index, mount] of mounts.entries()) {
    const other = mounts.slice(0, index).find((earlier) => covers(earlier, mount) || covers(mount, earlier));
    if (!other) continue;
    const [inner, outer] = covers(other, mount) ? [mount, other] : [other, mount];
    const message =
      inner.guest === outer.guest
        ? `two mounts stand at ${shown(inner.guest)}; one was expected`
        : `the mount ${shown(inner.guest)} lies inside the mount ${shown(outer.guest)} and would hide part of it; separate trees were expected`;
    faults.push({ code: 'mount-collision', message, path: ['mounts', index, 'guest'] });
  }
  return faults;
}

function covers(outer: MountEntry, inner: MountEntry): boolean {
  return coversGuestPath(outer.guest, inner.guest);
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), 80);
}

function clockFrom(text: NonNullable<ManifestFile['clock']>, faults: Fault[]): ClockSetting {
  if (typeof text === 'object') return coarseClock(text.resolution, faults);
  if (text === 'real') return { kind: 'real' };
  if (text === 'frozen') return { kind: 'frozen', at: FROZEN_AT };
  const at = parseInstant(text);
  if (at === undefined) {
    const message = `clock is "${text}"; a day and time that exist, from 1970 to 2262-04-11, were expected`;
    faults.push({ code: 'instant', message, path: ['clock'] });
  }
  return { kind: 'frozen', at: at ?? FROZEN_AT };
}

function coarseClock(text: string, faults: Fault[]): ClockSetting {
  const resolution = parseDuration(text);
  if (resolution !== undefined && isWithin(resolution, BOUNDS.resolution)) return { kind: 'real', resolution };
  const message = `clock.resolution is "${text}"; 1us to 60s was expected`;
  faults.push({ code: 'amount', message, path: ['clock', 'resolution'] });
  return { kind: 'real' };
}

function randomFrom(random: NonNullable<ManifestFile['random']>): RandomSetting {
  return random === 'real' ? { kind: 'real' } : { kind: 'seeded', seed: random.seed };
}

function limitsFrom(file: NonNullable<ManifestFile['limits']>, faults: Fault[]): Limits {
  const memory = typeof file.memory === 'object' ? file.memory : { most: file.memory };
  const memoryPath = typeof file.memory === 'object' ? ['limits', 'memory', 'most'] : ['limits', 'memory'];
  return {
    wallTime: durationFrom(file.wallTime, DEFAULT_LIMITS.wallTime, 'wallTime', faults),
    cpuTime: durationFrom(file.cpuTime, DEFAULT_LIMITS.cpuTime, 'cpuTime', faults),
    fuel: fuelFrom(file.fuel),
    memory: {
      most: bytesFrom(memory.most, DEFAULT_LIMITS.memory.most, BOUNDS.memory, memoryPath, faults),
      onExceed: ('onExceed' in memory ? memory.onExceed : undefined) ?? DEFAULT_LIMITS.memory.onExceed,
    },
    collectedHeap: file.collectedHeap ?? DEFAULT_LIMITS.collectedHeap,
    tableElements: file.tableElements ?? DEFAULT_LIMITS.tableElements,
    stack: bytesFrom(file.stack, DEFAULT_LIMITS.stack, BOUNDS.stack, ['limits', 'stack'], faults),
    output: bytesFrom(file.output, DEFAULT_LIMITS.output, BOUNDS.output, ['limits', 'output'], faults),
    input: bytesFrom(file.input, DEFAULT_LIMITS.input, BOUNDS.input, ['limits', 'input'], faults),
    openFiles: file.openFiles ?? DEFAULT_LIMITS.openFiles,
    hostCalls: file.hostCalls ?? DEFAULT_LIMITS.hostCalls,
    hostCallRate: file.hostCallRate ?? DEFAULT_LIMITS.hostCallRate,
    sleep: durationFrom(file.sleep, DEFAULT_LIMITS.sleep, 'sleep', faults),
    denials: file.denials ?? DEFAULT_LIMITS.denials,
  };
}

function fuelFrom(fuel: NonNullable<ManifestFile['limits']>['fuel']): Limits['fuel'] {
  if (fuel === undefined) return DEFAULT_LIMITS.fuel;
  return typeof fuel === 'number' ? { most: fuel, counting: 'exact' } : { most: fuel.most, counting: fuel.counting ?? 'exact' };
}

type Bounds = readonly [least: number, most: number];

function bytesFrom<Standard extends Bytes | null>(
  text: string | undefined,
  standard: Standard,
  bounds: Bounds,
  path: readonly string[],
  faults: Fault[],
): Bytes | Standard {
  if (text === undefined) return standard;
  const bytes = parseBytes(text);
  if (bytes !== undefined && isWithin(bytes, bounds)) return bytes;
  const expected = bytes === undefined ? 'a whole number of bytes' : `${formatBytes(bounds[0])} to ${formatBytes(bounds[1])}`;
  faults.push({ code: 'amount', message: `${path.join('.')} is "${text}"; ${expected} was expected`, path });
  return standard;
}

function durationFrom<Standard extends Nanos | null>(
  text: string | undefined,
  standard: Standard,
  key: 'wallTime' | 'cpuTime' | 'sleep',
  faults: Fault[],
): Nanos | Standard {
  if (text === undefined) return standard;
  const nanos = parseDuration(text);
  if (nanos !== undefined && isWithin(nanos, BOUNDS[key])) return nanos;
  const expected = `${formatDuration(BOUNDS[key][0])} to 168h`;
  faults.push({ code: 'amount', message: `limits.${key} is "${text}"; ${expected} was expected`, path: ['limits', key] });
  return standard;
}

function isWithin(value: number, [least, most]: Bounds): boolean {
  return value >= least && value <= most;
}
