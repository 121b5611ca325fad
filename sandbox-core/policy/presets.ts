// Manifests to begin with, by what a guest is for. None gives a folder of the host by itself: what they mount is in memory,
// or a grant that a person makes by its name.
import type { Bytes, Nanos } from '../base/units.ts';
import { emptyManifest } from './empty-manifest.ts';
import type { Manifest, MountEntry, MountRight } from './manifest.ts';
import { FROZEN_AT } from './manifest-from-file.ts';

export interface Preset {
  readonly name: 'compute' | 'read-only' | 'build' | 'audit-only';
  /** What it is for, in a sentence. */
  readonly text: string;
  readonly manifest: Manifest;
}

const EVERY_RIGHT: readonly MountRight[] = ['read', 'write', 'create'];
const MEBIBYTE = 2 ** 20;
const SECOND = 1e9;

/** In the order in which they are offered. */
export const PRESETS: readonly Preset[] = [
  {
    name: 'compute',
    text: 'Input to output and nothing else: no files, a clock that stands still, random numbers that repeat.',
    manifest: { ...emptyManifest(), clock: { kind: 'frozen', at: FROZEN_AT }, random: { kind: 'seeded', seed: 1 } },
  },
  {
    name: 'read-only',
    text: 'Reads the folder granted as "input" at /data, and writes nothing but output.',
    manifest: { ...emptyManifest(), mounts: [granted('/data', 'input', ['read'])] },
  },
  {
    name: 'build',
    text: 'Reads the folder granted as "source" at /src, writes the one granted as "out" at /out, and has /tmp in memory.',
    manifest: withRoom({
      ...emptyManifest(),
      mounts: [granted('/src', 'source', ['read']), granted('/out', 'out', EVERY_RIGHT), inMemory('/tmp')],
    }),
  },
  {
    name: 'audit-only',
    text: 'For watching a stranger: every path is in an empty tree in memory, so that it goes on and its recording shows what it reaches for; nothing of the host is there, and what is no file is denied as ever.',
    manifest: { ...emptyManifest(), mounts: [inMemory('/')] },
  },
];

function granted(guest: string, name: string, rights: readonly MountRight[]): MountEntry {
  return { guest, source: { kind: 'grant', name }, rights };
}

function inMemory(guest: string): MountEntry {
  return { guest, source: { kind: 'memory' }, rights: EVERY_RIGHT };
}

/** Compilers take their time, and memory. */
function withRoom(manifest: Manifest): Manifest {
  const limits = { ...manifest.limits, wallTime: (600 * SECOND) as Nanos, openFiles: 1024 };
  return { ...manifest, limits: { ...limits, memory: { most: (2048 * MEBIBYTE) as Bytes, onExceed: 'fail' } } };
}
