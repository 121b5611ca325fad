// The immediates of one instruction as typed values: for disassembly and for looking closely, not for walking.
import { Cursor } from './cursor.ts';
import { refuse } from './fault.ts';
import type { InstructionWalker } from './instruction.ts';
import { immediatesOf, type ImmediateKind } from './opcodes.ts';
import { readHeapType, readValueType } from './value-type.ts';

export type IndexKind = Extract<
  ImmediateKind,
  'label' | 'function' | 'type' | 'table' | 'memory' | 'global' | 'local' | 'tag' | 'data' | 'element' | 'field' | 'count'
>;

export interface Catch {
  readonly kind: 'catch' | 'catch_ref' | 'catch_all' | 'catch_all_ref';
  readonly tag: number | undefined;
  readonly label: number;
}

export type Immediate =
  | { readonly kind: IndexKind; readonly value: number }
  /** Empty, one result, or the index of a function type. */
  | { readonly kind: 'block-type'; readonly type: 'empty' | { readonly result: string } | { readonly typeIndex: number } }
  /** The last is the default. */
  | { readonly kind: 'labels'; readonly labels: readonly number[] }
  | { readonly kind: 'memory-argument'; readonly alignLog2: number; readonly memory: number; readonly offset: bigint }
  | { readonly kind: 'lane' | 'zero' | 'i32'; readonly value: number }
  | { readonly kind: 'i64'; readonly value: bigint }
  /** Little-endian bytes: a JavaScript number would lose NaN payloads. */
  | { readonly kind: 'f32' | 'f64' | 'v128' | 'lanes'; readonly bytes: Uint8Array }
  | { readonly kind: 'heap-type'; readonly text: string }
  | { readonly kind: 'value-types'; readonly types: readonly string[] }
  | { readonly kind: 'catches'; readonly catches: readonly Catch[] }
  /** Of br_on_cast: whether source and target may be null. */
  | { readonly kind: 'cast-flags'; readonly fromNull: boolean; readonly toNull: boolean };

const CATCH_KINDS = ['catch', 'catch_ref', 'catch_all', 'catch_all_ref'] as const;
const FIXED: ReadonlyMap<ImmediateKind, number> = new Map([
  ['f32', 4],
  ['f64', 8],
  ['v128', 16],
  ['lanes', 16],
]);

/** Immediates of the walker's current instruction, strictly read. A fault where an integer or type is malformed. */
export function readImmediates(walker: InstructionWalker): Immediate[] {
  const cursor = new Cursor(walker.bytes, walker.immediates, walker.offset);
  return immediatesOf(walker.opcode).map((kind) => readImmediate(cursor, kind));
}

function readImmediate(cursor: Cursor, kind: ImmediateKind): Immediate {
  switch (kind) {
    case 'block-type':
      return { kind, type: readBlockType(cursor) };
    case 'labels':
      return { kind, labels: readMany(cursor, 'labels', 1, () => cursor.u32('a label')) };
    case 'memory-argument':
      return readMemoryArgument(cursor);
    case 'lane':
    case 'zero':
      return { kind, value: cursor.byte(kind) };
    case 'i32':
      return { kind, value: cursor.s32('a constant') };
    case 'i64':
      return { kind, value: cursor.s64('a constant') };
    case 'f32':
    case 'f64':
    case 'v128':
    case 'lanes': {
      const size = FIXED.get(kind) ?? 0;
      const start = cursor.skip(size, 'a constant');
      return { kind, bytes: cursor.bytes.subarray(start, start + size) };
    }
    case 'heap-type':
      return { kind, text: readHeapType(cursor) };
    case 'value-types':
      return { kind, types: readMany(cursor, 'value types', 0, () => readValueType(cursor)) };
    case 'catches':
      return { kind, catches: readMany(cursor, 'catches', 0, () => readCatch(cursor)) };
    case 'cast-flags': {
      const flags = cursor.byte('cast flags');
      return { kind, fromNull: (flags & 1) !== 0, toNull: (flags & 2) !== 0 };
    }
    default:
      return { kind, value: cursor.u32(`a ${kind} index`) };
  }
}

/** A vector with `more` entries than its count says (br_table has a default label). */
function readMany<Entry>(cursor: Cursor, entries: string, more: number, read: () => Entry): Entry[] {
  const count = cursor.count(cursor.remaining, entries) + more;
  return Array.from({ length: count }, read);
}

function readBlockType(cursor: Cursor): Extract<Immediate, { kind: 'block-type' }>['type'] {
  const first = cursor.peek() ?? 0;
  if (first === 0x40) {
    cursor.byte('a block type');
    return 'empty';
  }
  // One-byte negative numbers are value types; a type index never looks like one.
  if (first >= 0x41 && first < 0x80) return { result: readValueType(cursor) };
  const start = cursor.offset;
  const typeIndex = cursor.s33('a block type');
  return typeIndex >= 0 ? { typeIndex } : refuse('block-type', start, `block type ${typeIndex}; a type index was expected`);
}

function readMemoryArgument(cursor: Cursor): Immediate {
  const flags = cursor.u32('an alignment');
  const memory = (flags & 0x40) === 0 ? 0 : cursor.u32('a memory index');
  return { kind: 'memory-argument', alignLog2: flags & 0x3f, memory, offset: cursor.u64('an offset') };
}

function readCatch(cursor: Cursor): Catch {
  const start = cursor.offset;
  const code = cursor.byte('a catch clause');
  const kind = CATCH_KINDS[code] ?? refuse('catch-kind', start, `catch clause ${code}; 0 to 3 was expected`);
  const tag = code < 2 ? cursor.u32('a tag index') : undefined;
  return { kind, tag, label: cursor.u32('a label') };
}
