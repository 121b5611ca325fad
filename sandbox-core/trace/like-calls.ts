// When a call is like the one before it: neither denied nor edited, the same function, outcome, rule and errno, and the same
// arguments but for addresses and for what moved through them. Judged over columns; nothing is put into words.
import type { ParameterKind } from '../recording/record/call-signature.ts';
import { ACCESS_KINDS, CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { isEdited } from './call-edits.ts';
import { CallValues } from './call-values.ts';
import { FoldIndex, type FoldedCalls } from './fold-index.ts';
import type { MatchingRows } from './matching-rows.ts';

const DENIED = CALL_OUTCOMES.indexOf('denied');
const READ = ACCESS_KINDS.indexOf('read');

/** Arguments that are only places, and the number of vectors at one. */
const PLACES: ReadonlySet<ParameterKind> = new Set(['pointer', 'out', 'vectors', 'count']);

/** By the rows they fold, which live as long as their recording is open. */
const kept = new WeakMap<MatchingRows, FoldIndex>();

/** The lines of these rows, as far as they were taken in. */
export function foldIndex(recording: Recording, matching: MatchingRows): FoldIndex {
  const index = kept.get(matching) ?? new FoldIndex(new LikeCalls(recording), matching);
  kept.set(matching, index);
  return index;
}

interface Telling {
  /** Parameters whose numbers tell, and those whose text does. */
  readonly numbers: readonly number[];
  readonly texts: readonly number[];
}

class LikeCalls implements FoldedCalls {
  readonly #recording: Recording;
  readonly #telling: readonly Telling[];
  /** Rows are asked for in their order: the chunks of the last two. */
  #chunk: Chunk | undefined;
  #before: Chunk | undefined;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#telling = recording.header.signatures.map(({ parameters }) => ({
      numbers: parameters.flatMap(({ kind }, at) => (PLACES.has(kind) || kind === 'text' ? [] : [at])),
      texts: parameters.flatMap(({ kind }, at) => (kind === 'text' ? [at] : [])),
    }));
  }

  isAlike(row: number, next: number): boolean {
    const left = this.#chunkOf(row);
    const right = this.#chunkOf(next);
    const [one, other] = [row - left.firstRow, next - right.firstRow];
    // Each denial is a line of its own: it is what people look for.
    if (left.outcome[one] === DENIED) return false;
    if (left.signature[one] !== right.signature[other] || left.outcome[one] !== right.outcome[other]) return false;
    if (left.rule[one] !== right.rule[other] || left.result[one] !== right.result[other]) return false;
    const telling = this.#telling[left.signature[one] ?? 0];
    if (telling === undefined) return false;
    return (
      telling.numbers.every((at) => argumentAt(left, one, at) === argumentAt(right, other, at)) &&
      telling.texts.every((at) => hasSameText(left, one, right, other, at)) &&
      // What was changed on purpose is shown as such.
      !isEdited(new CallValues(left, one)) &&
      !isEdited(new CallValues(right, other))
    );
  }

  durationOf(row: number): number {
    const chunk = this.#chunkOf(row);
    return chunk.duration[row - chunk.firstRow] ?? 0;
  }

  #chunkOf(row: number): Chunk {
    for (const chunk of [this.#chunk, this.#before])
      if (chunk !== undefined && row >= chunk.firstRow && row < chunk.firstRow + chunk.rows) return chunk;
    this.#before = this.#chunk;
    this.#chunk = this.#recording.chunkOf(row);
    return this.#chunk;
  }
}

function argumentAt(chunk: Chunk, row: number, at: number): bigint | undefined {
  const place = (chunk.argumentStart[row] ?? 0) + at;
  return place < (chunk.argumentStart[row + 1] ?? 0) ? chunk.arguments[place] : undefined;
}

function hasSameText(left: Chunk, one: number, right: Chunk, other: number, at: number): boolean {
  const [first, second] = [readAt(left, one, at), readAt(right, other, at)];
  if (first < 0 || second < 0) return first === second && argumentAt(left, one, at) === argumentAt(right, other, at);
  const [from, begin] = [left.dataStart[first] ?? 0, right.dataStart[second] ?? 0];
  const length = (left.dataStart[first + 1] ?? 0) - from;
  if (length !== (right.dataStart[second + 1] ?? 0) - begin) return false;
  for (let byte = 0; byte < length; byte++) if (left.data[from + byte] !== right.data[begin + byte]) return false;
  return true;
}

/** The access that read where an argument points, or -1. */
function readAt(chunk: Chunk, row: number, at: number): number {
  const pointer = Number(BigInt.asUintN(32, argumentAt(chunk, row, at) ?? 0n));
  for (let access = chunk.accessStart[row] ?? 0; access < (chunk.accessStart[row + 1] ?? 0); access++)
    if (chunk.accessKind[access] === READ && chunk.accessPointer[access] === pointer) return access;
  return -1;
}
