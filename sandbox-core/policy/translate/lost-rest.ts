// What every export says of the parts of a manifest that its format has no word for.
import type { Limits } from '../../limits/limits.ts';
import type { Manifest } from '../manifest.ts';
import type { Lost } from './translation.ts';

export type Part = 'args' | 'env' | 'random' | keyof Limits;

/** One entry for each part that says anything and is not in `carried`; the limits together. */
export function lostRest(manifest: Manifest, carried: readonly Part[]): Lost[] {
  const lost: Lost[] = [];
  const lose = (pointer: string, what: string, why: string): void => {
    lost.push({ place: { kind: 'pointer', pointer }, what, why });
  };
  if (manifest.args.length > 0 && !carried.includes('args')) lose('/args', 'args', 'arguments have no place there');
  if (manifest.env.length > 0 && !carried.includes('env'))
    lose('/env', 'env', "variables with a value have no place there, and the host's own would be another thing");
  if (manifest.clock.kind !== 'real' || manifest.clock.resolution !== undefined)
    lose('/clock', 'clock', 'the clock is always the real one there');
  if (manifest.random.kind !== 'real' && !carried.includes('random'))
    lose('/random', 'random', 'random numbers are always real ones there');
  if (manifest.onMiss !== 'deny') lose('/onMiss', 'onMiss', 'what is denied fails there, and the guest goes on');
  const limits = limitsIn(manifest.limits).filter((name) => !carried.includes(name));
  if (limits.length > 0) lose('/limits', limits.join(', '), 'there are no such limits there');
  return lost;
}

function limitsIn(limits: Limits): (keyof Limits)[] {
  const names: (keyof Limits)[] = ['wallTime', 'cpuTime', 'fuel', 'memory', 'tableElements', 'stack', 'output', 'input'];
  return [
    ...names,
    'openFiles' as const,
    'hostCalls' as const,
    'hostCallRate' as const,
    'sleep' as const,
    'denials' as const,
  ].filter((name) => limits[name] !== null);
}
