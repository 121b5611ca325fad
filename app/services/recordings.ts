// The recordings in the sessions folder: one file a run, named `NUMBER-RUN.session`, opened when somebody asks and closed when
// nobody has for a while. The last hundred are kept.
import {
  createRecording,
  openRecording,
  visibleText,
  writeNotes,
  type NewRecording,
  type Note,
  type Platform,
  type Recording,
  type RecordingWriter,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { SessionsFolder } from './sessions-folder.ts';

/** A run whose file is there, newest last. */
export interface KeptFile {
  readonly run: string;
  /** Of the run in this workspace, from 1. */
  readonly number: number;
  readonly name: string;
}

/** Of files that came from elsewhere the name says so. */
const FILE_NAME = /^(\d{1,9})-(r[0-9a-z]{12})(-foreign)?\.session$/;
/** Readers held open: each may keep decoded chunks. */
const MOST_OPEN = 4;

export class Recordings {
  readonly #platform: Platform;
  readonly #folder: SessionsFolder;
  readonly #files = new Map<string, KeptFile>();
  /** The reader used longest ago first. */
  readonly #readers = new Map<string, Recording>();

  constructor(platform: Platform, folder: SessionsFolder) {
    this.#platform = platform;
    this.#folder = folder;
    for (const file of filesIn(folder)) this.#files.set(file.run, file);
  }

  /** Oldest first. */
  files(): readonly KeptFile[] {
    return [...this.#files.values()];
  }

  create(run: string, number: number, recording: NewRecording): RecordingWriter {
    const name = this.nameOf(run, number, false);
    try {
      const writer = createRecording(this.#platform, this.#folder.pathOf(name), recording);
      this.#files.set(run, { run, number, name });
      return writer;
    } catch (thrown) {
      this.#log(`the recording of ${run} could not be made: ${String(thrown)}`);
      throw new ContractError('UNAVAILABLE', 'the recording of this run could not be created; is there room on the disk?');
    }
  }

  nameOf(run: string, number: number, isForeign: boolean): string {
    return `${number}-${run}${isForeign ? '-foreign' : ''}.session`;
  }

  /** Takes in a file that was put into the folder from elsewhere, as a recording like the others. */
  adopt(run: string, number: number): void {
    this.#files.set(run, { run, number, name: this.nameOf(run, number, true) });
  }

  /** Whether it came from elsewhere: what it says of policy, decisions and limits is what its maker wrote. */
  isForeign(run: string): boolean {
    return FILE_NAME.exec(this.#files.get(run)?.name ?? '')?.[3] !== undefined;
  }

  /** For those who copy the file. Throws NOT_FOUND. */
  pathOf(run: string): string {
    const file = this.#files.get(run);
    if (!file) throw new ContractError('NOT_FOUND', 'there is no recording of this run');
    return this.#folder.pathOf(file.name);
  }

  /** The recording with all that was written so far. Throws NOT_FOUND, or REFUSED for a file that is not what it should be. */
  of(run: string): Recording {
    const reader = this.#readers.get(run) ?? this.#open(run);
    this.#readers.delete(run);
    this.#readers.set(run, reader);
    if (reader.outcome === undefined) reader.refresh();
    this.#closeOldest();
    return reader;
  }

  /** A reader beside those that are shared, for whoever takes long; to be closed. Throws as `of`. */
  openOwn(run: string): Recording {
    return this.#open(run);
  }

  /** Bytes on disk; 0 where there is no file. */
  sizeOf(run: string): number {
    const file = this.#files.get(run);
    return file ? this.#folder.sizeOf(file.name) : 0;
  }

  /** Puts these in place of all notes of a finished recording. Throws NOT_FOUND, or REFUSED where the file takes none. */
  annotate(run: string, notes: readonly Note[]): void {
    const file = this.#files.get(run);
    if (!file) throw new ContractError('NOT_FOUND', 'there is no recording of this run');
    try {
      writeNotes(this.#platform, this.#folder.pathOf(file.name), notes);
    } catch (thrown) {
      this.#log(`notes of ${file.name} were not written: ${String(thrown)}`);
      // The reason may speak of the file's path.
      throw new ContractError('REFUSED', 'the file of this run takes no notes');
    }
  }

  remove(run: string): void {
    const file = this.#files.get(run);
    if (!file) return;
    this.#readers.get(run)?.close();
    this.#readers.delete(run);
    this.#files.delete(run);
    try {
      this.#folder.remove(file.name);
    } catch (thrown) {
      // It stays where it is, and is tried again after the next start.
      this.#log(`${file.name} could not be removed: ${String(thrown)}`);
    }
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
  }

  #open(run: string): Recording {
    const file = this.#files.get(run);
    if (!file) throw new ContractError('NOT_FOUND', 'there is no recording of this run');
    const opened = openRecording(this.#platform, this.#folder.pathOf(file.name));
    if (opened.ok) return opened.value;
    this.#log(`${file.name}: ${opened.diagnostics.map(({ message }) => message).join('; ')}`);
    // What SQLite says may speak of the file's path; the rest is about what is in it.
    const told = opened.diagnostics.filter(({ code }) => code !== 'session-unreadable');
    const why = told.map(({ message }) => `: ${visibleText(message)}`)[0] ?? '';
    throw new ContractError('REFUSED', `the recording of this run cannot be read${why}`, told);
  }

  #closeOldest(): void {
    for (const [run, reader] of this.#readers) {
      if (this.#readers.size <= MOST_OPEN) return;
      reader.close();
      this.#readers.delete(run);
    }
  }

  #log(message: string): void {
    this.#platform.log.write('warn', 'recordings', visibleText(message));
  }
}

function filesIn(folder: SessionsFolder): KeptFile[] {
  const files: KeptFile[] = [];
  for (const name of folder.names()) {
    const [, number, run] = FILE_NAME.exec(name) ?? [];
    if (number !== undefined && run !== undefined) files.push({ run, number: Number(number), name });
  }
  return files.sort((one, other) => one.number - other.number);
}
