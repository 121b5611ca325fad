// The bounds of one run, as data. Who enforces each is said beside it; none is enforced where the guest could reach.
//
// Null where a limit may be left out: it is then neither counted nor reported, and costs nothing. There is no limit of handles
// beside that of open files: WASI preview 1 has no other handles than descriptors, and those that a run starts with (three
// streams, a preopen for each mount) are as many as its manifest says.
import type { Bytes, Nanos } from '../base/units.ts';

/**
 * Instructions a guest may execute, counted by the rewriter (rewrite/): the same module, input and policy give the same count
 * on every machine. `coarse` charges whole loop bodies at their head: cheaper, and as deterministic.
 */
export interface FuelLimit {
  readonly most: number;
  readonly counting: 'exact' | 'coarse';
}

export interface Limits {
  /** From the guest's first instruction; by the control thread, then by ending the process. Pauses do not count. */
  readonly wallTime: Nanos;
  /**
   * Processor time of the guest's thread from its first instruction, waiting not counted; by the control thread, which asks the
   * system how much there was. Where Node cannot tell of one thread (before 24.6) that of the whole process is taken, which is
   * more: the guest is stopped early, never late. It rests on an intact guest process, wall time does not.
   */
  readonly cpuTime: Nanos | null;
  /** Null: not counted, which costs nothing. */
  readonly fuel: FuelLimit | null;
  /** All linear memories together; by rewritten maxima. `fail`: memory.grow answers -1. `stop`: the run ends. */
  readonly memory: { readonly most: Bytes; readonly onExceed: 'fail' | 'stop' };
  /**
   * Objects of the garbage collection proposal lie outside of all memories, where no limit counts them. `refuse`: modules that
   * have such types are not run. `unbounded`: they are, and only time and the process's own limit bound them.
   */
  readonly collectedHeap: 'refuse' | 'unbounded';
  /** Elements of all tables together; by rewritten maxima and at admission. */
  readonly tableElements: number;
  /**
   * Estimated bytes of stack (rewrite/frame-size.ts), counted by the rewriter; passing it is the trap `stack-overflow`, which no
   * guest can catch. Null: 5 MiB where the run is recorded, so that every machine tells the same, else the engine's own stack.
   * How deep a guest was at most is not kept, which would cost at every call: use is told only where the limit was passed.
   */
  readonly stack: Bytes | null;
  /** Bytes the guest may write to stdout and stderr together; by the gate. */
  readonly output: Bytes;
  /** Bytes the guest may read from stdin and files together; by the gate. */
  readonly input: Bytes | null;
  /** Descriptors open at once, stdio and preopens not counted; by the descriptor table (errno MFILE). */
  readonly openFiles: number;
  /** Host calls; by the gate. */
  readonly hostCalls: number;
  /** Host calls a second, as many at once as a second gives; by the gate. The call past it ends the run: nothing sleeps unseen. */
  readonly hostCallRate: number | null;
  /** Time the guest may wait in all, as it asked for; by the gate, which cuts the wait that would pass it and ends the run. */
  readonly sleep: Nanos | null;
  /**
   * Denials that differ in call, action or resource; by the gate. The one past it ends the run, so that a guest cannot fill an audit
   * log, nor feel its way around, without end; equal ones count once.
   */
  readonly denials: number;
}

export const LIMIT_NAMES = [
  ...(['wall-time', 'cpu-time', 'fuel', 'memory', 'table-elements', 'stack'] as const),
  ...(['output', 'input', 'open-files', 'host-calls', 'host-call-rate', 'sleep', 'denials'] as const),
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

export const DEFAULT_LIMITS: Limits = {
  wallTime: 30e9 as Nanos,
  cpuTime: null,
  fuel: null,
  memory: { most: (256 * 2 ** 20) as Bytes, onExceed: 'fail' },
  collectedHeap: 'refuse',
  tableElements: 1_000_000,
  stack: null,
  output: (16 * 2 ** 20) as Bytes,
  input: null,
  openFiles: 64,
  hostCalls: 100_000_000,
  hostCallRate: null,
  sleep: null,
  denials: 10_000,
};

/** Use against one limit, for "how close the others came". Units are those of the limit: nanoseconds, instructions, bytes or a count. */
export interface LimitUse {
  readonly limit: LimitName;
  readonly used: number;
  readonly most: number;
}

/**
 * Caps on single operations. They are not policy: they keep every host call short enough to be interrupted
 * (a running host function cannot be), so no manifest raises them.
 */
export const OPERATION_CAPS = {
  /** Bytes one read, write or copy moves; a larger request is answered partially, as WASI allows. */
  transfer: 1 << 20,
  /** Vectors in one scatter or gather list (IOV_MAX of Linux). */
  vectors: 1024,
  /** Bytes of one random_get. */
  random: 1 << 16,
  /** Bytes in a path (PATH_MAX of Linux). */
  path: 4096,
  /** Subscriptions in one poll_oneoff. */
  subscriptions: 1024,
} as const;
