// One open file followed as a stream: everything read from it and written to it, in order, from the call that opened it to
// the one that closed it, whatever numbers its descriptor had meanwhile.
import type { Chunk } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { CallValues } from '../trace/call-values.ts';
import { signatureAt } from '../trace/trace-rows.ts';
import { readPayload, WRITING, writtenPayload, type Piece } from './call-payload.ts';
import { OpenFiles, type FileEvent, type OpenFile } from './open-files.ts';

/**
 * `descriptor`: the first open file that has this number (0, 1 and 2 at the start are the standard streams). `call`: the one
 * that this row opens or, where it opens none, acts on.
 */
export type StreamChoice =
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  | { readonly kind: 'call'; readonly row: number };

export interface StreamEntry {
  readonly row: number;
  /** Nanoseconds since the run's start. */
  readonly time: number;
  /** `read`: the guest got the bytes. `wrote`: it gave them. */
  readonly direction: 'read' | 'wrote';
  /** Place in the file; undefined for standard streams, and where it is not known. */
  readonly offset: number | undefined;
  /** Bytes moved; `bytes` may hold only their beginning. */
  readonly length: number;
  readonly bytes: Uint8Array;
}

export interface DescriptorStream {
  /** The guest path it was opened by, or `stdin`, `stdout`, `stderr`; empty where the recording does not tell. Guest text. */
  readonly name: string;
  readonly isStandard: boolean;
  /** Undefined for what a run starts with. */
  readonly openedBy: number | undefined;
  /** The call that closed it or put another in its place; undefined where it stayed open. */
  readonly closedBy: number | undefined;
  /** How many reads and writes there were. */
  readonly count: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** Entries kept: the row of each. Their bytes are read again from the recording when they are asked for. */
const MOST_ENTRIES = 1 << 20;

export class StreamScan {
  readonly #choice: StreamChoice;
  #open = new OpenFiles();
  /** What is followed, as its first reading found it; the second reading, from the beginning, gathers. */
  #followed: OpenFile | undefined;
  #gathers = false;
  #rows = new Uint32Array(256);
  #offsets = new Float64Array(256);
  #listed = 0;
  #count = 0;
  #closedBy: number | undefined;
  #bytesRead = 0;
  #bytesWritten = 0;
  #chunks = 0;

  constructor(choice: StreamChoice) {
    this.#choice = choice;
    if (choice.kind === 'descriptor') this.#follow(this.#open.at(choice.descriptor));
  }

  /** Takes in `most` rows or a little more; answers whether that were all. */
  takeIn(recording: Recording, most: number): boolean {
    for (let rows = 0; this.#chunks < recording.chunks.length && rows < most;) {
      const chunk = recording.chunk(this.#chunks);
      // Counted when it was read: one that cannot be read is not passed over.
      this.#chunks++;
      for (let index = 0; index < chunk.rows && this.#takeCall(recording, chunk, index); index++);
      rows += chunk.rows;
    }
    return this.#chunks === recording.chunks.length;
  }

  /** Undefined where there is no such open file. */
  result(): DescriptorStream | undefined {
    const followed = this.#followed;
    if (followed === undefined) return undefined;
    return {
      name: followed.stream ?? followed.path,
      isStandard: followed.stream !== undefined,
      openedBy: followed.openedBy < 0 ? undefined : followed.openedBy,
      closedBy: this.#closedBy,
      count: this.#count,
      bytesRead: this.#bytesRead,
      bytesWritten: this.#bytesWritten,
    };
  }

  /** The entries `from … from + count`, as far as they are there (and among the first million). */
  entries(recording: Recording, from: number, count: number): StreamEntry[] {
    const end = Math.min(this.#listed, from + count);
    const entries: StreamEntry[] = [];
    for (let place = from; place < end; place++) {
      entries.push(entryAt(recording, this.#rows[place] ?? 0, this.#offsets[place] ?? -1));
    }
    return entries;
  }

  /** False when the recording is to be read again from its beginning. */
  #takeCall(recording: Recording, chunk: Chunk, index: number): boolean {
    const values = new CallValues(chunk, index);
    const signature = signatureAt(recording, chunk, index);
    const row = chunk.firstRow + index;
    const before = signature.parameters[0]?.kind === 'fd' ? this.#open.at(Number(values.unsigned(0))) : undefined;
    const event = this.#open.take(signature, values);
    if (this.#gathers) {
      if (event !== undefined) this.#takeEvent(row, event);
      return true;
    }
    this.#follow(chosen(this.#choice, row, before, event));
    return !this.#gathers;
  }

  #follow(open: OpenFile | undefined): void {
    if (open === undefined) return;
    this.#followed = open;
    this.#gathers = true;
    this.#open = new OpenFiles();
    this.#chunks = 0;
  }

  #isFollowed(open: OpenFile | undefined): boolean {
    return open?.openedBy === this.#followed?.openedBy && open?.stream === this.#followed?.stream;
  }

  #takeEvent(row: number, event: FileEvent): void {
    if (event.kind === 'renumbered' && event.replaced !== undefined && this.#isFollowed(event.replaced)) this.#closedBy = row;
    if (!('open' in event) || !this.#isFollowed(event.open)) return;
    if (event.kind === 'closed') this.#closedBy = row;
    if (event.kind !== 'read' && event.kind !== 'wrote') return;
    this.#count++;
    if (event.kind === 'read') this.#bytesRead += event.payload.length;
    else this.#bytesWritten += event.payload.length;
    this.#list(row, event.offset ?? -1);
  }

  #list(row: number, offset: number): void {
    if (this.#listed === MOST_ENTRIES) return;
    if (this.#listed === this.#rows.length) {
      const [rows, offsets] = [new Uint32Array(2 * this.#listed), new Float64Array(2 * this.#listed)];
      rows.set(this.#rows);
      offsets.set(this.#offsets);
      this.#rows = rows;
      this.#offsets = offsets;
    }
    this.#rows[this.#listed] = row;
    this.#offsets[this.#listed++] = offset;
  }
}

/** The open file that is meant, where this call tells. */
function chosen(
  choice: StreamChoice,
  row: number,
  before: OpenFile | undefined,
  event: FileEvent | undefined,
): OpenFile | undefined {
  if (choice.kind === 'call') return row !== choice.row ? undefined : event?.kind === 'opened' ? event.open : before;
  if (event?.kind === 'opened' && event.descriptor === choice.descriptor) return event.open;
  return event?.kind === 'renumbered' && event.to === choice.descriptor ? event.open : undefined;
}

function entryAt(recording: Recording, row: number, offset: number): StreamEntry {
  const chunk = recording.chunkOf(row);
  const values = new CallValues(chunk, row - chunk.firstRow);
  const signature = signatureAt(recording, chunk, values.index);
  const writes = WRITING.has(signature.name);
  const { length, pieces } = writes ? writtenPayload(signature, values) : readPayload(signature, values);
  return {
    row,
    time: chunk.start[values.index] ?? 0,
    direction: writes ? 'wrote' : 'read',
    offset: offset < 0 ? undefined : offset,
    length,
    bytes: beginning(pieces),
  };
}

/** The bytes up to the first that the recording does not hold. */
function beginning(pieces: readonly Piece[]): Uint8Array {
  const gap = pieces.findIndex(({ bytes, length }) => bytes.length < length);
  const whole = gap < 0 ? pieces : pieces.slice(0, gap + 1);
  const bytes = new Uint8Array(whole.reduce((sum, piece) => sum + piece.bytes.length, 0));
  let at = 0;
  for (const piece of whole) {
    bytes.set(piece.bytes, at);
    at += piece.bytes.length;
  }
  return bytes;
}
