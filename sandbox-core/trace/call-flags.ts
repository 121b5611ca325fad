// What `is:` asks of a call that its own columns do not say: whether it is slow, the first of its name, the same as the one
// before. Chunks come in their order, since first and repeat look back.
import { ACCESS_KINDS, CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { CallColumns, Chunk } from '../recording/record/chunk.ts';
import type { SlowCalls } from './slow-calls.ts';
import type { Flag } from './trace-fields.ts';

const WROTE = ACCESS_KINDS.indexOf('wrote');
const DENIED = CALL_OUTCOMES.indexOf('denied');
const ERROR = CALL_OUTCOMES.indexOf('error');

export interface FlagContext {
  readonly slow: Pick<SlowCalls, 'isSlow'>;
  /** Rows that somebody marked. */
  readonly marked: ReadonlySet<number>;
}

/** Calls of one chunk; the whole of it is read where it is asked for. */
export interface FlagBatch {
  readonly columns: CallColumns;
  readonly chunk: Chunk;
}

/** Tells of each row of a chunk whether it has the property; to be asked chunk by chunk, from the first on. */
export function flagColumn(flag: Flag, context: FlagContext): (batch: FlagBatch) => Uint8Array {
  switch (flag) {
    case 'slow':
      return filled(({ signature, duration }, row) => context.slow.isSlow(signature[row] ?? 0, duration[row] ?? 0));
    case 'failed':
      return filled(({ outcome }, row) => outcome[row] === DENIED || outcome[row] === ERROR);
    case 'marked':
      return filled(({ firstRow }, row) => context.marked.has(firstRow + row));
    case 'first':
      return firstColumn();
    case 'repeat':
      return repeatColumn();
  }
}

function filled(has: (columns: CallColumns, row: number) => boolean): (batch: FlagBatch) => Uint8Array {
  return ({ columns }) => {
    const column = new Uint8Array(columns.rows);
    for (let row = 0; row < columns.rows; row++) if (has(columns, row)) column[row] = 1;
    return column;
  };
}

function firstColumn(): (batch: FlagBatch) => Uint8Array {
  const seen = new Uint8Array(65_536);
  return ({ columns: chunk }) => {
    const column = new Uint8Array(chunk.rows);
    for (let row = 0; row < chunk.rows; row++) {
      const signature = chunk.signature[row] ?? 0;
      if (seen[signature] === 1) continue;
      seen[signature] = 1;
      column[row] = 1;
    }
    return column;
  };
}

function repeatColumn(): (batch: FlagBatch) => Uint8Array {
  let before: Chunk | undefined;
  return ({ chunk }) => {
    const column = new Uint8Array(chunk.rows);
    for (let row = 0; row < chunk.rows; row++) {
      const earlier = row === 0 ? before : chunk;
      const earlierRow = row === 0 ? (before?.rows ?? 0) - 1 : row - 1;
      if (earlier !== undefined && isSameCall(earlier, earlierRow, chunk, row)) column[row] = 1;
    }
    before = chunk;
    return column;
  };
}

/** The same function, the same raw arguments, and the same bytes wherever the host read them. What it wrote is its answer. */
function isSameCall(left: Chunk, leftRow: number, right: Chunk, rightRow: number): boolean {
  if (left.signature[leftRow] !== right.signature[rightRow]) return false;
  const [from, to] = [left.argumentStart[leftRow] ?? 0, left.argumentStart[leftRow + 1] ?? 0];
  const other = right.argumentStart[rightRow] ?? 0;
  if (to - from !== (right.argumentStart[rightRow + 1] ?? 0) - other) return false;
  for (let at = 0; at < to - from; at++) if (left.arguments[from + at] !== right.arguments[other + at]) return false;
  return haveSameReads(left, leftRow, right, rightRow);
}

function haveSameReads(left: Chunk, leftRow: number, right: Chunk, rightRow: number): boolean {
  let [one, other] = [nextRead(left, leftRow, -1), nextRead(right, rightRow, -1)];
  while (one >= 0 && other >= 0) {
    if (left.accessKind[one] !== right.accessKind[other] || left.accessPointer[one] !== right.accessPointer[other]) return false;
    if (left.accessLength[one] !== right.accessLength[other] || !haveSameBytes(left, one, right, other)) return false;
    [one, other] = [nextRead(left, leftRow, one), nextRead(right, rightRow, other)];
  }
  return one === other;
}

/** The access after `access` that the host did not write, or -1; -1 asks for the first. */
function nextRead(chunk: Chunk, row: number, access: number): number {
  const end = chunk.accessStart[row + 1] ?? 0;
  for (let next = access < 0 ? (chunk.accessStart[row] ?? 0) : access + 1; next < end; next++) {
    if (chunk.accessKind[next] !== WROTE) return next;
  }
  return -1;
}

function haveSameBytes(left: Chunk, one: number, right: Chunk, other: number): boolean {
  const [from, begin] = [left.dataStart[one] ?? 0, right.dataStart[other] ?? 0];
  const length = (left.dataStart[one + 1] ?? 0) - from;
  if (length !== (right.dataStart[other + 1] ?? 0) - begin) return false;
  for (let at = 0; at < length; at++) if (left.data[from + at] !== right.data[begin + at]) return false;
  return true;
}
