// The one interface of a file tree: an opened directory, from which everything is reached by a single name. No method
// follows a link or takes a path, so that the walk (walk.ts) and its rules are the same for every kind of tree.
import type { Errno } from '../errno.ts';

/** A value, or the errno why not. `Value` is never a number. */
export type Answer<Value extends object> = Value | Errno;

export function isErrno(answer: object | Errno): answer is Errno {
  return typeof answer === 'number';
}

export type FileKind = 'file' | 'directory' | 'link' | 'other';

/** Times in nanoseconds since 1970. */
export interface Stat {
  readonly kind: FileKind;
  readonly inode: bigint;
  readonly links: number;
  readonly size: number;
  readonly accessed: bigint;
  readonly modified: bigint;
  readonly changed: bigint;
}

/** New times; one that is undefined stays as it is. */
export interface NewTimes {
  readonly accessed: bigint | undefined;
  readonly modified: bigint | undefined;
}

export interface OpenHow {
  readonly read: boolean;
  readonly write: boolean;
  readonly create: boolean;
  readonly exclusive: boolean;
  readonly truncate: boolean;
  /** Only a directory will do. */
  readonly directory: boolean;
}

/** Counts are answered as they are, failures as the negated errno. Offsets are whole numbers below 2^53. */
export interface OpenFile {
  readonly kind: 'file';
  read(into: Uint8Array, at: number): number;
  write(from: Uint8Array, at: number): number;
  /** Writes at the end, wherever that is now. */
  append(from: Uint8Array): number;
  stat(): Answer<Stat>;
  resize(size: number): Errno;
  setTimes(times: NewTimes): Errno;
  sync(): Errno;
  close(): void;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
  readonly inode: bigint;
}

/** Entries one after the other, without `.` and `..`. Never holds them all (THREATS 17). */
export interface Listing {
  next(): DirectoryEntry | undefined;
  close(): void;
}

export interface Directory {
  readonly kind: 'directory';
  /** Opens a directory in this one; LOOP or NOTDIR for a link. */
  enter(name: string): Answer<Directory>;
  /** LOOP for a link. Only regular files and directories are opened (THREATS 18). */
  open(name: string, how: OpenHow): Answer<OpenFile | Directory>;
  /** A second handle on this directory, to be closed on its own. */
  again(): Answer<Directory>;
  /** `''` names the directory itself. */
  stat(name: string): Answer<Stat>;
  setTimes(name: string, times: NewTimes): Errno;
  /** INVAL for what is not a link. */
  readLink(name: string): Answer<{ readonly target: string }>;
  makeDirectory(name: string): Errno;
  removeDirectory(name: string): Errno;
  /** ISDIR for a directory. */
  unlink(name: string): Errno;
  makeLink(name: string, target: string): Errno;
  /** A second name for the file `name`; XDEV where `to` belongs to another tree. */
  link(name: string, to: Directory, newName: string): Errno;
  rename(name: string, to: Directory, newName: string): Errno;
  list(): Answer<Listing>;
  sync(): Errno;
  close(): void;
}
