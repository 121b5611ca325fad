// Clocks of Node: performance.now() counts from a per-thread origin, so monotonic time is put on the process's one origin.
import type { Nanos } from '../../base/units.ts';
import type { Clock } from '../platform.ts';

/** Milliseconds since 1970 at which this thread's performance.now() was 0: the same scale on every thread. */
const origin = performance.timeOrigin;
/** Kept small so that nanoseconds stay exact in a double for years. */
const base = Math.floor(origin / 86_400_000) * 86_400_000;
const offset = origin - base;

export const nodeClock: Clock = {
  monotonic(): Nanos {
    return ((offset + performance.now()) * 1e6) as Nanos;
  },
  wall(): bigint {
    return BigInt(Math.round((origin + performance.now()) * 1e3)) * 1000n;
  },
};
