// A tree of the host as a file tree: the port's answers in the guest's errnos, and the bound on how large a file may grow.
import type { HostDirectory, HostDone, HostFailure, HostFile, HostFiles } from '../../platform/host-files.ts';
import { ERRNO, errnoOf, type Errno } from '../errno.ts';
import type { Answer, Directory, Listing, NewTimes, OpenFile, OpenHow, Stat } from './file-tree.ts';

/** No guest makes a host file larger than this, holes included (THREATS 16). */
const MOST_FILE_BYTES = 2 ** 30;

export function openHostTree(hostFiles: HostFiles, path: string): Answer<Directory> {
  const root = hostFiles.openRoot(path);
  return 'code' in root ? errnoOf(root.code) : new HostTreeDirectory(root);
}

class HostTreeDirectory implements Directory {
  readonly kind = 'directory';
  readonly #directory: HostDirectory;

  constructor(directory: HostDirectory) {
    this.#directory = directory;
  }

  enter(name: string): Answer<Directory> {
    return wrapped(this.#directory.enter(name));
  }

  open(name: string, how: OpenHow): Answer<OpenFile | Directory> {
    const opened = this.#directory.open(name, how);
    if ('code' in opened) return errnoOf(opened.code);
    return opened.kind === 'file' ? new HostTreeFile(opened) : new HostTreeDirectory(opened);
  }

  again(): Answer<Directory> {
    return wrapped(this.#directory.again());
  }

  stat(name: string): Answer<Stat> {
    return answered(this.#directory.stat(name));
  }

  setTimes(name: string, times: NewTimes): Errno {
    return done(this.#directory.setTimes(name, times));
  }

  readLink(name: string): Answer<{ readonly target: string }> {
    return answered(this.#directory.readLink(name));
  }

  makeDirectory(name: string): Errno {
    return done(this.#directory.makeDirectory(name));
  }

  removeDirectory(name: string): Errno {
    return done(this.#directory.removeDirectory(name));
  }

  unlink(name: string): Errno {
    return done(this.#directory.unlink(name));
  }

  makeLink(name: string, target: string): Errno {
    return done(this.#directory.makeLink(name, target));
  }

  link(name: string, to: Directory, newName: string): Errno {
    if (!(to instanceof HostTreeDirectory)) return ERRNO.XDEV;
    return done(this.#directory.link(name, to.#directory, newName));
  }

  rename(name: string, to: Directory, newName: string): Errno {
    if (!(to instanceof HostTreeDirectory)) return ERRNO.XDEV;
    return done(this.#directory.rename(name, to.#directory, newName));
  }

  list(): Answer<Listing> {
    return answered(this.#directory.list());
  }

  sync(): Errno {
    return done(this.#directory.sync());
  }

  close(): void {
    this.#directory.close();
  }
}

class HostTreeFile implements OpenFile {
  readonly kind = 'file';
  readonly #file: HostFile;

  constructor(file: HostFile) {
    this.#file = file;
  }

  read(into: Uint8Array, at: number): number {
    return counted(this.#file.read(into, at));
  }

  write(from: Uint8Array, at: number): number {
    if (at + from.length > MOST_FILE_BYTES) return -ERRNO.FBIG;
    return counted(this.#file.write(from, at));
  }

  append(from: Uint8Array): number {
    const stat = this.stat();
    return typeof stat === 'number' ? -stat : this.write(from, stat.size);
  }

  stat(): Answer<Stat> {
    return answered(this.#file.stat());
  }

  resize(size: number): Errno {
    return size > MOST_FILE_BYTES ? ERRNO.FBIG : done(this.#file.resize(size));
  }

  setTimes(times: NewTimes): Errno {
    return done(this.#file.setTimes(times));
  }

  sync(): Errno {
    return done(this.#file.sync());
  }

  close(): void {
    this.#file.close();
  }
}

function wrapped(answer: HostDirectory | HostFailure): Answer<Directory> {
  return 'code' in answer ? errnoOf(answer.code) : new HostTreeDirectory(answer);
}

function answered<Value extends object>(answer: Value | HostFailure): Answer<Value> {
  return 'code' in answer ? errnoOf(answer.code) : answer;
}

function done(failure: HostDone): Errno {
  return failure === undefined ? ERRNO.SUCCESS : errnoOf(failure.code);
}

function counted(count: number | HostFailure): number {
  return typeof count === 'number' ? count : -errnoOf(count.code);
}
