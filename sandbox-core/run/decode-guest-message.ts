// Bytes from a guest process, which is not trusted, to a message: kinds, lengths, and the JSON of the one message that has
// JSON, all checked.
import { z } from 'zod';
import type { Checked } from '../base/diagnostic.ts';
import { DIVERGENCE_KINDS, LONGEST_VALUE } from '../host/replay/divergence.ts';
import { LIMIT_NAMES, OPERATION_CAPS } from '../limits/limits.ts';
import { ACTIONS } from '../policy/request.ts';
import { MOST_MISSES } from './asking/miss-question.ts';
import { MOST_LOOKED_BYTES } from './look-back/look-order.ts';
import { MOST_GUEST_MESSAGE, type GuestEnd, type GuestMessage } from './guest-protocol.ts';
import { TRAP_KINDS } from './outcome.ts';

const MOST_END_JSON = 64 << 10;
/** A path argument below the path of an open directory. */
const LONGEST_PATH = 2 * OPERATION_CAPS.path;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const text = z.string().max(8192);

const endingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('returned') }),
  z.strictObject({ kind: z.literal('exited'), code: z.number().int().min(0).max(0xffff_ffff) }),
  z.strictObject({
    kind: z.literal('trapped'),
    trap: z.strictObject({
      kind: z.enum(TRAP_KINDS),
      message: text,
      stack: z.array(z.strictObject({ functionIndex: count, offset: count })).max(64),
    }),
  }),
  z.strictObject({ kind: z.literal('denied'), call: text, resource: text, rule: count }),
  z.strictObject({ kind: z.literal('limit'), limit: z.enum(LIMIT_NAMES) }),
  z.strictObject({ kind: z.literal('stopped') }),
  z.strictObject({ kind: z.literal('refused'), message: text, offset: count.optional() }),
  z.strictObject({ kind: z.literal('crashed'), reason: text }),
]);

const value = z.string().max(LONGEST_VALUE + 8);

const divergenceSchema = z.strictObject({
  kind: z.enum(DIVERGENCE_KINDS),
  row: count,
  call: text,
  part: text,
  expected: value,
  found: value,
});

const guestEndSchema: z.ZodType<GuestEnd> = z.strictObject({
  ending: endingSchema,
  memory: count,
  used: z.partialRecord(z.enum(LIMIT_NAMES), count),
  replay: z.strictObject({ rows: count, finished: z.boolean(), divergence: divergenceSchema.nullable() }).nullable(),
});

/** Bytes from a guest process, which may be anything, to a message. The chunk inside is not yet decoded. */
export function decodeGuestMessage(bytes: Uint8Array): Checked<GuestMessage> {
  if (bytes.length > MOST_GUEST_MESSAGE) return broken(`a message of ${bytes.length} bytes`);
  switch (bytes[0]) {
    case 1:
      return bytes.length === 1 ? { ok: true, value: { kind: 'ready' } } : broken('a ready message with payload');
    case 2:
      return bytes.length === 1 ? { ok: true, value: { kind: 'entered' } } : broken('an entered message with payload');
    case 3:
      return { ok: true, value: { kind: 'chunk', encoded: bytes.subarray(1) } };
    case 4:
      return decodeEnd(bytes.subarray(1));
    case 5:
      return decodeFreeze('frozen', bytes);
    case 6:
      return decodeFreeze('thawed', bytes);
    case 10:
      return decodeWants(bytes);
    case 11:
      return decodeHeld(bytes);
    case 12:
      return decodeAsked(bytes);
    case 13:
      return decodeLooked(bytes);
    default:
      return broken(`a message of kind ${bytes[0] ?? 'nothing'}`);
  }
}

function decodeFreeze(kind: 'frozen' | 'thawed', bytes: Uint8Array): Checked<GuestMessage> {
  if (bytes.length !== 5) return broken(`a ${kind} message of ${bytes.length} bytes`);
  const freeze = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1, true);
  return { ok: true, value: { kind, freeze } };
}

function decodeWants(bytes: Uint8Array): Checked<GuestMessage> {
  if (bytes.length !== 5) return broken(`a wants message of ${bytes.length} bytes`);
  return { ok: true, value: { kind: 'wants', chunks: new DataView(bytes.buffer, bytes.byteOffset).getUint32(1, true) } };
}

const heldSchema = z.strictObject({
  row: count,
  phase: z.enum(['before', 'after']),
  stack: z.array(z.strictObject({ functionIndex: count, offset: count })).max(64),
  fault: z.string().max(1000),
});

/** The chunk inside is not yet decoded. */
function decodeHeld(bytes: Uint8Array): Checked<GuestMessage> {
  const parts = partsOf(bytes);
  const head = heldSchema.safeParse(parts?.head);
  if (parts === undefined || !head.success) return broken('a held message of unknown form');
  return { ok: true, value: { kind: 'held', at: { ...head.data, pending: parts.pending } } };
}

const askedSchema = z.strictObject({
  number: count,
  row: count,
  misses: z.array(z.strictObject({ action: z.enum(ACTIONS), resource: z.string().max(LONGEST_PATH) })).max(MOST_MISSES),
  stack: heldSchema.shape.stack,
});

/** The chunk inside is not yet decoded. */
function decodeAsked(bytes: Uint8Array): Checked<GuestMessage> {
  const parts = partsOf(bytes);
  const head = askedSchema.safeParse(parts?.head);
  if (parts === undefined || !head.success) return broken('a question of unknown form');
  return { ok: true, value: { kind: 'asked', at: { ...head.data, pending: parts.pending } } };
}

const lookedSchema = z.strictObject({
  number: count,
  row: count,
  phase: heldSchema.shape.phase,
  memoryBytes: count,
  stack: heldSchema.shape.stack,
});

function decodeLooked(bytes: Uint8Array): Checked<GuestMessage> {
  const parts = partsOf(bytes);
  const head = lookedSchema.safeParse(parts?.head);
  if (parts === undefined || !head.success || parts.pending.length > MOST_LOOKED_BYTES) return broken('a look of unknown form');
  return { ok: true, value: { kind: 'looked', seen: { ...head.data, bytes: parts.pending } } };
}

/** A message with a head in JSON and a chunk behind it; undefined where the lengths do not fit. */
function partsOf(bytes: Uint8Array): { readonly head: unknown; readonly pending: Uint8Array } | undefined {
  const length = bytes.length < 5 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(1, true);
  if (length === 0 || length > MOST_END_JSON || 5 + length > bytes.length) return undefined;
  return { head: jsonOf(bytes.subarray(5, 5 + length)), pending: bytes.slice(5 + length) };
}

/** Undefined where it is none. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function decodeEnd(bytes: Uint8Array): Checked<GuestMessage> {
  if (bytes.length > MOST_END_JSON) return broken(`an end of ${bytes.length} bytes`);
  const value = jsonOf(bytes);
  if (value === undefined) return broken('an end that is not JSON');
  const parsed = guestEndSchema.safeParse(value);
  return parsed.success ? { ok: true, value: { kind: 'ended', end: parsed.data } } : broken('an end of unknown form');
}

function broken(what: string): Checked<never> {
  return {
    ok: false,
    diagnostics: [{ code: 'guest-protocol', message: `the guest process sent ${what}`, place: { kind: 'whole' } }],
  };
}
