// What differs between two calls that were held against each other: argument by argument and byte by byte, what means
// nothing elsewhere (addresses) left out, what differs by chance (clock, randomness, times and inodes of files) told apart.
import { ACCESS_KINDS, CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';
import { pointsTo, withoutChance, type CallShape } from './call-shape.ts';

/** Bits of a row's `changes`. */
export const CHANGE = {
  /** Another answer: a count, a descriptor, a position. */
  result: 1,
  errno: 2,
  /** Denied in one run only, ended in one run only, or decided by another rule. */
  decision: 4,
  /** Other bytes came into the guest. */
  got: 8,
  /** Other bytes left the guest. */
  gave: 16,
  /** Twice as long and more than 100 µs: tells of the machine as much as of the guest, so it is no difference by itself. */
  slower: 32,
  /** Differs only in what a clock, randomness or the host's file system made up. */
  chance: 64,
  /** Other arguments behind one key. */
  arguments: 128,
} as const;

/** What counts as a difference. */
export const REAL_CHANGES = CHANGE.result | CHANGE.errno | CHANGE.decision | CHANGE.got | CHANGE.gave | CHANGE.arguments;

const SLOWER_BY = 2;
const SLOWER_THAN = 100_000;

const WROTE = ACCESS_KINDS.indexOf('wrote');
const SECRET = ACCESS_KINDS.indexOf('secret');
const RESOURCE = ACCESS_KINDS.indexOf('resource');
const DENIED = CALL_OUTCOMES.indexOf('denied');
const ENDED = CALL_OUTCOMES.indexOf('ended');

/** One side: a chunk, with what must be known of its recording. */
export interface Side {
  chunk: Chunk;
  words: Int32Array;
  readonly shapes: readonly CallShape[];
  readonly rules: ReadonlyMap<number, string>;
  /** Accesses of the call at hand by what they are. */
  readonly answer: number[];
  readonly got: number[];
  readonly gave: number[];
}

export function sideOf(header: RecordingHeader, shapes: readonly CallShape[], chunk: Chunk): Side {
  const rules = new Map(header.rules.map(({ id, text }) => [id, text]));
  return { chunk, words: wordsOf(chunk), shapes, rules, answer: [], got: [], gave: [] };
}

export function turnTo(side: Side, chunk: Chunk): void {
  if (side.chunk === chunk) return;
  side.chunk = chunk;
  side.words = wordsOf(chunk);
}

function wordsOf({ arguments: { buffer, byteOffset, length } }: Chunk): Int32Array {
  return new Int32Array(buffer, byteOffset, 2 * length);
}

/** Bits of CHANGE for call `indexA` of side a and `indexB` of side b, which have one key. */
export function callDifference(a: Side, indexA: number, b: Side, indexB: number): number {
  const shape = a.shapes[a.chunk.signature[indexA] ?? 0];
  const other = b.shapes[b.chunk.signature[indexB] ?? 0];
  if (shape === undefined || other === undefined || shape.function !== other.function) return CHANGE.arguments;
  sortAccesses(a, indexA, shape);
  sortAccesses(b, indexB, other);
  return (
    decisionChange(a, indexA, b, indexB) |
    argumentChange(a, indexA, b, indexB, shape, other) |
    bytesChange(a, b, shape) |
    slower(a.chunk.duration[indexA] ?? 0, b.chunk.duration[indexB] ?? 0)
  );
}

function decisionChange(a: Side, indexA: number, b: Side, indexB: number): number {
  const [one, two] = [a.chunk.outcome[indexA] ?? 0, b.chunk.outcome[indexB] ?? 0];
  const [ruleA, ruleB] = [a.chunk.rule[indexA] ?? 0, b.chunk.rule[indexB] ?? 0];
  const outcomes = one !== two && [one, two].some((outcome) => outcome === DENIED || outcome === ENDED);
  const rules = (a.rules.get(ruleA) ?? ruleA) !== (b.rules.get(ruleB) ?? ruleB);
  const errno = a.chunk.result[indexA] === b.chunk.result[indexB] ? 0 : CHANGE.errno;
  return (outcomes || rules ? CHANGE.decision : 0) | errno;
}

function argumentChange(a: Side, indexA: number, b: Side, indexB: number, shape: CallShape, other: CallShape): number {
  const [firstA, firstB] = [a.chunk.argumentStart[indexA] ?? 0, b.chunk.argumentStart[indexB] ?? 0];
  if (shape.values.length !== other.values.length) return CHANGE.arguments;
  for (const parameter of shape.values) if (differs(a, firstA, b, firstB, parameter)) return CHANGE.arguments;
  for (const parameter of shape.times) if (differs(a, firstA, b, firstB, parameter)) return CHANGE.chance;
  return 0;
}

function differs(a: Side, firstA: number, b: Side, firstB: number, parameter: number): boolean {
  const [at, other] = [2 * (firstA + parameter), 2 * (firstB + parameter)];
  return a.words[at] !== b.words[other] || a.words[at + 1] !== b.words[other + 1];
}

function sortAccesses(side: Side, index: number, shape: CallShape): void {
  const { chunk, words, answer, got, gave } = side;
  answer.length = got.length = gave.length = 0;
  const first = chunk.argumentStart[index] ?? 0;
  const end = chunk.accessStart[index + 1] ?? 0;
  for (let access = chunk.accessStart[index] ?? 0; access < end; access++) {
    const kind = chunk.accessKind[access];
    const pointer = chunk.accessPointer[access] ?? 0;
    if (kind !== RESOURCE && pointsTo(shape.addresses, words, first, pointer)) continue;
    if (kind !== WROTE && kind !== SECRET) gave.push(access);
    else if (isAnswer(shape, words, first, pointer, chunk.accessLength[access])) answer.push(access);
    else got.push(access);
  }
}

function isAnswer(shape: CallShape, words: Int32Array, first: number, pointer: number, length: number | undefined): boolean {
  if (shape.answer < 0 || length !== shape.answerBytes) return false;
  return (words[2 * (first + shape.answer)] ?? 0) >>> 0 === pointer;
}

function bytesChange(a: Side, b: Side, shape: CallShape): number {
  const got = sameBytes(a, a.got, b, b.got);
  const gave = sameBytes(a, a.gave, b, b.gave);
  const answer = sameBytes(a, a.answer, b, b.answer);
  if (got && gave && answer) return 0;
  if (shape.isChance) return CHANGE.chance;
  const gotByChance = !got && shape.layout !== undefined && sameWithoutChance(a, b, shape);
  const chance = gotByChance || (!answer && shape.answersTime) ? CHANGE.chance : 0;
  return (
    chance | (got || gotByChance ? 0 : CHANGE.got) | (gave ? 0 : CHANGE.gave) | (answer || shape.answersTime ? 0 : CHANGE.result)
  );
}

/** Whether the stretches hold the same bytes one after the other, however they are cut up. */
function sameBytes(a: Side, ofA: readonly number[], b: Side, ofB: readonly number[]): boolean {
  if (totalLength(a.chunk, ofA) !== totalLength(b.chunk, ofB)) return false;
  let [placeA, placeB] = [0, 0];
  let [atA, atB] = [0, 0];
  for (;;) {
    const [startA, endA] = stretch(a.chunk, ofA[placeA]);
    const [startB, endB] = stretch(b.chunk, ofB[placeB]);
    const length = Math.min(endA - startA - atA, endB - startB - atB);
    for (let at = 0; at < length; at++) {
      if (a.chunk.data[startA + atA + at] !== b.chunk.data[startB + atB + at]) return false;
    }
    atA += length;
    atB += length;
    const doneA = startA + atA === endA;
    const doneB = startB + atB === endB;
    if (doneA && placeA < ofA.length) [placeA, atA] = [placeA + 1, 0];
    if (doneB && placeB < ofB.length) [placeB, atB] = [placeB + 1, 0];
    if (placeA >= ofA.length || placeB >= ofB.length) return noneLeft(a, ofA, placeA) && noneLeft(b, ofB, placeB);
  }
}

function stretch(chunk: Chunk, access: number | undefined): [start: number, end: number] {
  return access === undefined ? [0, 0] : [chunk.dataStart[access] ?? 0, chunk.dataStart[access + 1] ?? 0];
}

/** Empty stretches may follow. */
function noneLeft({ chunk }: Side, list: readonly number[], place: number): boolean {
  for (let at = place; at < list.length; at++) {
    const [start, end] = stretch(chunk, list[at]);
    if (end > start) return false;
  }
  return true;
}

function totalLength(chunk: Chunk, accesses: readonly number[]): number {
  let sum = 0;
  for (const access of accesses) sum += chunk.accessLength[access] ?? 0;
  return sum;
}

function sameWithoutChance(a: Side, b: Side, { layout }: CallShape): boolean {
  const [one, two] = [a, b].map((side) => withoutChance(layout, joined(side.chunk, side.got)));
  return one !== undefined && two !== undefined && one.length === two.length && one.every((byte, at) => byte === two[at]);
}

function joined(chunk: Chunk, accesses: readonly number[]): Uint8Array {
  const parts = accesses.map((access) => stretch(chunk, access));
  const bytes = new Uint8Array(parts.reduce((sum, [start, end]) => sum + end - start, 0));
  let at = 0;
  for (const [start, end] of parts) {
    bytes.set(chunk.data.subarray(start, end), at);
    at += end - start;
  }
  return bytes;
}

function slower(before: number, now: number): number {
  return now > SLOWER_THAN && now > SLOWER_BY * before && before > 0 ? CHANGE.slower : 0;
}
