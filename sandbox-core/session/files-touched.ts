// Which files a run touched, by the names under which the guest asked for them: with what calls, how many bytes went in and
// out, and what was refused. Gathered chunk by chunk; its size is bounded whatever the guest does.
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { CallValues } from '../trace/call-values.ts';
import { signatureAt } from '../trace/trace-rows.ts';
import { OpenFiles, type FileEvent, type OpenFile } from './open-files.ts';

export interface FileTouched {
  /** Absolute guest path, as it was asked for: links are not looked at. Guest text: make it visible before showing it. */
  readonly path: string;
  /** Calls about it by function, the first one first. */
  readonly operations: ReadonlyMap<string, number>;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly firstRow: number;
  readonly lastRow: number;
  readonly errors: number;
  readonly denials: number;
  /** Whether a file of this name was written, made or cut: `writtenFile` can say with what. */
  readonly written: boolean;
}

export interface FilesTouched {
  /** In the order in which they were first named. */
  readonly files: readonly FileTouched[];
  /** Whether there were more names than are listed. */
  readonly cut: boolean;
}

/** Names listed. */
const MOST_FILES = 10_000;
/** UTF-16 units of a name that is listed; the host takes none that is longer. */
const MOST_PATH = 4096;

const DENIED = CALL_OUTCOMES.indexOf('denied');
const ERROR = CALL_OUTCOMES.indexOf('error');

interface Entry {
  path: string;
  operations: Map<string, number>;
  bytesRead: number;
  bytesWritten: number;
  firstRow: number;
  lastRow: number;
  errors: number;
  denials: number;
  written: boolean;
  /** The last file that was written under this name. */
  serial: number | undefined;
}

/** Scans by recording. Nothing but a memory of pure results: a recording's rows never change. */
const kept = new WeakMap<Recording, FilesScan>();

/** Takes in `most` rows or a little more; answers whether that were all. Called in turns before `filesTouched`. */
export function gatherFiles(recording: Recording, most: number): boolean {
  return scanOf(recording).takeIn(recording, most);
}

/** What the calls that the recording has now touched. */
export function filesTouched(recording: Recording): FilesTouched {
  const scan = scanOf(recording);
  scan.takeIn(recording, Number.MAX_SAFE_INTEGER);
  return { files: scan.entries, cut: scan.cut };
}

/** The number of the file last written under this name; undefined where none was. */
export function writtenSerial(recording: Recording, path: string): number | undefined {
  const scan = scanOf(recording);
  scan.takeIn(recording, Number.MAX_SAFE_INTEGER);
  return scan.serialOf(path);
}

function scanOf(recording: Recording): FilesScan {
  const scan = kept.get(recording) ?? new FilesScan();
  kept.set(recording, scan);
  return scan;
}

class FilesScan {
  cut = false;
  readonly #open = new OpenFiles();
  readonly #entries = new Map<string, Entry>();
  #chunks = 0;

  get entries(): readonly FileTouched[] {
    return [...this.#entries.values()];
  }

  serialOf(path: string): number | undefined {
    return this.#entries.get(path)?.serial;
  }

  takeIn(recording: Recording, most: number): boolean {
    for (let rows = 0; this.#chunks < recording.chunks.length && rows < most;) {
      const chunk = recording.chunk(this.#chunks);
      // Counted when it was read: one that cannot be read is not passed over.
      this.#chunks++;
      for (let index = 0; index < chunk.rows; index++) this.#takeCall(recording, chunk, index);
      rows += chunk.rows;
    }
    return this.#chunks === recording.chunks.length;
  }

  #takeCall(recording: Recording, chunk: Chunk, index: number): void {
    const signature = signatureAt(recording, chunk, index);
    const values = new CallValues(chunk, index);
    const path = this.#open.pathOf(signature, values);
    const event = this.#open.take(signature, values);
    const entry = path === undefined ? undefined : this.#entry(path, chunk.firstRow + index);
    if (entry !== undefined) {
      entry.operations.set(signature.name, (entry.operations.get(signature.name) ?? 0) + 1);
      entry.lastRow = chunk.firstRow + index;
      if (chunk.outcome[index] === DENIED) entry.denials++;
      if (chunk.outcome[index] === ERROR) entry.errors++;
    }
    if (event !== undefined) this.#takeEvent(event, entry, chunk.firstRow + index);
  }

  #takeEvent(event: FileEvent, entry: Entry | undefined, row: number): void {
    switch (event.kind) {
      case 'read':
        if (entry !== undefined) entry.bytesRead += event.payload.length;
        return;
      case 'wrote':
        if (entry !== undefined) entry.bytesWritten += event.payload.length;
        if (event.payload.length > 0) this.#markWritten(event.open, row);
        return;
      case 'opened':
        if (event.truncated) this.#markWritten(event.open, row);
        return;
      case 'resized':
        return this.#markWritten(event.open, row);
      case 'renamed':
        for (const node of event.nodes) this.#nameWritten(node.path, node.written ? node.serial : undefined, row);
        return;
      case 'closed':
      case 'renumbered':
      case 'removed':
        return;
    }
  }

  /** Under the name it was opened by, and the one it has meanwhile. */
  #markWritten({ node, path }: OpenFile, row: number): void {
    if (node === undefined) return;
    this.#nameWritten(node.path, node.serial, row);
    if (path !== node.path) this.#nameWritten(path, node.serial, row);
  }

  #nameWritten(path: string, serial: number | undefined, row: number): void {
    const entry = this.#entry(path, row);
    if (entry === undefined) return;
    entry.lastRow = row;
    if (serial === undefined) return;
    entry.serial = serial;
    entry.written = true;
  }

  #entry(path: string, row: number): Entry | undefined {
    const found = this.#entries.get(path);
    if (found !== undefined) return found;
    if (this.#entries.size >= MOST_FILES || path.length > MOST_PATH) {
      this.cut = true;
      return undefined;
    }
    const entry: Entry = {
      path,
      operations: new Map(),
      bytesRead: 0,
      bytesWritten: 0,
      firstRow: row,
      lastRow: row,
      errors: 0,
      denials: 0,
      written: false,
      serial: undefined,
    };
    this.#entries.set(path, entry);
    return entry;
  }
}
