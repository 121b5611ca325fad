// Time as the guest sees it. Real: the clock port, monotonic time counted from the run's start, so that the machine's
// uptime stays unknown, and without what the run spent frozen (freeze-point.ts); in the steps that the manifest asks for,
// so that a guest cannot measure by it (THREATS 32). Frozen: the same instant always, monotonic time 0. Both
// processor-time clocks tell monotonic time.
import type { Clock } from '../platform/platform.ts';
import type { ClockSetting } from '../policy/manifest.ts';

/** Nanoseconds between two instants that a guest can tell apart, where the manifest asks for no more. */
const CLOCK_RESOLUTION = 1000;

export interface GuestClock {
  readonly frozen: boolean;
  /** Nanoseconds between two instants, as clock_res_get answers. */
  readonly resolution: number;
  /** Nanoseconds since 1970. */
  realtime(): bigint;
  /** Whole nanoseconds since the run's start, of a call that began at `start`: the gate has looked at the clock already. */
  monotonic(start: number): number;
}

export function guestClock(setting: ClockSetting, clock: Clock): GuestClock {
  if (setting.kind === 'frozen') {
    const at = BigInt(setting.at);
    return { frozen: true, resolution: CLOCK_RESOLUTION, realtime: () => at, monotonic: () => 0 };
  }
  const { resolution } = setting;
  if (resolution === undefined) {
    const monotonic = (start: number): number => Math.max(0, Math.floor(start));
    return { frozen: false, resolution: CLOCK_RESOLUTION, realtime: () => clock.wall(), monotonic };
  }
  const step = BigInt(resolution);
  return {
    frozen: false,
    resolution,
    realtime: () => (clock.wall() / step) * step,
    monotonic: (start) => Math.max(0, Math.floor(start / resolution) * resolution),
  };
}
