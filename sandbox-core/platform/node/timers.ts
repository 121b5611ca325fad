// Timers of Node that never keep a process alive by themselves.
import type { Timers } from '../platform.ts';

/** setTimeout's longest delay; a longer one would fire at once. */
const MOST_MILLISECONDS = 2 ** 31 - 1;

export const nodeTimers: Timers = {
  after(milliseconds, action) {
    const timer = setTimeout(action, Math.min(milliseconds, MOST_MILLISECONDS)).unref();
    return () => clearTimeout(timer);
  },
  every(milliseconds, action) {
    const timer = setInterval(action, milliseconds).unref();
    return () => clearInterval(timer);
  },
};
