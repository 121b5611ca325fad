// `wasm-sandbox trace`: the host calls of a recording, as aligned text or as lines of JSON. All guest text is escaped.
import {
  CALL_OUTCOMES,
  FAMILIES,
  matchingRows,
  traceRowsAt,
  type MatchingRows,
  type Platform,
  type Recording,
  type TraceRows,
} from '../../sandbox-core/index.ts';
import { parseArguments } from './arguments.ts';
import { faultText } from './fault-text.ts';
import { openSession, writeOut } from './open-session.ts';
import { UsageError } from './usage.ts';

/** Rows described and written at a time. */
const PAGE = 1000;

const HEAD = `${'#'.padStart(8)} ${'TIME s'.padStart(12)} ${'DUR µs'.padStart(9)}  ${'CALL'.padEnd(20)} ${'RESULT'.padEnd(16)} ${'RULE'.padStart(4)}  ARGUMENTS\n`;

export async function traceCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { file, options } = parseArguments(args, { json: 'flag', where: 'value' }, false);
  const recording = openSession(platform, file);
  try {
    const where = options.get('where')?.[0] ?? '';
    const matching = matchingRows(recording, where);
    if (!matching.ok) throw new UsageError(faultText('--where', where, matching.fault));
    await printCalls(recording, matching.value, options.has('json'));
  } finally {
    recording.close();
  }
  return 0;
}

async function printCalls(recording: Recording, matching: MatchingRows, json: boolean): Promise<void> {
  if (!json) await writeOut(HEAD);
  const line = json ? jsonLine : textLine;
  for (let from = 0; from < matching.count; from += PAGE) {
    const rows = traceRowsAt(recording, matching.rows(from, PAGE));
    await writeOut(Array.from(rows.row, (_, at) => line(rows, at)).join(''));
  }
}

/** People count calls from 1. */
function textLine(rows: TraceRows, at: number): string {
  const number = String((rows.row[at] ?? 0) + 1).padStart(8);
  const time = ((rows.time[at] ?? 0) / 1e9).toFixed(6).padStart(12);
  const duration = (rows.duration[at] ? ((rows.duration[at] ?? 0) / 1e3).toFixed(1) : '').padStart(9);
  const denied = CALL_OUTCOMES[rows.outcome[at] ?? 0] === 'denied' ? 'denied ' : '';
  const result = `${denied}${rows.result[at] ?? ''}`.padEnd(16);
  const rule = String(rows.rule[at] ?? 0).padStart(4);
  return `${number} ${time} ${duration}  ${(rows.name[at] ?? '').padEnd(20)} ${result} ${rule}  ${rows.arguments[at] ?? ''}\n`;
}

function jsonLine(rows: TraceRows, at: number): string {
  const call = {
    row: rows.row[at],
    time: rows.time[at],
    duration: rows.duration[at],
    family: FAMILIES[rows.family[at] ?? 0],
    call: rows.name[at],
    arguments: rows.arguments[at],
    result: rows.result[at],
    outcome: CALL_OUTCOMES[rows.outcome[at] ?? 0],
    rule: rows.rule[at],
    ...((rows.computed[at] ?? -1) < 0 ? {} : { instructions: rows.computed[at] }),
  };
  return `${JSON.stringify(call)}\n`;
}
