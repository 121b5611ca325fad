// Clocks of Node. Monotonic time is `process.hrtime`'s: its origin is the system's, hence the same on every thread, and it
// costs a third less than `performance.now()`, which shows in every host call.
import type { Nanos } from '../../base/units.ts';
import type { Clock } from '../platform.ts';

/** Milliseconds since 1970 at which this thread's performance.now() was 0. */
const origin = performance.timeOrigin;

const readNanoseconds = process.hrtime.bigint;
// A bigint laid down as 64 bits and picked up as two words is never made an object, which `Number(…)` of it would be.
const reading = new BigUint64Array(1);
const words = new Uint32Array(reading.buffer);

export const nodeClock: Clock = {
  monotonic(): Nanos {
    reading[0] = readNanoseconds();
    return ((words[1] ?? 0) * 4_294_967_296 + (words[0] ?? 0)) as Nanos;
  },
  wall(): bigint {
    return BigInt(Math.round((origin + performance.now()) * 1e3)) * 1000n;
  },
};
