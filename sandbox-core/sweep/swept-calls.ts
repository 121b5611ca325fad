// The calls of a recording that a sweep can make fail: those that succeeded, with the file each is about.
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Recording } from '../recording/store/recording.ts';
import { CallValues } from '../trace/call-values.ts';
import { answerNumber } from '../trace/describe-call.ts';
import { matchingRows, type MatchingRows } from '../trace/matching-rows.ts';
import { signatureAt } from '../trace/trace-rows.ts';
import type { CheckedQuery } from '../query/fault.ts';
import { faultsOf, sampled, type FaultKind, type SweptCall, type Variant } from './fault-variants.ts';
import { OpenPaths } from './open-paths.ts';

const OK = CALL_OUTCOMES.indexOf('ok');

export interface VariantChoice {
  /** In the filter language; empty for every call. */
  readonly where: string;
  readonly kinds: ReadonlySet<FaultKind>;
  /** Every call, not only samples of those that repeat. */
  readonly all: boolean;
}

/** The runs of a sweep in the order of their calls; refused where `where` is no filter. */
export function variantsOf(recording: Recording, choice: VariantChoice): CheckedQuery<Variant[]> {
  const matching = matchingRows(recording, choice.where);
  if (!matching.ok) return matching;
  const calls = (): Iterable<SweptCall> => callsWithFaults(recording, matching.value, choice.kinds);
  const chosen = choice.all ? [...calls()] : sampled(calls);
  return { ok: true, value: chosen.flatMap((call) => faultsOf(call, choice.kinds)) };
}

function* callsWithFaults(recording: Recording, matching: MatchingRows, kinds: ReadonlySet<FaultKind>): Iterable<SweptCall> {
  const open = new OpenPaths();
  let place = 0;
  for (const [number] of recording.chunks.entries()) {
    const chunk = recording.chunk(number);
    for (let index = 0; index < chunk.rows; index++) {
      const row = chunk.firstRow + index;
      const isMatch = place < matching.count && matching.rowAt(place) === row;
      if (isMatch) place++;
      if (chunk.outcome[index] !== OK) continue;
      const signature = signatureAt(recording, chunk, index);
      const values = new CallValues(chunk, index);
      const path = open.pathOf(signature, values);
      open.take(signature, values);
      const moved = signature.answer?.kind === 'length' ? Number(answerNumber(signature, values) ?? 0) : 0;
      const call = { row, name: signature.name, path, moved };
      if (isMatch && faultsOf(call, kinds).length > 0) yield call;
    }
  }
}
