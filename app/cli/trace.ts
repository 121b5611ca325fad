// `wasm-sandbox trace`: the host calls of a recording, as aligned text or as lines of JSON. All guest text is escaped.
import { existsSync } from 'node:fs';
import {
  CALL_OUTCOMES,
  diagnosticText,
  FAMILIES,
  matchingRows,
  openRecording,
  traceRows,
  type Platform,
  type Recording,
  type TraceRows,
} from '../../sandbox-core/index.ts';
import { parseArguments } from './arguments.ts';
import { UsageError } from './usage.ts';

/** Rows described and written at a time. */
const PAGE = 1000;

type Line = (rows: TraceRows, at: number) => string;

export async function traceCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { file, options } = parseArguments(args, { json: 'flag', where: 'value' }, false);
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
  const opened = openRecording(platform, file);
  if (!opened.ok) throw new UsageError(`${file}: ${opened.diagnostics.map(diagnosticText).join('; ')}`);
  try {
    await printCalls(opened.value, options.get('where')?.[0] ?? '', options.has('json') ? jsonLine : textLine);
  } finally {
    opened.value.close();
  }
  return 0;
}

async function printCalls(recording: Recording, where: string, line: Line): Promise<void> {
  if (line === textLine) await write(HEAD);
  const matching = matchingRows(recording, where);
}

const HEAD = `${'#'.padStart(8)} ${'TIME s'.padStart(12)} ${'DUR µs'.padStart(9)}  ${'CALL'.padEnd(24)} ${'RESULT'.padEnd(12)} ${'RULE'.padStart(4)}  ARGUMENTS\n`;
