// `wasm-sandbox stream`: one open file followed through a run, call by call with its guest text escaped, or as raw bytes.
import {
  StreamScan,
  visibleLines,
  visibleText,
  type DescriptorStream,
  type Platform,
  type Recording,
  type StreamChoice,
  type StreamEntry,
} from '../../sandbox-core/index.ts';
import { parseWords } from './arguments.ts';
import { openSession, writeOut } from './open-session.ts';
import { UsageError } from './usage.ts';

const PAGE = 256;

export async function streamCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { options, words } = parseWords(args, { raw: 'flag' }, ['a session file', 'a descriptor or @CALL']);
  const choice = choiceOf(words[1] ?? '');
  const raw = options.has('raw');
  // Escape sequences of a guest would be obeyed.
  if (raw && process.stdout.isTTY) throw new UsageError('--raw does not write to a terminal');
  const recording = openSession(platform, words[0] ?? '');
  try {
    const scan = new StreamScan(choice);
    scan.takeIn(recording, Number.MAX_SAFE_INTEGER);
    const stream = scan.result();
    if (stream === undefined) throw new UsageError(`${words[1] ?? ''}: no open file of the recording is meant by it`);
    if (!raw) await writeOut(headOf(stream));
    await printEntries(recording, scan, raw);
  } finally {
    recording.close();
  }
  return 0;
}

/** People count calls from 1. */
function choiceOf(word: string): StreamChoice {
  const match = /^(@?)(\d{1,10})$/.exec(word);
  const value = Number(match?.[2]);
  if (match?.[1] === '@' && value > 0) return { kind: 'call', row: value - 1 };
  if (match?.[1] === '') return { kind: 'descriptor', descriptor: value };
  throw new UsageError(`${visibleText(word)}: a descriptor (5) or the number of a call (@12) was expected`);
}

function headOf(stream: DescriptorStream): string {
  const opened = stream.openedBy === undefined ? 'open from the start' : `opened by #${stream.openedBy + 1}`;
  const closed = stream.closedBy === undefined ? 'not closed' : `closed by #${stream.closedBy + 1}`;
  const name = stream.name === '' ? 'a descriptor whose name no call tells' : visibleText(stream.name);
  return `${name}: ${opened}, ${closed}; ${stream.bytesRead} bytes read, ${stream.bytesWritten} written\n`;
}

async function printEntries(recording: Recording, scan: StreamScan, raw: boolean): Promise<void> {
  let missing = 0;
  for (let from = 0; ; from += PAGE) {
    const entries = scan.entries(recording, from, PAGE);
    for (const entry of entries) {
      missing += entry.length - entry.bytes.length;
      await writeOut(raw ? entry.bytes : textOf(entry));
    }
    if (entries.length < PAGE) break;
  }
  if (raw && missing > 0) process.stderr.write(`wasm-sandbox: ${missing} bytes are missing, which the recording does not hold\n`);
}

function textOf({ row, time, direction, offset, length, bytes }: StreamEntry): string {
  const place = offset === undefined ? '' : ` at ${offset}`;
  const kept = bytes.length < length ? `, ${bytes.length} of them kept` : '';
  const text = visibleLines(new TextDecoder().decode(bytes));
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `── #${row + 1}  ${(time / 1e9).toFixed(6)} s  ${direction} ${length} bytes${place}${kept}\n${text}${end}`;
}
