// `wasm-sandbox policy explain`: which rule decided one call of a recording, where it stands, and the smallest change after
// which the call would have been permitted, with all else that it would permit.
import { callDetails, visibleText, type CallDetails, type Explanation, type Platform } from '../../../sandbox-core/index.ts';
import { explanationOf } from '../../services/call-for-page.ts';
import { parseWords } from '../arguments.ts';
import { openSession, writeOut } from '../open-session.ts';
import { UsageError } from '../usage.ts';

export async function explainCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { options, words } = parseWords(args, { json: 'flag' }, ['a session file', 'the number of a call']);
  const [file = '', number = ''] = words;
  const recording = openSession(platform, file);
  try {
    const row = rowOf(number, recording.rows);
    const call = callDetails(recording, row);
    const explained = explanationOf(call, recording.header.rules);
    await writeOut(options.has('json') ? jsonOf(call, explained) : textOf(call, explained));
    return call.outcome === 'denied' ? 1 : 0;
  } finally {
    recording.close();
  }
}

/** People count calls from 1. */
function rowOf(number: string, rows: number): number {
  const row = /^\d{1,15}$/.test(number) ? Number(number) - 1 : -1;
  if (row < 0 || row >= rows) throw new UsageError(`${visibleText(number)}: a call's number from 1 to ${rows} was expected`);
  return row;
}

function textOf(call: CallDetails, explained: Explanation | undefined): string {
  const head = `#${call.row + 1} ${visibleText(call.name)}: ${call.outcome}\n`;
  if (explained === undefined) return `${head}The policy was not asked.\n`;
  const { sentence, fix, permits, place, pointer } = explained;
  const at =
    place === null
      ? pointer === ''
        ? ''
        : `manifest ${pointer}`
      : `${place.source}, line ${place.line}, column ${place.column}`;
  const change = fix === '' ? '' : `It would take ${fix}.\n`;
  return `${head}${sentence}\n${at === '' ? '' : `Place: ${at}\n`}${change}${permits === '' ? '' : `That would permit ${permits}.\n`}`;
}

function jsonOf(call: CallDetails, explained: Explanation | undefined): string {
  const { row, outcome, ruleNumber } = call;
  return `${JSON.stringify({ call: row + 1, name: visibleText(call.name), outcome, rule: ruleNumber, ...explained })}\n`;
}
