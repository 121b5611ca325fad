// What most users edit: one JSON file that says what a guest is given and where it is stopped.
import type { Nanos } from '../base/units.ts';
import type { Limits } from '../limits/limits.ts';

/** A right over a mounted tree. `write` changes files that are there; `create` also makes, renames and removes names. */
export type MountRight = 'read' | 'write' | 'create';

export interface MountEntry {
  /** Absolute path under which the guest sees the tree. */
  readonly guest: string;
  /** Name of a grant made outside the page, or a host path (inert until it matches a grant), or nothing: an empty tree in memory. */
  readonly source:
    | { readonly kind: 'grant'; readonly name: string }
    | { readonly kind: 'path'; readonly path: string }
    | { readonly kind: 'memory' };
  readonly rights: readonly MountRight[];
}

export type ClockSetting =
  /** In steps of `resolution`, where that is said: too coarse to measure by what guests share. */
  | { readonly kind: 'real'; readonly resolution?: Nanos }
  /** Stands still at this instant, in nanoseconds since 1970, written in decimal (JSON has no bigint). */
  | { readonly kind: 'frozen'; readonly at: string };

export type RandomSetting = { readonly kind: 'real' } | { readonly kind: 'seeded'; readonly seed: number };

/**
 * What follows where no rule permits a request on something that is mounted, and none forbids it: the call fails (`deny`), the run
 * ends (`stop`), a person is asked (`ask`), or it is let through and marked, as long as it makes and removes no name (`audit`).
 * What nothing mounts is denied whatever this says.
 */
export const ON_MISS = ['deny', 'stop', 'ask', 'audit'] as const;
export type OnMiss = (typeof ON_MISS)[number];

export interface Manifest {
  readonly args: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly mounts: readonly MountEntry[];
  readonly clock: ClockSetting;
  readonly random: RandomSetting;
  readonly limits: Limits;
  readonly onMiss: OnMiss;
}
