// The messages between the engine and a guest process, as bytes: a kind byte, then a payload. The guest process is not
// trusted: what comes from it is decoded by decode-guest-message.ts, on the engine's side.
//
//   engine → guest   1 start   u32 headLength, head JSON, u32 stdinLength, stdin, module bytes
//                    2 stop    (nothing)
//                    3 taken   u32 chunks taken over so far
//                    4 freeze  u32 number of the freeze, from 1
//                    5 thaw    (nothing)          answered by thawed
//                    10 script an encoded chunk of the recording that is replayed
//                    11 script end (nothing)       that was the last one
//                    12 orders JSON (StepOrders)   of a person who steps
//                    14 look   JSON (LookOrder)    of a person who looks back, to a guest that replays
//                    13 answer u32 number of the question, u8 place in THREAD_ANSWERS
//   guest → engine   1 ready   (nothing)
//                    2 entered (nothing)          the guest's first instruction is next
//                    3 chunk   an encoded chunk (recording/record/chunk-codec.ts)
//                    4 ended   JSON (GuestEnd)
//                    5 frozen  u32 number of the freeze        the guest stands still, which may take as long as it computes
//                    6 thawed  u32 number of the freeze that is over, whether the guest had stood still or not
//                    10 wants  u32 chunks of the recording taken over so far
//                    11 held   u32 headLength, head JSON (HeldAt but pending), an encoded chunk of one row
//                    12 asked  u32 headLength, head JSON (AskedAt but pending), an encoded chunk of one row
//                    13 looked u32 headLength, head JSON (Looked but bytes), the bytes
//
// All numbers are little-endian.
import type { GateEnding } from '../host/gate-ending.ts';
import type { Divergence } from '../host/replay/divergence.ts';
import type { LimitName } from '../limits/limits.ts';
import type { CallSignature } from '../recording/record/call-signature.ts';
import { THREAD_ANSWERS, type AskedAt, type ThreadAnswer } from './asking/miss-question.ts';
import type { Looked, LookOrder } from './look-back/look-order.ts';
import type { TrapKind } from './outcome.ts';
import type { HeldAt } from './stepping/step-director.ts';
import type { StepOrders } from './stepping/step-orders.ts';
import type { RunPlan } from './run-plan.ts';

/** Longest message taken from a guest process: a full chunk with room for its columns. */
export const MOST_GUEST_MESSAGE = 32 << 20;
/** Longest message taken by a guest process, from the engine: a module, its input and the plan. */
export const MOST_ENGINE_MESSAGE = 512 << 20;
/** Chunks under way to the engine before the guest process stops draining its ring (and so, in the end, stops the guest). */
export const MOST_CHUNKS_UNDER_WAY = 8;

export interface GuestStart {
  readonly plan: RunPlan;
  /** Exports of the module to call, in order: its start function where it had one, then `_start` or `_initialize`. */
  readonly entries: readonly string[];
  /** What the rewriter added for the guest process to set: hooks by slot of a table, and the fuel. */
  readonly hooks: {
    readonly tableExport: string;
    readonly slots: Readonly<Record<'memory' | 'fuel' | 'stack' | 'growth', number>>;
  } | null;
  /** The exported i64 global that holds the fuel left, or null. */
  readonly fuelExport: string | null;
  /** The stack limit that was written into the module, or null. */
  readonly stackBytes: number | null;
  /** A recording stands in for the host; its chunks follow as `script` messages. */
  readonly replay: ReplayStart | null;
  readonly stdin: Uint8Array;
  /** The module as rewritten. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How a replay goes; host/replay/replay-gate.ts says what each means. */
export interface ReplayStart {
  readonly signatures: readonly CallSignature[];
  readonly actions: number;
  readonly mostRule: number;
  readonly ending: GateEnding | null;
  readonly cutShort: boolean;
  readonly elsewhere: boolean;
  /** Output comes as chunks, as that of a run does, and is not compared. */
  readonly freeOutput: boolean;
  /** Where to stand first, for a person who looks back; null where nobody does. */
  readonly look: LookOrder | null;
}

/** What the engine sends need not own its memory. */
export type SentStart = Omit<GuestStart, 'bytes'> & { readonly bytes: Uint8Array };

export type EngineMessage =
  | Exclude<SentMessage, { readonly kind: 'start' }>
  | { readonly kind: 'start'; readonly start: GuestStart };

export type SentMessage =
  | { readonly kind: 'start'; readonly start: SentStart }
  | { readonly kind: 'stop' }
  | { readonly kind: 'taken'; readonly chunks: number }
  | { readonly kind: 'freeze'; readonly freeze: number }
  | { readonly kind: 'thaw' }
  | { readonly kind: 'script'; readonly encoded: Uint8Array }
  | { readonly kind: 'script-end' }
  | { readonly kind: 'orders'; readonly orders: StepOrders }
  | { readonly kind: 'look'; readonly look: LookOrder }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: ThreadAnswer };

export type GuestEnding =
  | { readonly kind: 'returned' }
  | { readonly kind: 'exited'; readonly code: number }
  | {
      readonly kind: 'trapped';
      readonly trap: { readonly kind: TrapKind; readonly message: string; readonly stack: readonly GuestOffset[] };
    }
  | { readonly kind: 'denied'; readonly call: string; readonly resource: string; readonly rule: number }
  | { readonly kind: 'limit'; readonly limit: LimitName }
  | { readonly kind: 'stopped' }
  /** The engine refused to compile or link; `offset` counts in the rewritten module. */
  | { readonly kind: 'refused'; readonly message: string; readonly offset?: number | undefined }
  /** The guest's thread died under it. */
  | { readonly kind: 'crashed'; readonly reason: string };

/** A frame as the guest process knows it: offsets count in the rewritten module. */
export interface GuestOffset {
  readonly functionIndex: number;
  readonly offset: number;
}

/** What a guest process says of the end of its run. Guest-reported: the engine keeps its own counts of calls and time. */
export interface GuestEnd {
  readonly ending: GuestEnding;
  /** Bytes of the exported memories at the end; 0 where the thread had to be torn down. */
  readonly memory: number;
  /** Use against the limits that only the guest process can tell; the most descriptors open at once, for one. */
  readonly used: Partial<Readonly<Record<LimitName, number>>>;
  /** Of a replay: the rows that were repeated, whether those were all, and where the guest did something else. */
  readonly replay: { readonly rows: number; readonly finished: boolean; readonly divergence: Divergence | null } | null;
}

export type GuestMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'entered' }
  | { readonly kind: 'chunk'; readonly encoded: Uint8Array }
  | { readonly kind: 'ended'; readonly end: GuestEnd }
  | { readonly kind: 'frozen' | 'thawed'; readonly freeze: number }
  | { readonly kind: 'wants'; readonly chunks: number }
  | { readonly kind: 'held'; readonly at: HeldAt }
  | { readonly kind: 'asked'; readonly at: AskedAt }
  | { readonly kind: 'looked'; readonly seen: Looked };

export function encodeEngineMessage(message: SentMessage): Uint8Array {
  switch (message.kind) {
    case 'start':
      return encodeStart(message.start);
    case 'stop':
      return new Uint8Array([2]);
    case 'taken':
      return withNumber(3, message.chunks);
    case 'freeze':
      return withNumber(4, message.freeze);
    case 'thaw':
      return new Uint8Array([5]);
    case 'script':
      return withPayload(10, message.encoded);
    case 'script-end':
      return new Uint8Array([11]);
    case 'orders':
      return withPayload(12, new TextEncoder().encode(JSON.stringify(message.orders)));
    case 'look':
      return withPayload(14, new TextEncoder().encode(JSON.stringify(message.look)));
    case 'answer':
      return encodeAnswer(message.number, message.answer);
  }
}

/** Trusts its input: it comes from the engine. */
export function decodeEngineMessage(bytes: Uint8Array): EngineMessage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes[0]) {
    case 1:
      return { kind: 'start', start: decodeStart(bytes, view) };
    case 2:
      return { kind: 'stop' };
    case 3:
      return { kind: 'taken', chunks: view.getUint32(1, true) };
    case 4:
      return { kind: 'freeze', freeze: view.getUint32(1, true) };
    case 5:
      return { kind: 'thaw' };
    case 10:
      return { kind: 'script', encoded: bytes.subarray(1) };
    case 11:
      return { kind: 'script-end' };
    case 12:
      return { kind: 'orders', orders: JSON.parse(new TextDecoder().decode(bytes.subarray(1))) as StepOrders };
    case 13:
      return { kind: 'answer', number: view.getUint32(1, true), answer: THREAD_ANSWERS[bytes[5] ?? 0] ?? 'deny' };
    case 14:
      return { kind: 'look', look: JSON.parse(new TextDecoder().decode(bytes.subarray(1))) as LookOrder };
    default:
      throw new RangeError(`engine message of kind ${bytes[0]}`);
  }
}

export function encodeGuestMessage(message: GuestMessage): Uint8Array {
  switch (message.kind) {
    case 'ready':
      return new Uint8Array([1]);
    case 'entered':
      return new Uint8Array([2]);
    case 'chunk':
      return withPayload(3, message.encoded);
    case 'ended':
      return withPayload(4, new TextEncoder().encode(JSON.stringify(message.end)));
    case 'frozen':
      return withNumber(5, message.freeze);
    case 'thawed':
      return withNumber(6, message.freeze);
    case 'wants':
      return withNumber(10, message.chunks);
    case 'held':
      return withPending(11, message.at);
    case 'looked':
      return withBytes(13, message.seen);
    case 'asked':
      return withPending(12, message.at);
  }
}

function encodeAnswer(number: number, answer: ThreadAnswer): Uint8Array {
  const bytes = new Uint8Array(6);
  bytes[0] = 13;
  new DataView(bytes.buffer).setUint32(1, number, true);
  bytes[5] = THREAD_ANSWERS.indexOf(answer);
  return bytes;
}

function withPending(kind: number, { pending, ...rest }: HeldAt | AskedAt): Uint8Array {
  return withHead(kind, rest, pending);
}

function withBytes(kind: number, { bytes, ...rest }: Looked): Uint8Array {
  return withHead(kind, rest, bytes);
}

function withHead(kind: number, rest: object, pending: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(rest));
  const bytes = new Uint8Array(5 + head.length + pending.length);
  bytes[0] = kind;
  new DataView(bytes.buffer).setUint32(1, head.length, true);
  bytes.set(head, 5);
  bytes.set(pending, 5 + head.length);
  return bytes;
}

function encodeStart(start: SentStart): Uint8Array {
  const { plan, entries, hooks, fuelExport, stackBytes, replay } = start;
  const head = new TextEncoder().encode(JSON.stringify({ plan, entries, hooks, fuelExport, stackBytes, replay }));
  const bytes = new Uint8Array(1 + 4 + head.length + 4 + start.stdin.length + start.bytes.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setUint32(1, head.length, true);
  bytes.set(head, 5);
  view.setUint32(5 + head.length, start.stdin.length, true);
  bytes.set(start.stdin, 9 + head.length);
  bytes.set(start.bytes, 9 + head.length + start.stdin.length);
  return bytes;
}

function decodeStart(bytes: Uint8Array, view: DataView): GuestStart {
  const stdinAt = 9 + view.getUint32(1, true);
  const moduleAt = stdinAt + view.getUint32(stdinAt - 4, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(5, stdinAt - 4))) as Omit<GuestStart, 'stdin' | 'bytes'>;
  return { ...head, stdin: bytes.slice(stdinAt, moduleAt), bytes: bytes.slice(moduleAt) };
}

function withNumber(kind: number, value: number): Uint8Array {
  const bytes = new Uint8Array(5);
  bytes[0] = kind;
  new DataView(bytes.buffer).setUint32(1, value, true);
  return bytes;
}

function withPayload(kind: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + payload.length);
  bytes[0] = kind;
  bytes.set(payload, 1);
  return bytes;
}
