// Host trees where no open directory can be named (macOS, Windows): before each step the directory's real path is compared
// with the one it had when it was opened. What is swapped between looking and opening is caught only where the opened file
// is then another than the one looked at, so this is weaker than walking, and the isolation report says so.
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  opendirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  type BigIntStats,
  type Dir,
} from 'node:fs';
import { join } from 'node:path';
import type {
  HostAnswer,
  HostDirectory,
  HostDone,
  HostEntry,
  HostFile,
  HostListing,
  HostOpenHow,
  HostStat,
  HostTimes,
} from '../host-files.ts';
import { ExactTimes } from './exact-times.ts';
import { attempt, done, kindOf, NodeHostFile, refusal, setTimesBy, statOf } from './host-file.ts';

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL } = constants;
/** Absent on Windows. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const NON_BLOCK = constants.O_NONBLOCK ?? 0;

/** `path` must be what realpath answered. */
export function openCheckedRoot(path: string): HostAnswer<HostDirectory> {
  return attempt(() => {
    if (!lstatSync(path).isDirectory()) throw refusal('ENOTDIR');
    return new CheckedDirectory(path, new ExactTimes());
  });
}

class CheckedDirectory implements HostDirectory {
  readonly kind = 'directory';
  readonly #path: string;
  /** One for the whole tree. */
  readonly #times: ExactTimes;

  constructor(path: string, times: ExactTimes) {
    this.#path = path;
    this.#times = times;
  }

  enter(name: string): HostAnswer<HostDirectory> {
    return attempt(() => this.#inner(name));
  }

  open(name: string, how: HostOpenHow): HostAnswer<HostFile | HostDirectory> {
    return attempt(() => {
      const path = this.#at(name);
      const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
      if (stats === undefined) return create(path, how, this.#times);
      if (how.create && how.exclusive) throw refusal('EEXIST');
      const kind = kindOf(stats);
      if (kind === 'link') throw refusal('ELOOP');
      if (kind === 'other') throw refusal('EACCES');
      if (kind === 'directory') {
        if (how.write || how.create || how.truncate) throw refusal('EISDIR');
        return this.#inner(name);
      }
      if (how.directory) throw refusal('ENOTDIR');
      return openSame(path, how, stats, this.#times);
    });
  }

  again(): HostAnswer<HostDirectory> {
    return attempt(() => {
      this.#at('.');
      return new CheckedDirectory(this.#path, this.#times);
    });
  }

  stat(name: string): HostAnswer<HostStat> {
    return attempt(() => statOf(lstatSync(this.#at(name), { bigint: true }), this.#times));
  }

  setTimes(name: string, times: HostTimes): HostDone {
    return setTimesBy(
      this.#times,
      times,
      () => lstatSync(this.#at(name), { bigint: true }),
      (accessed, modified) => lutimesSync(this.#at(name), accessed, modified),
    );
  }

  readLink(name: string): HostAnswer<{ readonly target: string }> {
    return attempt(() => ({ target: readlinkSync(this.#at(name)) }));
  }

  makeDirectory(name: string): HostDone {
    return done(() => mkdirSync(this.#at(name)));
  }

  removeDirectory(name: string): HostDone {
    return done(() => rmdirSync(this.#at(name)));
  }

  unlink(name: string): HostDone {
    return done(() => {
      const path = this.#at(name);
      if (lstatSync(path).isDirectory()) throw refusal('EISDIR');
      unlinkSync(path);
    });
  }

  makeLink(name: string, target: string): HostDone {
    return done(() => symlinkSync(target, this.#at(name)));
  }

  link(name: string, to: HostDirectory, newName: string): HostDone {
    return done(() => linkSync(this.#at(name), other(to).#at(newName)));
  }

  rename(name: string, to: HostDirectory, newName: string): HostDone {
    return done(() => renameSync(this.#at(name), other(to).#at(newName)));
  }

  list(): HostAnswer<HostListing> {
    return attempt(() => new CheckedListing(opendirSync(this.#at('.')), this));
  }

  sync(): HostDone {
    return undefined;
  }

  close(): void {}

  /** The path of a name, after making sure that the directory is still where it was opened. */
  #at(name: string): string {
    if (realpathSync(this.#path) !== this.#path) throw refusal('ENOENT');
    return join(this.#path, name);
  }

  #inner(name: string): CheckedDirectory {
    const path = this.#at(name);
    const kind = kindOf(lstatSync(path));
    if (kind === 'link') throw refusal('ELOOP');
    if (kind !== 'directory') throw refusal('ENOTDIR');
    return new CheckedDirectory(path, this.#times);
  }
}

class CheckedListing implements HostListing {
  readonly #entries: Dir;
  readonly #directory: CheckedDirectory;

  constructor(entries: Dir, directory: CheckedDirectory) {
    this.#entries = entries;
    this.#directory = directory;
  }

  next(): HostEntry | undefined {
    for (let entry = this.#entries.readSync(); entry !== null; entry = this.#entries.readSync()) {
      const stat = this.#directory.stat(entry.name);
      if (!('code' in stat)) return { name: entry.name, kind: stat.kind, inode: stat.inode };
    }
    return undefined;
  }

  close(): void {
    this.#entries.closeSync();
  }
}

function create(path: string, how: HostOpenHow, times: ExactTimes): HostFile {
  if (!how.create) throw refusal('ENOENT');
  return new NodeHostFile(openSync(path, accessOf(how) | O_CREAT | O_EXCL | NO_FOLLOW, 0o644), times);
}

/** Opens, and keeps the file only when it is the one that was looked at. */
function openSame(path: string, how: HostOpenHow, looked: BigIntStats, times: ExactTimes): HostFile {
  const fd = openSync(path, accessOf(how) | NO_FOLLOW | NON_BLOCK);
  try {
    const stats = fstatSync(fd, { bigint: true });
    if (stats.ino !== looked.ino || stats.dev !== looked.dev) throw refusal('EACCES');
    if (how.truncate) ftruncateSync(fd, 0);
    return new NodeHostFile(fd, times);
  } catch (thrown) {
    closeSync(fd);
    throw thrown;
  }
}

function accessOf(how: HostOpenHow): number {
  if (!how.write && !how.truncate) return O_RDONLY;
  return how.read ? O_RDWR : O_WRONLY;
}

function other(directory: HostDirectory): CheckedDirectory {
  if (directory instanceof CheckedDirectory) return directory;
  throw refusal('EXDEV');
}
