// WASI preview 1: proc_exit, proc_raise, sched_yield.
import { ERRNO } from '../errno.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';

const SIGNALS = [
  ...['none', 'hup', 'int', 'quit', 'ill', 'trap', 'abrt', 'bus', 'fpe', 'kill', 'usr1', 'segv', 'usr2', 'pipe', 'alrm', 'term'],
  ...['chld', 'cont', 'stop', 'tstp', 'ttin', 'ttou', 'urg', 'xcpu', 'xfsz', 'vtalrm', 'prof', 'winch', 'poll', 'pwr', 'sys'],
];

/** Signals after which a process goes on by default: none, chld, cont, urg, winch. */
const HARMLESS: ReadonlySet<number> = new Set([0, 16, 17, 22, 27]);

export const PROCESS_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'proc_exit',
    action: 'process.exit',
    parameters: [parameter('rval', 'integer')],
    result: 'none',
    resolve: () => ({
      action: 'process.exit',
      resource: '',
      perform: (call) => call.end({ kind: 'exited', code: call.u32(0) }),
    }),
  }),
  wasiFunction({
    name: 'proc_raise',
    action: 'process.signal',
    parameters: [parameter('sig', 'choice', 'i32', SIGNALS)],
    resolve: (call) => {
      if (call.u32(0) >= SIGNALS.length) return ERRNO.INVAL;
      return {
        action: 'process.signal',
        resource: '',
        // A guest has no other process to signal; raising one that ends a process ends the run, as a shell would tell it.
        perform: () => (HARMLESS.has(call.u32(0)) ? ERRNO.SUCCESS : call.end({ kind: 'exited', code: 128 + call.u32(0) })),
      };
    },
  }),
  wasiFunction({
    name: 'sched_yield',
    action: 'process.yield',
    parameters: [],
    resolve: () => ({ action: 'process.yield', resource: '', perform: () => ERRNO.SUCCESS }),
  }),
];
