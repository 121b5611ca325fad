// The folder in which recordings are kept, as far as the services touch it: names in it, never paths elsewhere; and private
// places beside it for files on their way in and out.
import type { Checked } from '../../sandbox-core/index.ts';

export interface SessionsFolder {
  /** Path of the file of this name, for the engine's database. */
  pathOf(name: string): string;
  /** Names of the files in it. */
  names(): readonly string[];
  /** Bytes of this file and of what the database has beside it; 0 where there is none. */
  sizeOf(name: string): number;
  /** Removes the file and what the database left beside it. */
  remove(name: string): void;
  incoming(): IncomingFile;
  outgoing(): OutgoingFile;
}

/** A file of unknown origin that grows. */
export interface IncomingFile {
  append(bytes: Uint8Array): void;
  /** Puts it into the folder under this name once a jailed process has read it whole and found nothing wrong; or says what is. */
  admit(name: string): Promise<Checked<void>>;
  /** Removes what is left of it here. */
  discard(): void;
}

/** A file that is made to be given away. */
export interface OutgoingFile {
  /** Where to make it; nothing is there yet. */
  readonly path: string;
  size(): number;
  /** As many of these bytes as there are. */
  read(offset: number, length: number): Uint8Array;
  discard(): void;
}
