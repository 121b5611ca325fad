// `wasm-sandbox look`: the guest's stack and memory as they were at a past call, by a replay up to there.
import {
  ACCESS_KINDS,
  callNameAt,
  GuestPool,
  lastWrites,
  LookBack,
  type LookWish,
  type PlacedLook,
  type Platform,
  type Recording,
} from '../../sandbox-core/index.ts';
import { parseWords, type ParsedWords } from './arguments.ts';
import { frameText, shown } from './guest-frame.ts';
import { openSession, writeOut } from './open-session.ts';
import { recordedModule } from './recorded-module.ts';
import { UsageError } from './usage.ts';

const OPTIONS = { at: 'value', length: 'value', after: 'flag', module: 'value', json: 'flag' } as const;

/** As many as one look tells (MOST_LOOKED_BYTES). */
const MOST_BYTES = 64 << 10;
/** Of each place that the call itself touched, and so many of them. */
const TOUCHED_BYTES = 256;
const TOUCHED_PLACES = 8;
const BYTES_A_LINE = 16;

interface Place {
  readonly address: number;
  readonly length: number;
  /** What the call did there; empty where a person named the place. */
  readonly touch: string;
}

interface SeenPlace extends Place {
  readonly look: PlacedLook;
  readonly writers: readonly { readonly from: number; readonly to: number; readonly row: number; readonly name: string }[];
  readonly complete: boolean;
}

export async function lookCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { options, words } = parseWords(args, OPTIONS, ['a session file', 'the number of a call']);
  const file = words[0] ?? '';
  const recording = openSession(platform, file);
  const guests = new GuestPool(platform.guests, 0);
  try {
    const row = rowOf(words[1] ?? '', recording);
    const { bytes, module } = await recordedModule(platform, file, recording, options.get('module')?.[0]);
    const look = new LookBack({ platform, recording, bytes, module, guests });
    try {
      const phase = options.has('after') ? 'after' : 'before';
      const seen = await lookAt(look, recording, { row, phase }, placesOf(options, recording, row));
      await writeOut(options.has('json') ? jsonText(seen) : text(seen, recording));
    } finally {
      look.close();
    }
  } finally {
    guests.close();
    recording.close();
  }
  return 0;
}

/** People count calls from 1. */
function rowOf(word: string, recording: Recording): number {
  const number = /^\d{1,13}$/.test(word) ? Number(word) : 0;
  if (number >= 1 && number <= recording.rows) return number - 1;
  throw new UsageError(`${shown(word)}: the number of a call was expected, 1 to ${recording.rows}`);
}

/** Where nobody names a place: those that the call touched, and an empty one if there is none, for the stack's sake. */
function placesOf(options: ParsedWords['options'], recording: Recording, row: number): readonly Place[] {
  const at = options.get('at')?.[0];
  const length = numberOf('length', options.get('length')?.[0] ?? String(TOUCHED_BYTES), MOST_BYTES);
  if (at !== undefined) return [{ address: numberOf('at', at, Number.MAX_SAFE_INTEGER), length, touch: '' }];
  const { firstRow, accessStart, accessKind, accessPointer, accessLength } = recording.chunkOf(row);
  const first = accessStart[row - firstRow] ?? 0;
  const end = Math.min(accessStart[row - firstRow + 1] ?? 0, first + TOUCHED_PLACES);
  const places = Array.from({ length: end - first }, (_, index): Place => {
    const access = first + index;
    const bytes = accessLength[access] ?? 0;
    const touch = `${ACCESS_KINDS[accessKind[access] ?? 0] ?? '?'} ${bytes} bytes`;
    return { address: accessPointer[access] ?? 0, length: Math.max(1, Math.min(bytes, length)), touch };
  });
  return places.length > 0 ? places : [{ address: 0, length: 1, touch: 'nothing' }];
}

function numberOf(name: string, word: string, most: number): number {
  const value = /^(?:\d{1,16}|0x[\da-f]{1,13})$/i.test(word) ? Number(word) : -1;
  if (value >= (name === 'length' ? 1 : 0) && value <= most) return value;
  throw new UsageError(`--${name} ${shown(word)}: a number such as 4096 or 0x1000 was expected, at most ${most}`);
}

async function lookAt(
  look: LookBack,
  recording: Recording,
  moment: Pick<LookWish, 'row' | 'phase'>,
  places: readonly Place[],
): Promise<readonly SeenPlace[]> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const seen: SeenPlace[] = [];
  for (const place of places) {
    // One after the other: they are asked of one guest that stands still.
    const found = await look.look({ ...moment, address: place.address, length: place.length }, abort.signal);
    const row = found.phase === 'after' ? found.row : found.row - 1;
    const { writes, complete } = lastWrites(recording, { row, from: place.address, length: found.bytes.length });
    const writers = writes.map((write) => ({ ...write, name: callNameAt(recording, write.row) }));
    seen.push({ ...place, look: found, writers, complete });
  }
  process.off('SIGINT', stop);
  process.off('SIGTERM', stop);
  return seen;
}

function jsonText(seen: readonly SeenPlace[]): string {
  const look = seen[0]?.look;
  const places = seen.map(({ address, touch, writers, complete, look: { bytes } }) => {
    return { address, touch, bytes: hexOf(bytes, ''), writers, complete };
  });
  const { row, phase, memoryBytes, stack } = look ?? { row: 0, phase: 'before', memoryBytes: 0, stack: [] };
  return `${JSON.stringify({ row, phase, memoryBytes, stack, places })}\n`;
}

function text(seen: readonly SeenPlace[], recording: Recording): string {
  const look = seen[0]?.look;
  if (look === undefined) return '';
  const { row, phase, memoryBytes, stack } = look;
  const head = `${phase === 'after' ? 'After' : 'Before'} call ${row + 1}, ${shown(callNameAt(recording, row))}; memory of ${memoryBytes} bytes`;
  const frames = stack.map((frame) => `  in ${frameText(frame)}`);
  return `${[head, ...frames, ...seen.flatMap(placeLines)].join('\n')}\n`;
}

function placeLines({ address, touch, look: { bytes }, writers, complete }: SeenPlace): string[] {
  if (touch === 'nothing') return ['', 'The call touches no memory; --at ADDRESS shows any place of it.'];
  const head = touch === '' ? '' : `the call ${touch} at 0x${address.toString(16)}`;
  if (bytes.length === 0) return ['', head, `  0x${address.toString(16)} lies past the end of the memory`].filter(isSaid);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
    const part = bytes.subarray(at, at + BYTES_A_LINE);
    const number = (address + at).toString(16).padStart(8, '0');
    lines.push(`  ${number}  ${hexOf(part, ' ').padEnd(3 * BYTES_A_LINE - 1)}  ${Array.from(part, printable).join('')}`);
  }
  const by = writers.map(({ from, to, row, name }) => {
    return `  0x${from.toString(16)} to 0x${(to - 1).toString(16)} last written for call ${row + 1}, ${shown(name)}`;
  });
  const rest = complete ? [] : ['  calls further back were not looked at'];
  return ['', head, ...lines, ...by, ...rest].filter((line, index) => index === 0 || isSaid(line));
}

function isSaid(line: string): boolean {
  return line !== '';
}

function hexOf(bytes: Uint8Array, between: string): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(between);
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
