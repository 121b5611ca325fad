// One recorded call, repeated by the same module: the arguments and every byte that the host had read must be the same to the
// bit; then the guest is given what the host had written.
import { ACCESS_KINDS } from '../../recording/record/call-outcome.ts';
import type { CallSignature } from '../../recording/record/call-signature.ts';
import type { Chunk } from '../../recording/record/chunk.ts';
import type { CallArguments } from '../call-arguments.ts';
import { bytesText, type DivergenceKind } from './divergence.ts';
import type { PlainMemory } from './plain-memory.ts';

export interface CallUnderWay {
  readonly chunk: Chunk;
  /** The row's place in the chunk. */
  readonly at: number;
  readonly signature: CallSignature;
  /** As the guest gave them. */
  readonly arguments: CallArguments;
  readonly memory: PlainMemory;
}

export interface Difference {
  readonly kind: DivergenceKind;
  readonly part: string;
  readonly expected: string;
  readonly found: string;
}

const READ = ACCESS_KINDS.indexOf('read');
const WROTE = ACCESS_KINDS.indexOf('wrote');
const SECRET = ACCESS_KINDS.indexOf('secret');
const SENT = ACCESS_KINDS.indexOf('sent');
const STDOUT = ACCESS_KINDS.indexOf('stdout');
const STDERR = ACCESS_KINDS.indexOf('stderr');

/** The first difference, or undefined when the call was repeated. */
export function repeatCall(call: CallUnderWay): Difference | undefined {
  return differentArgument(call) ?? differentSize(call) ?? differentBytes(call) ?? applied(call);
}

function differentArgument({ chunk, at, signature, arguments: given }: CallUnderWay): Difference | undefined {
  const first = chunk.argumentStart[at] ?? 0;
  for (const [index, parameter] of signature.parameters.entries()) {
    const expected = chunk.arguments[first + index] ?? 0n;
    const found = given.s64(index);
    if (expected !== found) {
      return { kind: 'argument', part: `argument ${parameter.name}`, expected: String(expected), found: String(found) };
    }
  }
  return undefined;
}

function differentSize({ chunk, at, memory }: CallUnderWay): Difference | undefined {
  const expected = chunk.memoryPages[at] ?? 0;
  const found = memory.pages;
  if (expected === found) return undefined;
  return { kind: 'memory', part: 'the size of memory', expected: `${expected} pages`, found: `${found} pages` };
}

function differentBytes({ chunk, at, memory }: CallUnderWay): Difference | undefined {
  const bytes = memory.bytes;
  const end = chunk.accessStart[at + 1] ?? 0;
  for (let access = chunk.accessStart[at] ?? 0; access < end; access += 1) {
    const kind = chunk.accessKind[access];
    if (kind !== READ && kind !== SENT && kind !== STDOUT && kind !== STDERR) continue;
    const pointer = chunk.accessPointer[access] ?? 0;
    const stored = chunk.data.subarray(chunk.dataStart[access], chunk.dataStart[access + 1]);
    const different = stored.findIndex((byte, index) => byte !== bytes[pointer + index]);
    if (different >= 0) {
      const part = `byte ${different} of what the host read at 0x${pointer.toString(16)}`;
      const found = bytes.subarray(pointer, pointer + stored.length);
      return { kind: 'bytes', part, expected: bytesText(stored, different), found: bytesText(found, different) };
    }
  }
  return undefined;
}

function applied({ chunk, at, memory }: CallUnderWay): Difference | undefined {
  const bytes = memory.bytes;
  const end = chunk.accessStart[at + 1] ?? 0;
  for (let access = chunk.accessStart[at] ?? 0; access < end; access += 1) {
    if (chunk.accessKind[access] !== WROTE && chunk.accessKind[access] !== SECRET) continue;
    const pointer = chunk.accessPointer[access] ?? 0;
    const stored = chunk.data.subarray(chunk.dataStart[access], chunk.dataStart[access + 1]);
    if (pointer + stored.length > bytes.length) {
      return {
        kind: 'memory',
        part: `what the host wrote at 0x${pointer.toString(16)}`,
        expected: 'room in memory',
        found: 'none',
      };
    }
    bytes.set(stored, pointer);
  }
  return undefined;
}
