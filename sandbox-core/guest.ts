// The door for guest processes: what runs in one, and nothing of what keeps recordings.
import type { ByteChannel } from './platform/platform.ts';
import { nodeClock } from './platform/node/clock.ts';
import { guestWorker } from './platform/node/guest-worker.ts';
import { tenantWorker } from './platform/node/tenant-worker.ts';
import { nodeTimers } from './platform/node/timers.ts';
import { serveGuest, type GuestThreadMessage } from './run/guest-control.ts';
import type { GuestStart } from './run/guest-protocol.ts';
import { serveTenant } from './tenant/tenant-control.ts';
import type { ThreadMessage, ThreadTask } from './tenant/tenant-thread.ts';

export { MOST_ENGINE_MESSAGE } from './run/guest-protocol.ts';
export { MOST_COMMAND } from './tenant/tenant-control.ts';
export { streamChannel } from './platform/node/stream-channel.ts';

/** Makes this process a guest process: one run, commanded over `channel`, on a thread whose entry is `threadEntry`. */
export function serveGuestProcess(channel: ByteChannel, threadEntry: URL): void {
  serveGuest({
    channel,
    thread: guestWorker<GuestStart, GuestThreadMessage>(threadEntry),
    clock: nodeClock,
    timers: nodeTimers,
    exit: () => process.exit(),
  });
}

/** Makes this process a tenant's: many instances on threads whose entry is `threadEntry`, commanded over `channel`. */
export function serveTenantProcess(channel: ByteChannel, threadEntry: URL): void {
  serveTenant({
    channel,
    timers: nodeTimers,
    spawn: (configuration, words) => tenantWorker<ThreadTask, ThreadMessage>(threadEntry, { configuration, words: words.buffer }),
    exit: () => process.exit(),
  });
}
