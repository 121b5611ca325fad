// What the jail around a run's guest process has to let through.
import type { Jail } from '../platform/platform.ts';
import type { PlannedMount } from './run-plan.ts';

/** What a miss may be let through for has to be there as well: the layers stand before the guest asks. */
export function jailOf(mounts: readonly PlannedMount[]): Jail {
  return {
    mounts: mounts.flatMap(({ source, rights, reach = [] }) =>
      source.kind === 'host' ? [{ path: source.path, writable: [...rights, ...reach].some((right) => right !== 'read') }] : [],
    ),
  };
}
