// Rows of the trace as columns: numbers as they are stored, texts made of them.
import { visibleText } from '../base/visible-text.ts';
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { isEdited } from './call-edits.ts';
import { CallValues } from './call-values.ts';
import { bytesTouched } from './bytes-touched.ts';
import { describeCall } from './describe-call.ts';
import { rowFamilies } from './row-family.ts';

export interface TraceRows {
  readonly row: Float64Array;
  /** Nanoseconds since the run's start. */
  readonly time: Float64Array;
  /** Nanoseconds; 0 where not measured. */
  readonly duration: Float64Array;
  /** Index into FAMILIES. */
  readonly family: Uint8Array;
  /** Index into CALL_OUTCOMES. */
  readonly outcome: Uint8Array;
  readonly rule: Uint16Array;
  /** 1 where a person or a fault schedule changed the call. */
  readonly edited: Uint8Array;
  /** Pages of memory 0 when the call began. */
  readonly memory: Uint32Array;
  /** Of guest memory that the host read and wrote. */
  readonly bytes: Float64Array;
  /** Instructions of the guest since the call before, -1 where they were not counted. */
  readonly computed: Float64Array;
  readonly name: string[];
  readonly arguments: string[];
  readonly result: string[];
}

/** For a row whose signature the recording does not have; decoding refuses such chunks. */
export const UNKNOWN_SIGNATURE: CallSignature = { module: '', name: '?', family: 'process', parameters: [], result: 'none' };

/** The rows `from … from + count`, as far as they are there. */
export function traceRows(recording: Recording, from: number, count: number): TraceRows {
  const length = Math.max(0, Math.min(count, recording.rows - from));
  return traceRowsAt(
    recording,
    Array.from({ length }, (_, index) => from + index),
  );
}

/** These rows, in this order. */
export function traceRowsAt(recording: Recording, rows: ArrayLike<number>): TraceRows {
  const columns: TraceRows = {
    row: Float64Array.from(rows),
    time: new Float64Array(rows.length),
    duration: new Float64Array(rows.length),
    family: new Uint8Array(rows.length),
    outcome: new Uint8Array(rows.length),
    rule: new Uint16Array(rows.length),
    edited: new Uint8Array(rows.length),
    memory: new Uint32Array(rows.length),
    bytes: new Float64Array(rows.length),
    computed: new Float64Array(rows.length),
    name: [],
    arguments: [],
    result: [],
  };
  const families = rowFamilies(recording.header);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] ?? 0;
    const chunk = recording.chunkOf(row);
    const index = row - chunk.firstRow;
    const signature = signatureAt(recording, chunk, index);
    const text = describeCall(signature, chunk, index);
    columns.time[place] = chunk.start[index] ?? 0;
    columns.duration[place] = chunk.duration[index] ?? 0;
    columns.family[place] = families(chunk, index);
    columns.outcome[place] = chunk.outcome[index] ?? 0;
    columns.rule[place] = chunk.rule[index] ?? 0;
    columns.edited[place] = isEdited(new CallValues(chunk, index)) ? 1 : 0;
    columns.memory[place] = chunk.memoryPages[index] ?? 0;
    columns.bytes[place] = bytesTouched(chunk, index);
    columns.computed[place] = computedBefore(recording, chunk, index);
    columns.name.push(visibleText(signature.name));
    columns.arguments.push(text.arguments);
    columns.result.push(text.result);
  }
  return columns;
}

function computedBefore(recording: Recording, { fuel, firstRow }: Chunk, index: number): number {
  if (fuel === undefined) return -1;
  const before = index > 0 ? fuel[index - 1] : firstRow > 0 ? recording.chunkOf(firstRow - 1).fuel?.at(-1) : 0;
  // A file from elsewhere may say that it fell.
  return Math.max(0, (fuel[index] ?? 0) - (before ?? 0));
}

/** Name of the function that the call at this row called, as its recording has it. */
export function callNameAt(recording: Pick<Recording, 'header' | 'chunkOf'>, row: number): string {
  const chunk = recording.chunkOf(row);
  return signatureAt(recording, chunk, row - chunk.firstRow).name;
}

export function signatureAt(recording: Pick<Recording, 'header'>, chunk: Chunk, index: number): CallSignature {
  return recording.header.signatures[chunk.signature[index] ?? 0] ?? UNKNOWN_SIGNATURE;
}
