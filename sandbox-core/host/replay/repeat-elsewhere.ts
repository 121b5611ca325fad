// One recorded call, repeated by another build of the module: addresses may differ, what they mean may not. Numbers, texts,
// and the bytes handed to the host must be the same; what the host had written goes where this build wants it.
//
// Not covered: structures that hold addresses of the guest's own (poll_oneoff's userdata) must be equal to the bit.
import { ACCESS_KINDS } from '../../recording/record/call-outcome.ts';
import { bytesText } from './divergence.ts';
import type { CallUnderWay, Difference } from './repeat-call.ts';

const WROTE = ACCESS_KINDS.indexOf('wrote');
const SECRET = ACCESS_KINDS.indexOf('secret');
const READ = ACCESS_KINDS.indexOf('read');
const SENT = ACCESS_KINDS.indexOf('sent');
const STDOUT = ACCESS_KINDS.indexOf('stdout');
const STDERR = ACCESS_KINDS.indexOf('stderr');

/** A stretch of memory as the recorded build had it, and the same one of this build. */
interface Moved {
  readonly from: number;
  readonly to: number;
  readonly length: number;
  readonly room: number;
}

export function repeatElsewhere(call: CallUnderWay): Difference | undefined {
  const number = differentNumber(call);
  if (number !== undefined) return number;
  const moved = movedStretches(call);
  if (!Array.isArray(moved)) return moved;
  return differentBytes(call, moved) ?? applied(call, moved);
}

const MEANINGFUL = new Set(['fd', 'integer', 'signed', 'choice', 'flags', 'length', 'timestamp']);

function differentNumber(call: CallUnderWay): Difference | undefined {
  for (const [index, parameter] of call.signature.parameters.entries()) {
    if (!MEANINGFUL.has(parameter.kind)) continue;
    const expected = recordedArgument(call, index);
    const found = call.arguments.s64(index);
    if (expected !== found) {
      return { kind: 'argument', part: `argument ${parameter.name}`, expected: String(expected), found: String(found) };
    }
  }
  return undefined;
}

function recordedArgument({ chunk, at }: CallUnderWay, index: number): bigint {
  return chunk.arguments[(chunk.argumentStart[at] ?? 0) + index] ?? 0n;
}

function movedStretches(call: CallUnderWay): Moved[] | Difference {
  const moved: Moved[] = [];
  const { parameters } = call.signature;
  for (const [index, { kind }] of parameters.entries()) {
    const from = Number(BigInt.asUintN(32, recordedArgument(call, index)));
    const to = call.arguments.u32(index);
    if (kind === 'vectors') {
      const difference = addVectors(call, moved, { from, to, index });
      if (difference !== undefined) return difference;
    } else if (kind === 'pointer' || kind === 'out' || kind === 'text') {
      const next = parameters[index + 1]?.kind;
      const length = next === 'length' ? call.arguments.u32(index + 1) : Number.POSITIVE_INFINITY;
      moved.push({ from, to, length, room: length });
    }
  }
  return moved;
}

function addVectors(
  call: CallUnderWay,
  moved: Moved[],
  list: { readonly from: number; readonly to: number; readonly index: number },
): Difference | undefined {
  const recorded = recordedBytes(call, list.from);
  if (recorded === undefined) return undefined;
  const count = call.arguments.u32(list.index + 1);
  const bytes = call.memory.bytes;
  const part = `argument ${call.signature.parameters[list.index]?.name ?? ''}`;
  if (count * 8 !== recorded.length || list.to + recorded.length > bytes.length) {
    return { kind: 'argument', part, expected: `${recorded.length / 8} stretches`, found: `${count} stretches` };
  }
  const before = new DataView(recorded.buffer, recorded.byteOffset, recorded.byteLength);
  const now = new DataView(bytes.buffer, list.to, recorded.length);
  for (let at = 0; at < recorded.length; at += 8) {
    const length = before.getUint32(at + 4, true);
    const room = now.getUint32(at + 4, true);
    if (length !== room)
      return { kind: 'argument', part: `${part}, length ${at / 8}`, expected: String(length), found: String(room) };
    moved.push({ from: before.getUint32(at, true), to: now.getUint32(at, true), length, room });
  }
  // The list itself was read too, and holds addresses: it is not compared again.
  return undefined;
}

/** What the host had read at this address, whole. */
function recordedBytes({ chunk, at }: CallUnderWay, pointer: number): Uint8Array | undefined {
  for (let access = chunk.accessStart[at] ?? 0; access < (chunk.accessStart[at + 1] ?? 0); access += 1) {
    if (chunk.accessPointer[access] !== pointer || chunk.accessKind[access] !== READ) continue;
    const stored = chunk.data.subarray(chunk.dataStart[access], chunk.dataStart[access + 1]);
    return stored.length === chunk.accessLength[access] ? stored : undefined;
  }
  return undefined;
}

function place(moved: readonly Moved[], pointer: number): number | undefined {
  // The nearest stretch before it: those of single answers have no length of their own.
  let best: Moved | undefined;
  for (const stretch of moved) {
    const inside = pointer >= stretch.from && pointer - stretch.from < Math.max(1, stretch.length);
    if (inside && (best === undefined || stretch.from > best.from)) best = stretch;
  }
  return best === undefined ? undefined : best.to + (pointer - best.from);
}

function differentBytes(call: CallUnderWay, moved: readonly Moved[]): Difference | undefined {
  const { chunk, at, memory, signature } = call;
  const bytes = memory.bytes;
  const lists = new Set(signature.parameters.flatMap(({ kind }, index) => (kind === 'vectors' ? [index] : [])));
  const listAddresses = [...lists].map((index) => Number(BigInt.asUintN(32, recordedArgument(call, index))));
  for (let access = chunk.accessStart[at] ?? 0; access < (chunk.accessStart[at + 1] ?? 0); access += 1) {
    const kind = chunk.accessKind[access];
    const pointer = chunk.accessPointer[access] ?? 0;
    if (kind !== READ && kind !== SENT && kind !== STDOUT && kind !== STDERR) continue;
    if (listAddresses.includes(pointer)) continue;
    const to = place(moved, pointer);
    if (to === undefined) continue;
    const stored = chunk.data.subarray(chunk.dataStart[access], chunk.dataStart[access + 1]);
    const different = stored.findIndex((byte, index) => byte !== bytes[to + index]);
    if (different >= 0) {
      const part = `byte ${different} of what the host read`;
      const found = bytes.subarray(to, to + stored.length);
      return { kind: 'bytes', part, expected: bytesText(stored, different), found: bytesText(found, different) };
    }
  }
  return undefined;
}

function applied(call: CallUnderWay, moved: readonly Moved[]): Difference | undefined {
  const { chunk, at, memory } = call;
  const bytes = memory.bytes;
  for (let access = chunk.accessStart[at] ?? 0; access < (chunk.accessStart[at + 1] ?? 0); access += 1) {
    if (chunk.accessKind[access] !== WROTE && chunk.accessKind[access] !== SECRET) continue;
    const pointer = chunk.accessPointer[access] ?? 0;
    const to = place(moved, pointer);
    const stored = chunk.data.subarray(chunk.dataStart[access], chunk.dataStart[access + 1]);
    if (to === undefined || to + stored.length > bytes.length) {
      return { kind: 'memory', part: 'what the host wrote', expected: `room for ${stored.length} bytes`, found: 'none' };
    }
    bytes.set(isAddressList(call, pointer) ? readdressed(call, stored) : stored, to);
  }
  return undefined;
}

/** args_get and environ_get answer with addresses into the buffer that their second argument names. */
function isAddressList(call: CallUnderWay, pointer: number): boolean {
  const { name } = call.signature;
  return (name === 'args_get' || name === 'environ_get') && pointer === Number(BigInt.asUintN(32, recordedArgument(call, 0)));
}

function readdressed(call: CallUnderWay, stored: Uint8Array): Uint8Array {
  const shift = call.arguments.u32(1) - Number(BigInt.asUintN(32, recordedArgument(call, 1)));
  const moved = stored.slice();
  const view = new DataView(moved.buffer);
  for (let at = 0; at + 4 <= moved.length; at += 4) view.setUint32(at, view.getUint32(at, true) + shift, true);
  return moved;
}
