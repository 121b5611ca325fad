// The calls of a fresh run held against those of a recorded one: the same functions with the same results, in the same order.
// Arguments are not compared, since addresses, times and random numbers are others in each run.
import { errnoName } from '../trace/errno.ts';
import type { Recording } from '../recording/store/recording.ts';
import type { TestDifference } from './difference.ts';

interface Call {
  readonly name: string;
  /** An errno; of a growth the former size, or -1. */
  readonly result: number;
  readonly isGrowth: boolean;
}

export function liveCallDifference(recorded: Recording, fresh: Recording): TestDifference | undefined {
  const most = Math.max(recorded.rows, fresh.rows);
  const [before, now] = [callsOf(recorded), callsOf(fresh)];
  for (let row = 0; row < most; row += 1) {
    const [expected, found] = [words(before.next().value), words(now.next().value)];
    if (expected === found) continue;
    return { about: 'calls', what: `call ${row + 1}`, expected, found, stack: [] };
  }
  return undefined;
}

function* callsOf(recording: Recording): Generator<Call, undefined> {
  const { signatures } = recording.header;
  for (const number of recording.chunks.keys()) {
    const chunk = recording.chunk(number);
    for (let at = 0; at < chunk.rows; at += 1) {
      const signature = signatures[chunk.signature[at] ?? 0];
      yield { name: signature?.name ?? '', result: chunk.result[at] ?? 0, isGrowth: signature?.result === 'size' };
    }
  }
  return undefined;
}

function words(call: Call | undefined): string {
  if (call === undefined) return 'no call';
  return `${call.name}, which answers ${call.isGrowth ? call.result : errnoName(call.result)}`;
}
