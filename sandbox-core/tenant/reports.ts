// What a tenant's process tells the engine, as bytes: a kind byte, then fixed fields. The process is not trusted; the engine
// reads with decode-report.ts.
//
//   1 up       thread, generation                          the thread is there and waits
//   2 done     operation, end of it                        the answer to open, call and withdraw
//   3 events   thread, generation, batch, events           in the order in which they happened, before the answer they belong to
//   4 lost     thread, generation, reason                  the thread is gone with all its instances; a next one is started
import type { GuestEnding } from '../run/guest-protocol.ts';
import { writeValues, type CoreValue } from './core-values.ts';
import { writeEnding } from './ending-frames.ts';
import { FrameWriter } from './frame-writer.ts';

/** Longest report: a full batch of events and one more piece. */
export const MOST_REPORT = 256 << 10;
/** A batch of events is sent when it has grown to this. */
export const BATCH_BYTES = 64 << 10;
/** Longest piece of output in one event. */
export const MOST_PIECE = 32 << 10;
/** Longest resource of a decision, in bytes; what is longer is cut. */
export const MOST_RESOURCE = 8192;
/** Batches under way to the engine before a guest waits. */
export const MOST_BATCHES_UNDER_WAY = 8;

/** The first byte of each event. */
export const EVENT = { decision: 1, stdout: 2, stderr: 3 } as const;

export const REPORT_KINDS = ['up', 'done', 'events', 'lost'] as const;

/** What one instance has used since it was made. Guest-reported. */
export interface InstanceCounts {
  readonly hostCalls: number;
  readonly denials: number;
  readonly errors: number;
  /** Instructions; 0 where they are not counted. */
  readonly fuel: number;
  /** Bytes of its exported memories. */
  readonly memory: number;
  readonly output: number;
  /** Bytes read; as all that follow but the last, 0 where the limits do not ask for it. */
  readonly input: number;
  /** Host calls of the fullest second. */
  readonly hostCallRate: number;
  /** Nanoseconds waited. */
  readonly sleep: number;
  /** Bytes of the stack limit once it was passed, else 0. */
  readonly stack: number;
  /** Most descriptors open at once. */
  readonly openFiles: number;
  /** Of different denials. */
  readonly distinctDenials: number;
}

export type OperationEnd =
  | { readonly kind: 'values'; readonly values: readonly CoreValue[] }
  /** `alive`: the instance may be called again. */
  | { readonly kind: 'ended'; readonly ending: GuestEnding; readonly alive: boolean }
  /** It had not begun. */
  | { readonly kind: 'withdrawn' };

export interface DoneReport {
  readonly kind: 'done';
  readonly operation: number;
  readonly end: OperationEnd;
  /** Nanoseconds inside the guest. */
  readonly nanos: number;
  /** Those of processor time among them; 0 where no limit asks for it. */
  readonly cpuNanos: number;
  /** Null where the thread had to be ended. */
  readonly counts: InstanceCounts | null;
}

export type TenantEvent =
  | {
      readonly kind: 'decision';
      readonly instance: number;
      /** Index in SIGNATURES. */
      readonly signature: number;
      /** Index in ACTIONS. */
      readonly action: number;
      readonly allowed: boolean;
      readonly rule: number;
      /** UTF-8 of a guest's making, with replacement characters where it was none. */
      readonly resource: string;
    }
  | { readonly kind: 'output'; readonly instance: number; readonly stream: 'stdout' | 'stderr'; readonly bytes: Uint8Array };

interface FromThread {
  readonly thread: number;
  readonly generation: number;
}

export type Report =
  | (FromThread & { readonly kind: 'up' })
  | DoneReport
  | (FromThread & { readonly kind: 'events'; readonly batch: number; readonly events: readonly TenantEvent[] })
  | (FromThread & { readonly kind: 'lost'; readonly reason: string });

export const END_KINDS = ['values', 'ended', 'withdrawn'] as const;

export const COUNT_NAMES = [
  'hostCalls',
  'denials',
  'errors',
  'fuel',
  'memory',
  'output',
  'input',
  'hostCallRate',
  'sleep',
  'stack',
  'openFiles',
  'distinctDenials',
] as const satisfies readonly (keyof InstanceCounts)[];

export function encodeUp(thread: number, generation: number): Uint8Array {
  return new FrameWriter().u8(1).u8(thread).u32(generation).take();
}

export function encodeDone(done: Omit<DoneReport, 'kind'>): Uint8Array<ArrayBuffer> {
  const writer = new FrameWriter().u8(2).u32(done.operation).f64(done.nanos).f64(done.cpuNanos);
  writer.u8(done.counts === null ? 0 : 1);
  for (const name of COUNT_NAMES) if (done.counts !== null) writer.f64(done.counts[name]);
  writer.u8(END_KINDS.indexOf(done.end.kind));
  if (done.end.kind === 'values') writeValues(writer, done.end.values);
  if (done.end.kind === 'ended') writeEnding(writer.u8(done.end.alive ? 1 : 0), done.end.ending);
  return writer.take();
}

/** `events` as the decision recorder wrote them. */
export function encodeEvents(thread: number, generation: number, batch: number, events: Uint8Array): Uint8Array {
  const head = new FrameWriter().u8(3).u8(thread).u32(generation).u32(batch).take();
  const report = new Uint8Array(head.length + events.length);
  report.set(head);
  report.set(events, head.length);
  return report;
}

export function encodeLost(thread: number, generation: number, reason: string): Uint8Array {
  return new FrameWriter().u8(4).u8(thread).u32(generation).text(reason.slice(0, 500)).take();
}
