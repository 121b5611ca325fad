// What V8 throws out of a guest, as a trap: its kind from the message, its frames from the stack text.
// V8 writes frames as `wasm://wasm/HASH:wasm-function[INDEX]:0xOFFSET`, OFFSET counted from the module's first byte.

export type V8TrapKind =
  | 'unreachable'
  | 'memory-out-of-bounds'
  | 'table-out-of-bounds'
  | 'integer-divide-by-zero'
  | 'integer-overflow'
  | 'invalid-conversion'
  | 'indirect-call-type-mismatch'
  | 'null-reference'
  | 'stack-overflow'
  | 'uncaught-exception'
  | 'other';

export interface ThrownFrame {
  readonly functionIndex: number;
  /** Byte offset in the module that V8 was given. */
  readonly offset: number;
}

export interface ThrownTrap {
  readonly kind: V8TrapKind;
  readonly message: string;
  readonly stack: readonly ThrownFrame[];
}

/** Frames kept; the innermost ones. */
const MOST_FRAMES = 64;

/** Message fragments of V8 (src/common/message-template.h), most telling first. */
const KINDS: readonly (readonly [fragment: string, kind: V8TrapKind])[] = [
  ['unreachable', 'unreachable'],
  ['memory access out of bounds', 'memory-out-of-bounds'],
  ['operation does not support unaligned accesses', 'memory-out-of-bounds'],
  ['data segment', 'memory-out-of-bounds'],
  ['table index is out of bounds', 'table-out-of-bounds'],
  ['table access out of bounds', 'table-out-of-bounds'],
  ['table element', 'table-out-of-bounds'],
  ['element segment', 'table-out-of-bounds'],
  ['divide by zero', 'integer-divide-by-zero'],
  ['remainder by zero', 'integer-divide-by-zero'],
  ['divide result unrepresentable', 'integer-overflow'],
  ['float unrepresentable', 'invalid-conversion'],
  ['signature mismatch', 'indirect-call-type-mismatch'],
  ['null function', 'indirect-call-type-mismatch'],
  ['dereferencing a null', 'null-reference'],
  ['maximum call stack', 'stack-overflow'],
];

/** Has V8 keep so many frames of what is thrown on this thread from now on, instead of its ten. */
export function keepDeepStacks(): void {
  (Error as ErrorConstructor & { stackTraceLimit?: number }).stackTraceLimit = MOST_FRAMES;
}

/** Makes a trap of whatever an instance threw. Only numbers and our own words leave this function, no host path. */
export function thrownTrap(thrown: unknown): ThrownTrap {
  if (!(thrown instanceof Error)) {
    return { kind: 'uncaught-exception', message: 'an exception of the guest was not caught', stack: stackOf(thrown) };
  }
  const text = thrown.message.toLowerCase();
  const kind = KINDS.find(([fragment]) => text.includes(fragment))?.[1] ?? 'other';
  const message = thrown.message.replace(/(?:file:\/\/)?\/\S*/g, '…').slice(0, 200);
  return { kind, message, stack: framesOf(thrown.stack ?? '') };
}

/** The guest's frames below whoever calls, innermost first. */
export function framesNow(): readonly ThrownFrame[] {
  return framesOf(new Error('frames').stack ?? '');
}

function stackOf(thrown: unknown): readonly ThrownFrame[] {
  if (typeof thrown !== 'object' || thrown === null || !('stack' in thrown)) return [];
  return typeof thrown.stack === 'string' ? framesOf(thrown.stack) : [];
}

function framesOf(stack: string): readonly ThrownFrame[] {
  const frames: ThrownFrame[] = [];
  for (const match of stack.matchAll(/wasm-function\[(\d{1,10})\]:0x([0-9a-f]{1,12})/g)) {
    frames.push({ functionIndex: Number(match[1]), offset: Number.parseInt(match[2] ?? '0', 16) });
    if (frames.length === MOST_FRAMES) break;
  }
  return frames;
}
