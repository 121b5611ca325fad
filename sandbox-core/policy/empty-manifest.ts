// The manifest that gives nothing: what a guest runs under until somebody writes one.
import { DEFAULT_LIMITS } from '../limits/limits.ts';
import type { Manifest } from './manifest.ts';

/** No arguments, variables or mounts; real clock and random numbers, which every run has; the default limits. */
export function emptyManifest(): Manifest {
  return {
    args: [],
    env: [],
    mounts: [],
    clock: { kind: 'real' },
    random: { kind: 'real' },
    limits: DEFAULT_LIMITS,
    onMiss: 'deny',
  };
}
