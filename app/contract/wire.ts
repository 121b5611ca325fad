// Frames: how one request, answer or item stands as bytes in one message of a channel.
//
//   0  u8   version (1)      1  u8   kind             2  u16  number of byte strings
//   4  u32  request          8  u32  length of JSON   12  u32 × number: length of each byte string
//      JSON envelope, UTF-8, then each byte string at the next multiple of 8
//
// Numbers are little-endian. A value crosses as JSON with its Uint8Array leaves cut out (null stands in their place); the
// envelope lists where they belong, beside the value and never inside it, so nothing in a value can pass for one.
import { isErrorCode, type WireError } from './contract-error.ts';
import { diagnosticSchema } from './schemas.ts';

export type Frame =
  /** Page to engine. */
  | { readonly kind: 'call'; readonly request: number; readonly name: string; readonly value: unknown }
  | { readonly kind: 'open'; readonly request: number; readonly name: string; readonly value: unknown; readonly credit: number }
  | { readonly kind: 'credit'; readonly request: number; readonly credit: number }
  | { readonly kind: 'cancel'; readonly request: number }
  /** Engine to page. */
  | { readonly kind: 'result'; readonly request: number; readonly value: unknown }
  | { readonly kind: 'item'; readonly request: number; readonly value: unknown }
  | { readonly kind: 'end'; readonly request: number }
  | { readonly kind: 'error'; readonly request: number; readonly error: WireError };

export type ReadFrame =
  | { readonly ok: true; readonly frame: Frame; readonly attachedBytes: number }
  | { readonly ok: false; readonly reason: string };

export const FRAME_CAPS = {
  /** Bytes in one frame, either way: modules are opened through one. */
  frame: 128 << 20,
  /** Bytes of JSON in one frame: a manifest of 1 Mi characters, each escaped to six. */
  json: 8 << 20,
  /** Byte strings in one frame. */
  attachments: 4096,
  /** Steps from the value to a byte string. */
  depth: 32,
  /** Credit that one stream may hold. */
  credit: 1024,
} as const;

const VERSION = 1;
const HEADER_BYTES = 12;
const KINDS = ['call', 'open', 'credit', 'cancel', 'result', 'item', 'end', 'error'] as const;

type Path = readonly (string | number)[];

/** What stands in the JSON. Which fields count depends on the kind. */
interface Envelope {
  readonly name?: unknown;
  readonly value?: unknown;
  readonly credit?: unknown;
  readonly error?: unknown;
  readonly bytes?: unknown;
}

/** The frame as bytes, in a buffer of exactly its size. Throws a RangeError past the caps, a TypeError for what JSON cannot hold. */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const { kind, request, ...fields } = frame;
  const found: { path: Path; bytes: Uint8Array }[] = [];
  if ('value' in fields) findBytes(fields.value, [], found);
  if (found.length > FRAME_CAPS.attachments) throw new RangeError(`${found.length} byte strings in one frame`);
  const envelope = found.length === 0 ? fields : { ...fields, bytes: found.map(({ path }) => path) };
  const text = JSON.stringify(envelope, found.length === 0 ? undefined : withoutBytes);
  const json = new TextEncoder().encode(text);

  const jsonStart = HEADER_BYTES + 4 * found.length;
  let size = jsonStart + json.length;
  for (const { bytes } of found) size = aligned(size) + bytes.length;
  if (size > FRAME_CAPS.frame || json.length > FRAME_CAPS.json) throw new RangeError(`a frame of ${size} bytes`);

  const message = new Uint8Array(size);
  const view = new DataView(message.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, KINDS.indexOf(kind));
  view.setUint16(2, found.length, true);
  view.setUint32(4, request, true);
  view.setUint32(8, json.length, true);
  message.set(json, jsonStart);
  let end = jsonStart + json.length;
  found.forEach(({ bytes }, index) => {
    view.setUint32(HEADER_BYTES + 4 * index, bytes.length, true);
    message.set(bytes, aligned(end));
    end = aligned(end) + bytes.length;
  });
  return message;
}

/** Reads a frame, or says why it is none. Byte strings are views into `message`. Never throws. */
export function decodeFrame(message: Uint8Array): ReadFrame {
  if (message.length > FRAME_CAPS.frame) return refused(`a frame of ${message.length} bytes, ${FRAME_CAPS.frame} are allowed`);
  if (message.length < HEADER_BYTES) return refused(`a frame of ${message.length} bytes, shorter than its header`);
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (view.getUint8(0) !== VERSION) return refused(`frame version ${view.getUint8(0)}, ${VERSION} is spoken here`);
  const kind = KINDS[view.getUint8(1)];
  if (kind === undefined) return refused(`frame kind ${view.getUint8(1)}`);
  const count = view.getUint16(2, true);
  const jsonLength = view.getUint32(8, true);
  if (count > FRAME_CAPS.attachments) return refused(`${count} byte strings in one frame`);
  if (jsonLength > FRAME_CAPS.json) return refused(`${jsonLength} bytes of JSON in one frame`);
  const jsonStart = HEADER_BYTES + 4 * count;
  if (jsonStart + jsonLength > message.length) return refused('a frame shorter than its header says');

  const attachments = readAttachments(message, view, count, jsonStart + jsonLength);
  if (attachments === undefined) return refused('byte strings that do not fill the frame exactly');
  const envelope = parseEnvelope(message.subarray(jsonStart, jsonStart + jsonLength));
  if (envelope === undefined) return refused('an envelope that is not a JSON object');
  if (!putBack(envelope, attachments)) return refused('byte strings without a place in the value');
  const frame = frameOf(kind, view.getUint32(4, true), envelope);
  if (frame === undefined) return refused(`a ${kind} frame whose envelope does not fit`);
  return { ok: true, frame, attachedBytes: attachments.reduce((sum, bytes) => sum + bytes.length, 0) };
}

function frameOf(kind: Frame['kind'], request: number, envelope: Envelope): Frame | undefined {
  const { name, value, credit } = envelope;
  switch (kind) {
    case 'call':
      return isName(name) ? { kind, request, name, value } : undefined;
    case 'open':
      return isName(name) && isCredit(credit) ? { kind, request, name, value, credit } : undefined;
    case 'credit':
      return isCredit(credit) ? { kind, request, credit } : undefined;
    case 'result':
    case 'item':
      return { kind, request, value };
    case 'cancel':
    case 'end':
      return { kind, request };
    case 'error': {
      const error = errorOf(envelope.error);
      return error === undefined ? undefined : { kind, request, error };
    }
  }
}

function errorOf(value: unknown): WireError | undefined {
  if (!isObject(value)) return undefined;
  const { code, message, diagnostics } = value;
  const read = diagnosticSchema.array().safeParse(diagnostics);
  if (!isErrorCode(code) || typeof message !== 'string' || !read.success) return undefined;
  return { code, message, diagnostics: read.data };
}

function readAttachments(message: Uint8Array, view: DataView, count: number, from: number): Uint8Array[] | undefined {
  const attachments: Uint8Array[] = [];
  let end = from;
  for (let index = 0; index < count; index++) {
    const start = aligned(end);
    end = start + view.getUint32(HEADER_BYTES + 4 * index, true);
    if (end > message.length) return undefined;
    attachments.push(message.subarray(start, end));
  }
  return end === message.length ? attachments : undefined;
}

function parseEnvelope(json: Uint8Array): Envelope | undefined {
  try {
    const envelope: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json));
    return isObject(envelope) ? envelope : undefined;
  } catch {
    // Not UTF-8, not JSON: the caller says so.
    return undefined;
  }
}

/** Sets each byte string at its path, which must lead through own properties to a null that is still there. */
function putBack(envelope: Envelope, attachments: readonly Uint8Array[]): boolean {
  const paths = envelope.bytes ?? [];
  if (!Array.isArray(paths) || paths.length !== attachments.length) return false;
  return attachments.every((bytes, index) => {
    const path: unknown = paths[index];
    if (!Array.isArray(path) || path.length > FRAME_CAPS.depth) return false;
    return setLeaf(envelope, ['value', ...path], bytes);
  });
}

function setLeaf(root: object, path: readonly unknown[], bytes: Uint8Array): boolean {
  let holder: unknown = root;
  for (const [index, step] of path.entries()) {
    if (typeof step !== 'string' && typeof step !== 'number') return false;
    if (typeof holder !== 'object' || holder === null || holder instanceof Uint8Array || !Object.hasOwn(holder, step))
      return false;
    const inside: unknown = Reflect.get(holder, step);
    if (index === path.length - 1) return inside === null && Reflect.defineProperty(holder, step, leaf(bytes));
    holder = inside;
  }
  return false;
}

function leaf(value: Uint8Array): PropertyDescriptor {
  return { value, writable: true, enumerable: true, configurable: true };
}

function findBytes(value: unknown, path: (string | number)[], found: { path: Path; bytes: Uint8Array }[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Uint8Array) {
    found.push({ path: [...path], bytes: value });
    return;
  }
  if (path.length >= FRAME_CAPS.depth) throw new RangeError(`a value deeper than ${FRAME_CAPS.depth}`);
  const inner: Iterable<[string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [step, item] of inner) {
    if (typeof item !== 'object' || item === null) continue;
    path.push(step);
    findBytes(item, path, found);
    path.pop();
  }
}

/** Looks at the holder's own property, since a Node Buffer has turned itself into JSON before a replacer is asked. */
function withoutBytes(this: object, key: string, value: unknown): unknown {
  return Reflect.get(this, key) instanceof Uint8Array ? null : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 64;
}

function isCredit(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= FRAME_CAPS.credit;
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

function refused(reason: string): ReadFrame {
  return { ok: false, reason };
}
