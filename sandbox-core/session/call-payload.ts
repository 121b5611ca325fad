// What a call moved between the guest and what a descriptor stands for: the contents alone, without the addresses that say
// where they lay in the guest's memory.
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { CallValues } from '../trace/call-values.ts';

const READ = ACCESS_KINDS.indexOf('read');
const WROTE = ACCESS_KINDS.indexOf('wrote');
const SENT = ACCESS_KINDS.indexOf('sent');
const SECRET = ACCESS_KINDS.indexOf('secret');
const STDOUT = ACCESS_KINDS.indexOf('stdout');
const STDERR = ACCESS_KINDS.indexOf('stderr');

/** A stretch of contents, of which the recording may hold only the beginning. */
export interface Piece {
  /** The bytes kept: a view of the chunk. */
  readonly bytes: Uint8Array;
  /** How many there were. */
  readonly length: number;
}

export interface Payload {
  /** Sum of the pieces' lengths: what the call answered that it moved. */
  readonly length: number;
  readonly pieces: readonly Piece[];
}

/** Names of the functions of WASI preview 1 that read into, or write from, a list of vectors. */
export const READING = new Set(['fd_read', 'fd_pread', 'sock_recv']);
export const WRITING = new Set(['fd_write', 'fd_pwrite', 'sock_send']);

const NOTHING: Payload = { length: 0, pieces: [] };

/** The access that holds the answer, or -1. The last one there: where a guest asked for both at one address, it stays. */
export function answerAccess(signature: CallSignature, values: CallValues): number {
  const { answer } = signature;
  if (answer === undefined) return -1;
  const pointer = Number(values.unsigned(answer.parameter));
  for (let access = values.endAccess - 1; access >= values.firstAccess; access--) {
    const { accessKind, accessPointer } = values.chunk;
    if (accessKind[access] === WROTE && accessPointer[access] === pointer) return access;
  }
  return -1;
}

/** The number a successful call answered; undefined where it answered none, or one past 2^53. */
export function answerOf(signature: CallSignature, values: CallValues): number | undefined {
  const access = answerAccess(signature, values);
  if (access < 0 || signature.answer === undefined) return undefined;
  const bytes = values.bytes(access);
  if (bytes.length < signature.answer.bytes) return undefined;
  let value = 0;
  for (let at = signature.answer.bytes - 1; at >= 0; at--) value = value * 256 + (bytes[at] ?? 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** What a call of WRITING took from the guest. */
export function writtenPayload(signature: CallSignature, values: CallValues): Payload {
  const list = vectorsAccess(signature, values);
  return payload(values, answerOf(signature, values), (access, kind) => {
    // Older recordings have what went into files as read.
    return kind === STDOUT || kind === STDERR || kind === SENT || (kind === READ && access !== list);
  });
}

/** What a call of READING gave to the guest. */
export function readPayload(signature: CallSignature, values: CallValues): Payload {
  const answer = answerAccess(signature, values);
  return payload(values, answerOf(signature, values), (access, kind) => (kind === WROTE || kind === SECRET) && access !== answer);
}

/** The access in which the host read the list of vectors, or -1. */
export function vectorsAccess(signature: CallSignature, values: CallValues): number {
  const parameter = signature.parameters.findIndex(({ kind }) => kind === 'vectors');
  return parameter < 0 ? -1 : values.find('read', Number(values.unsigned(parameter)));
}

/** The pieces chosen, until `most` bytes are full; all of them where the call ended the run before it could answer. */
function payload(
  values: CallValues,
  most: number | undefined,
  chosen: (access: number, kind: number | undefined) => boolean,
): Payload {
  const { accessKind, accessLength, outcome } = values.chunk;
  const ok = outcome[values.index] === 0;
  const ended = outcome[values.index] === 3;
  if (!(ok && most !== undefined) && !ended) return NOTHING;
  const pieces: Piece[] = [];
  let length = 0;
  for (let access = values.firstAccess; access < values.endAccess && length < (most ?? Infinity); access++) {
    if (!chosen(access, accessKind[access])) continue;
    const whole = Math.min(accessLength[access] ?? 0, (most ?? Infinity) - length);
    // Not carried out where the call never answered: only output is known to have happened.
    if (most === undefined && (accessKind[access] === READ || accessKind[access] === SENT)) continue;
    const bytes = values.bytes(access);
    pieces.push({ bytes: bytes.length > whole ? bytes.subarray(0, whole) : bytes, length: whole });
    length += whole;
  }
  return { length, pieces };
}
