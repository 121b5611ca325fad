// WASI preview 1: poll_oneoff. Streams and files are always ready; a clock is waited for on the stop word, in slices, so
// that stopping a run wakes it (THREATS 26, 34). How long it may wait is bounded by the run's wall time, which goes on,
// and by the limit `sleep`, where one is set.
import { OPERATION_CAPS } from '../../limits/limits.ts';
import { ERRNO, type Errno } from '../errno.ts';
import { RIGHT } from '../files/rights.ts';
import type { GateEnding } from '../gate-ending.ts';
import type { Ask, HostCall } from '../host-call.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';
import { CLOCK_NAMES } from './clocks.ts';

const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;
const ABSOLUTE = 1;
/** Longest single wait: a stop that forgets to wake us is noticed this late. */
const SLICE_MS = 50;

type Subscription =
  | {
      readonly kind: 'clock';
      readonly userdata: bigint;
      readonly clock: number;
      readonly timeout: bigint;
      readonly flags: number;
    }
  | { readonly kind: 'read' | 'write'; readonly userdata: bigint; readonly fd: number }
  | { readonly kind: 'unknown'; readonly userdata: bigint; readonly tag: number };

interface Event {
  readonly userdata: bigint;
  readonly errno: Errno;
  readonly type: number;
  readonly bytes: number;
}

export const POLL_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'poll_oneoff',
    action: 'clock.wait',
    timed: true,
    parameters: [
      parameter('in', 'pointer'),
      parameter('out', 'out'),
      parameter('nsubscriptions', 'count'),
      parameter('nevents', 'out'),
    ],
    answer: { name: 'nevents', parameter: 3, bytes: 4, kind: 'integer' },
    resolve: resolvePoll,
  }),
];

function resolvePoll(call: HostCall): Errno | Ask {
  const count = call.u32(2);
  const { memory } = call.guest;
  if (count === 0 || count > OPERATION_CAPS.subscriptions) return ERRNO.INVAL;
  if (!memory.has(call.u32(0), count * SUBSCRIPTION_BYTES) || !memory.has(call.u32(1), count * EVENT_BYTES)) return ERRNO.FAULT;
  if (!memory.has(call.u32(3), 4)) return ERRNO.FAULT;
  const bytes = memory.read(call.u32(0), count * SUBSCRIPTION_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const subscriptions = Array.from({ length: count }, (_, index) => subscriptionAt(view, index * SUBSCRIPTION_BYTES));
  const waits = subscriptions.some(({ kind }) => kind === 'clock');
  return { action: waits ? 'clock.wait' : 'handle.use', resource: '', perform: () => poll(call, subscriptions) };
}

function subscriptionAt(view: DataView, at: number): Subscription {
  const userdata = view.getBigUint64(at, true);
  const tag = view.getUint8(at + 8);
  if (tag === 1 || tag === 2) return { kind: tag === 1 ? 'read' : 'write', userdata, fd: view.getUint32(at + 16, true) };
  if (tag !== 0) return { kind: 'unknown', userdata, tag };
  const clock = view.getUint32(at + 16, true);
  return { kind: 'clock', userdata, clock, timeout: view.getBigUint64(at + 24, true), flags: view.getUint16(at + 40, true) };
}

function poll(call: HostCall, subscriptions: readonly Subscription[]): Errno {
  const now = { realtime: call.guest.clock.realtime(), monotonic: call.guest.clock.monotonic(call.start) };
  const waits = subscriptions.map((subscription) => nanosToWait(subscription, now));
  const ready = subscriptions.flatMap((one) => (one.kind === 'clock' ? [] : [readyEvent(call, one)]));
  const refused = subscriptions.some((one, index) => one.kind === 'clock' && waits[index] === undefined);
  const shortest = Math.min(...waits.map((wait) => wait ?? 0), Number.POSITIVE_INFINITY);
  if (ready.length === 0 && !refused && shortest > 0) {
    const ending = sleep(call, shortest);
    if (ending) return call.end(ending);
  }
  const reached = ready.length > 0 || refused ? 0 : shortest;
  const rung = subscriptions.flatMap((one, index) => clockEvent(one, waits[index], reached));
  return tell(call, [...ready, ...rung]);
}

interface Now {
  readonly realtime: bigint;
  readonly monotonic: number;
}

/** Nanoseconds until a clock's time has come, 0 when it is past; undefined for a clock that is not there, and for what is no clock. */
function nanosToWait(subscription: Subscription, now: Now): number | undefined {
  if (subscription.kind !== 'clock') return Number.POSITIVE_INFINITY;
  if (subscription.clock >= CLOCK_NAMES.length || subscription.flags > ABSOLUTE) return undefined;
  if (subscription.flags !== ABSOLUTE) return Number(subscription.timeout);
  const present = subscription.clock === 0 ? now.realtime : BigInt(now.monotonic);
  return subscription.timeout <= present ? 0 : Number(subscription.timeout - present);
}

/** How the run ends meanwhile, if it does. Under a frozen clock no time passes, so nothing is waited for and nothing counted. */
function sleep(call: HostCall, nanos: number): GateEnding | undefined {
  if (call.guest.clock.frozen) return undefined;
  const allowed = call.guest.sleep?.take(nanos) ?? nanos;
  if (!waitFor(call, allowed)) return { kind: 'stopped' };
  return allowed < nanos ? { kind: 'limit', limit: 'sleep' } : undefined;
}

/** False when the run was stopped meanwhile. */
function waitFor(call: HostCall, nanos: number): boolean {
  const { environment } = call.guest;
  call.timed = true;
  const until = environment.clock.monotonic() + nanos;
  for (;;) {
    environment.freezePoint?.pass();
    if (Atomics.load(environment.stop, 0) > 0) return false;
    const left = until - environment.clock.monotonic();
    if (left <= 0) return true;
    Atomics.wait(environment.stop, 0, 0, Math.min(SLICE_MS, left / 1e6));
  }
}

function clockEvent(subscription: Subscription, wait: number | undefined, reached: number): Event[] {
  const { kind, userdata } = subscription;
  if (kind !== 'clock') return [];
  if (wait === undefined) return [{ userdata, errno: ERRNO.INVAL, type: 0, bytes: 0 }];
  return wait <= reached ? [{ userdata, errno: ERRNO.SUCCESS, type: 0, bytes: 0 }] : [];
}

function readyEvent(call: HostCall, subscription: Exclude<Subscription, { kind: 'clock' }>): Event {
  const { kind, userdata } = subscription;
  if (kind === 'unknown') return { userdata, errno: ERRNO.INVAL, type: subscription.tag, bytes: 0 };
  const type = kind === 'read' ? 1 : 2;
  const descriptor = call.guest.descriptors.get(subscription.fd);
  if (descriptor === undefined || descriptor.kind === 'directory') return { userdata, errno: ERRNO.BADF, type, bytes: 0 };
  const right = RIGHT.POLL_FD_READWRITE | (kind === 'read' ? RIGHT.FD_READ : RIGHT.FD_WRITE);
  if ((descriptor.base & right) !== right) return { userdata, errno: ERRNO.NOTCAPABLE, type, bytes: 0 };
  return { userdata, errno: ERRNO.SUCCESS, type, bytes: kind === 'read' ? readableBytes(call, subscription.fd) : 1 };
}

function readableBytes(call: HostCall, fd: number): number {
  const { guest } = call;
  const descriptor = guest.descriptors.get(fd);
  if (descriptor?.kind === 'stdin') return guest.environment.stdin.length - guest.stdinPosition;
  if (descriptor?.kind !== 'file') return 0;
  const stat = descriptor.file.stat();
  return typeof stat === 'number' ? 0 : Math.max(0, stat.size - descriptor.position);
}

function tell(call: HostCall, events: readonly Event[]): Errno {
  const view = new DataView(new ArrayBuffer(events.length * EVENT_BYTES));
  for (const [index, event] of events.entries()) {
    const at = index * EVENT_BYTES;
    view.setBigUint64(at, event.userdata, true);
    view.setUint16(at + 8, event.errno, true);
    view.setUint8(at + 10, event.type);
    if (event.type !== 0) view.setBigUint64(at + 16, BigInt(event.bytes), true);
  }
  call.results.bytes(call.u32(1), new Uint8Array(view.buffer));
  call.results.u32(call.u32(3), events.length);
  return ERRNO.SUCCESS;
}
