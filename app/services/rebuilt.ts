// What a recording lets one rebuild, for the page: the files a run touched, what it wrote into one, a descriptor followed.
import {
  cutMiddle,
  filesTouched,
  gatherFiles,
  StreamScan,
  visibleText,
  writtenSerial,
  WrittenFileScan,
  type DescriptorStream,
  type FileTouched,
  type KnownRange,
  type Platform,
  type Recording,
  type WrittenFile,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';
import { encodeTable } from '../contract/table.ts';
import { LatelyUsed } from './lately-used.ts';
import { pause } from './latch.ts';

export interface RebuiltOptions {
  readonly platform: Pick<Platform, 'timers'>;
  /** The recording with all that was written so far. Throws NOT_FOUND. */
  readonly recordingOf: (run: string) => Recording;
}

/** Rows taken in before other requests get their turn. */
const ROWS_AT_A_TIME = 16_384;
const LONGEST_PATH = 1000;
/** Functions named beside one file. */
const MOST_CALLS = 20;
const MOST_FILE_BYTES = 1 << 20;
const MOST_ENTRY_BYTES = 16_384;
/** Streams and files kept for the next question; a file holds up to 48 MiB. */
const MOST_STREAMS = 4;
const MOST_FILES = 2;

/** What is read from the beginning of a recording to its end, in turns. */
interface Scan {
  takeIn(recording: Recording, most: number): boolean;
}

export class Rebuilt {
  readonly #options: RebuiltOptions;
  readonly #streams = new LatelyUsed<StreamScan>(MOST_STREAMS);
  readonly #files = new LatelyUsed<WrittenFileScan>(MOST_FILES);

  constructor(options: RebuiltOptions) {
    this.#options = options;
  }

  async files({ run, from, count }: CommandInput<'rebuilt.files'>, abort: AbortSignal): Promise<CommandOutput<'rebuilt.files'>> {
    const { files, cut } = filesTouched(await this.#gathered(run, abort));
    return { all: files.length, cut, table: filesTable(files.slice(from, from + count)) };
  }

  async file({ run, file: place }: CommandInput<'rebuilt.file'>, abort: AbortSignal): Promise<CommandOutput<'rebuilt.file'>> {
    const recording = await this.#gathered(run, abort);
    const { files } = filesTouched(recording);
    const touched = files[place];
    if (touched === undefined) throw new ContractError('NOT_FOUND', `there is no file ${place}; ${files.length} were touched`);
    const serial = writtenSerial(recording, touched.path);
    if (serial === undefined) return { file: null };
    const scan = this.#files.get(`${run} ${recording.rows} ${place}`, () => new WrittenFileScan(touched.path, serial));
    await this.#finish(run, scan, abort);
    const written = scan.result();
    return { file: written === undefined ? null : fileOf(written) };
  }

  async stream(
    { run, choice, from, count }: CommandInput<'rebuilt.stream'>,
    abort: AbortSignal,
  ): Promise<CommandOutput<'rebuilt.stream'>> {
    const { rows } = this.#options.recordingOf(run);
    const scan = this.#streams.get(`${run} ${rows} ${JSON.stringify(choice)}`, () => new StreamScan(choice));
    await this.#finish(run, scan, abort);
    const stream = scan.result();
    return { stream: stream ? streamOf(stream) : null, ...entriesOf(scan, this.#options.recordingOf(run), from, count) };
  }

  async #gathered(run: string, abort: AbortSignal): Promise<Recording> {
    await this.#finish(run, { takeIn: gatherFiles }, abort);
    return this.#options.recordingOf(run);
  }

  async #finish(run: string, scan: Scan, abort: AbortSignal): Promise<void> {
    // Asked for again each time: meanwhile it may have been closed in favour of others.
    while (!scan.takeIn(this.#options.recordingOf(run), ROWS_AT_A_TIME)) {
      await pause(this.#options.platform, 0, abort);
      if (abort.aborted) throw new ContractError('CANCELLED', 'the request was taken back');
    }
  }
}

function filesTable(files: readonly FileTouched[]): Uint8Array<ArrayBuffer> {
  const numbers = (of: (file: FileTouched) => number): Float64Array => Float64Array.from(files, of);
  return encodeTable({
    read: numbers(({ bytesRead }) => bytesRead),
    written: numbers(({ bytesWritten }) => bytesWritten),
    first: numbers(({ firstRow }) => firstRow),
    last: numbers(({ lastRow }) => lastRow),
    errors: numbers(({ errors }) => errors),
    denials: numbers(({ denials }) => denials),
    isWritten: Uint8Array.from(files, ({ written }) => (written ? 1 : 0)),
    path: files.map(({ path }) => shown(path)),
    calls: files.map(callsText),
  });
}

/** `path_open, fd_read ×12`. */
function callsText({ operations }: FileTouched): string {
  const calls = [...operations].map(([name, count]) => `${visibleText(name)}${count > 1 ? ` ×${count}` : ''}`);
  return [...calls.slice(0, MOST_CALLS), ...(calls.length > MOST_CALLS ? ['…'] : [])].join(', ');
}

function shown(path: string): string {
  return cutMiddle(visibleText(path), LONGEST_PATH);
}

function fileOf(file: WrittenFile): NonNullable<CommandOutput<'rebuilt.file'>['file']> {
  const lists = [file.written, file.appended, file.before];
  const ranges = lists.flatMap((list, number) => list.map((range) => ({ ...range, list: number })));
  const { kept, bytes } = keptBytes(ranges);
  const isCut = ranges.some((range, at) => range.bytes !== undefined && (kept[at] ?? 0) < range.length);
  return {
    path: shown(file.path),
    names: file.names.map(shown),
    isGone: file.isGone,
    size: file.size ?? null,
    earlierEnd: file.earlierEnd ?? null,
    bytesWritten: file.bytesWritten,
    bytesKept: file.bytesKept,
    more: file.more || isCut,
    table: encodeTable({
      list: Uint8Array.from(ranges, ({ list }) => list),
      offset: Float64Array.from(ranges, ({ offset }) => offset),
      length: Float64Array.from(ranges, ({ length }) => length),
      kept,
    }),
    bytes,
  };
}

/** The ranges' bytes one after the other, as far as they fit. */
function keptBytes(ranges: readonly KnownRange[]): { readonly kept: Float64Array; readonly bytes: Uint8Array<ArrayBuffer> } {
  let room = MOST_FILE_BYTES;
  const parts = ranges.map(({ bytes }) => {
    const part = (bytes ?? new Uint8Array()).subarray(0, room);
    room -= part.length;
    return part;
  });
  return { kept: Float64Array.from(parts, ({ length }) => length), bytes: joined(parts) };
}

function streamOf(stream: DescriptorStream): NonNullable<CommandOutput<'rebuilt.stream'>['stream']> {
  const { name, openedBy, closedBy, isStandard, count, bytesRead, bytesWritten } = stream;
  return {
    name: shown(name),
    isStandard,
    openedBy: openedBy ?? null,
    closedBy: closedBy ?? null,
    count,
    bytesRead,
    bytesWritten,
  };
}

function entriesOf(
  scan: StreamScan,
  recording: Recording,
  from: number,
  count: number,
): { readonly table: Uint8Array<ArrayBuffer>; readonly bytes: Uint8Array<ArrayBuffer> } {
  const entries = scan.entries(recording, from, count);
  const parts = entries.map(({ bytes }) => bytes.subarray(0, MOST_ENTRY_BYTES));
  const table = encodeTable({
    row: Float64Array.from(entries, ({ row }) => row),
    time: Float64Array.from(entries, ({ time }) => time),
    direction: Uint8Array.from(entries, ({ direction }) => (direction === 'wrote' ? 1 : 0)),
    offset: Float64Array.from(entries, ({ offset }) => offset ?? -1),
    length: Float64Array.from(entries, ({ length }) => length),
    kept: Float64Array.from(parts, ({ length }) => length),
  });
  return { table, bytes: joined(parts) };
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
