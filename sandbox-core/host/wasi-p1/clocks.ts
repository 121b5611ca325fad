// WASI preview 1: clock_res_get, clock_time_get.
import { ERRNO, type Errno } from '../errno.ts';
import type { Ask, HostCall } from '../host-call.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';

export const CLOCK_NAMES = ['realtime', 'monotonic', 'process_cputime_id', 'thread_cputime_id'] as const;
const id = parameter('id', 'choice', 'i32', CLOCK_NAMES);

const TELL_RESOLUTION: Ask = {
  action: 'clock.read',
  resource: '',
  perform(call) {
    call.results.u64(call.u32(1), call.guest.clock.resolution);
    return ERRNO.SUCCESS;
  },
};

const TELL_TIME: Ask = {
  action: 'clock.read',
  resource: '',
  perform(call) {
    const { clock } = call.guest;
    if (call.u32(0) === 0) call.results.u64Exact(call.u32(2), clock.realtime());
    else call.results.u64(call.u32(2), clock.monotonic(call.start));
    return ERRNO.SUCCESS;
  },
};

export const CLOCK_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'clock_res_get',
    action: 'clock.read',
    parameters: [id, parameter('resolution', 'out')],
    answer: { name: 'resolution', parameter: 1, bytes: 8, kind: 'timestamp' },
    resolve: (call) => checked(call, 1) ?? TELL_RESOLUTION,
  }),
  wasiFunction({
    name: 'clock_time_get',
    action: 'clock.read',
    parameters: [id, parameter('precision', 'timestamp', 'i64'), parameter('time', 'out')],
    answer: { name: 'time', parameter: 2, bytes: 8, kind: 'timestamp' },
    resolve: (call) => checked(call, 2) ?? TELL_TIME,
  }),
];

function checked(call: HostCall, out: number): Errno | undefined {
  if (call.u32(0) >= CLOCK_NAMES.length) return ERRNO.INVAL;
  return call.guest.memory.has(call.u32(out), 8) ? undefined : ERRNO.FAULT;
}
