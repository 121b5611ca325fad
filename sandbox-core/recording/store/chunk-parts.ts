// An encoded chunk in four parts, each stored, committed to and left out by itself: the plain columns, the arguments, the guest
// bytes, and those guest bytes that are secret.
import { ACCESS_KINDS } from '../record/call-outcome.ts';
import { CHUNK_CAPS, type Chunk } from '../record/chunk.ts';
import { columnRanges, type ColumnRanges } from '../record/chunk-codec.ts';
import { joined } from './joined.ts';

/** In the order in which they are hashed and stored. */
export const CHUNK_PARTS = ['calls', 'arguments', 'data', 'secret'] as const;
export type ChunkPart = (typeof CHUNK_PARTS)[number];
/** What an export may leave out. */
export type HiddenPart = Exclude<ChunkPart, 'calls'>;
export const HIDDEN_PARTS = ['arguments', 'data', 'secret'] as const satisfies readonly HiddenPart[];

export type ChunkParts = Readonly<Record<ChunkPart, Uint8Array>>;

const SECRET = ACCESS_KINDS.indexOf('secret');

export function splitChunk(encoded: Uint8Array, chunk: Chunk): ChunkParts | undefined {
  const ranges = columnRanges(encoded, CHUNK_CAPS);
  if (ranges === undefined || ranges.total !== encoded.length) return undefined;
  const calls = joined([encoded.subarray(0, ranges.arguments.start), encoded.subarray(ranges.arguments.end, ranges.data.start)]);
  const whole = encoded.subarray(ranges.data.start, ranges.data.end);
  const hasSecret = chunk.accessKind.includes(SECRET);
  return {
    calls,
    arguments: encoded.subarray(ranges.arguments.start, ranges.arguments.end),
    data: hasSecret ? bytesOf(chunk, whole, (kind) => kind !== SECRET) : whole,
    secret: hasSecret ? bytesOf(chunk, whole, (kind) => kind === SECRET) : NOTHING,
  };
}

/** The inverse; a part that is missing is filled with zeros. Undefined where the parts do not fit together. */
export function joinChunk(
  parts: { readonly calls: Uint8Array } & Readonly<Record<HiddenPart, Uint8Array | undefined>>,
): Uint8Array<ArrayBuffer> | undefined {
  const { calls } = parts;
  const ranges = columnRanges(calls, CHUNK_CAPS);
  if (ranges === undefined) return undefined;
  const argumentBytes = ranges.arguments.end - ranges.arguments.start;
  if (calls.length !== ranges.data.start - argumentBytes) return undefined;
  if (parts.arguments !== undefined && parts.arguments.length !== argumentBytes) return undefined;
  const whole = new Uint8Array(ranges.total);
  whole.set(calls.subarray(0, ranges.arguments.start));
  if (parts.arguments) whole.set(parts.arguments, ranges.arguments.start);
  whole.set(calls.subarray(ranges.arguments.start), ranges.arguments.end);
  return fillData(whole, ranges, parts) ? whole : undefined;
}

function fillData(
  whole: Uint8Array<ArrayBuffer>,
  ranges: ColumnRanges,
  { data, secret }: Readonly<Record<HiddenPart, Uint8Array | undefined>>,
): boolean {
  const range = ranges.data;
  const size = range.end - range.start;
  if (secret?.length === 0) {
    if (data !== undefined && data.length !== size) return false;
    if (data) whole.set(data, range.start);
    return true;
  }
  return interleave(whole, ranges, data, secret);
}

/** Puts the bytes of each access back in their order. */
function interleave(
  whole: Uint8Array<ArrayBuffer>,
  ranges: ColumnRanges,
  data: Uint8Array | undefined,
  secret: Uint8Array | undefined,
): boolean {
  const { kinds, stored } = accessColumns(whole, ranges);
  const range = ranges.data;
  let at = range.start;
  const taken = { data: 0, secret: 0 };
  for (const [access, length] of stored.entries()) {
    if (at + length > range.end) return false;
    const isSecret = kinds[access] === SECRET;
    const from = isSecret ? secret : data;
    const used = isSecret ? taken.secret : taken.data;
    if (from !== undefined) {
      if (used + length > from.length) return false;
      whole.set(from.subarray(used, used + length), at);
    }
    taken[isSecret ? 'secret' : 'data'] += length;
    at += length;
  }
  const fits = (part: Uint8Array | undefined, used: number): boolean => part === undefined || part.length === used;
  return at === range.end && fits(data, taken.data) && fits(secret, taken.secret);
}

function accessColumns(
  whole: Uint8Array<ArrayBuffer>,
  { accessKind, storedLength }: ColumnRanges,
): { readonly kinds: Uint8Array; readonly stored: Uint32Array } {
  const accesses = new DataView(whole.buffer, whole.byteOffset, whole.byteLength).getUint32(24, true);
  return {
    kinds: whole.subarray(accessKind, accessKind + accesses),
    stored: new Uint32Array(whole.buffer, whole.byteOffset + storedLength, accesses),
  };
}

function bytesOf(chunk: Chunk, whole: Uint8Array, wanted: (kind: number) => boolean): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const [access, kind] of chunk.accessKind.entries()) {
    if (wanted(kind)) pieces.push(whole.subarray(chunk.dataStart[access], chunk.dataStart[access + 1]));
  }
  return joined(pieces);
}

const NOTHING = new Uint8Array();
