// Time as the guest sees it. Real: the clock port, monotonic time counted from the run's start, so that the machine's
// uptime stays unknown, and without what the run spent frozen (freeze-point.ts). Frozen: the same instant always, monotonic time 0. Both processor-time clocks tell monotonic time.
import type { Clock } from '../platform/platform.ts';
import type { ClockSetting } from '../policy/manifest.ts';

/** Nanoseconds between two instants a guest can tell apart, as clock_res_get answers. */
export const CLOCK_RESOLUTION = 1000;

export interface GuestClock {
  readonly frozen: boolean;
  /** Nanoseconds since 1970. */
  realtime(): bigint;
  /** Whole nanoseconds since the run's start, of a call that began at `start`: the gate has looked at the clock already. */
  monotonic(start: number): number;
}

export function guestClock(setting: ClockSetting, clock: Clock): GuestClock {
  if (setting.kind === 'frozen') {
    const at = BigInt(setting.at);
    return { frozen: true, realtime: () => at, monotonic: () => 0 };
  }
  return { frozen: false, realtime: () => clock.wall(), monotonic: (start) => Math.max(0, Math.floor(start)) };
}
