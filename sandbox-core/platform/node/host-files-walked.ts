// Host trees on Linux. `/proc/self/fd/N` stands for the directory that is open as N, wherever it has been moved since, so
// `/proc/self/fd/N/name` with O_NOFOLLOW is the openat(2) that Node does not offer: nothing that is swapped while a path
// is walked leads out of the tree (THREATS 3, 4).
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
  renameSync,
  rmdirSync,
  statfsSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  type BigIntStats,
  type Dir,
} from 'node:fs';
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
import { attempt, done, flush, kindOf, NodeHostFile, refusal, setTimesBy, statOf } from './host-file.ts';

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY, O_DIRECTORY } = constants;
/** Linux: a handle on the file's place only, which opens nothing (a device, a FIFO). Node does not name it. */
const O_PATH = 0o10000000;

/** statfs types of file systems whose files are the kernel's: no mount shows them (THREATS 13). */
const KERNEL_FILE_SYSTEMS: ReadonlySet<number> = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x27e0eb, 0x63677270]);

const MODE = { file: 0o644, directory: 0o755 } as const;
const MOST_RETRIES = 8;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `path` must be what realpath answered. */
export function openWalkedRoot(path: string): HostAnswer<HostDirectory> {
  return attempt(() => directoryOf(openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), -1n, new ExactTimes()));
}

class WalkedDirectory implements HostDirectory {
  readonly kind = 'directory';
  readonly #fd: number;
  readonly #device: bigint;
  /** One for the whole tree. */
  readonly #times: ExactTimes;

  constructor(fd: number, device: bigint, times: ExactTimes) {
    this.#fd = fd;
    this.#device = device;
    this.#times = times;
  }

  enter(name: string): HostAnswer<HostDirectory> {
    return attempt(() => directoryOf(openSync(this.#at(name), O_PATH | O_DIRECTORY | O_NOFOLLOW), this.#device, this.#times));
  }

  open(name: string, how: HostOpenHow): HostAnswer<HostFile | HostDirectory> {
    return attempt(() => {
      for (let attempts = 0; attempts < MOST_RETRIES; attempts++) {
        const opened = this.#openExisting(name, how) ?? this.#create(name, how);
        if (opened !== undefined) return opened;
      }
      throw refusal('EAGAIN');
    });
  }

  again(): HostAnswer<HostDirectory> {
    return attempt(() => directoryOf(openSync(this.#at('.'), O_RDONLY | O_DIRECTORY | O_NOFOLLOW), this.#device, this.#times));
  }

  stat(name: string): HostAnswer<HostStat> {
    return attempt(() => statOf(this.#look(name), this.#times));
  }

  setTimes(name: string, times: HostTimes): HostDone {
    return setTimesBy(
      this.#times,
      times,
      () => this.#look(name),
      (accessed, modified) => {
        if (name === '') utimesSync(this.#at('.'), accessed, modified);
        else lutimesSync(this.#at(name), accessed, modified);
      },
    );
  }

  readLink(name: string): HostAnswer<{ readonly target: string }> {
    return attempt(() => ({ target: textOf(readlinkSync(this.#at(name), 'buffer')) }));
  }

  makeDirectory(name: string): HostDone {
    return done(() => mkdirSync(this.#at(name), MODE.directory));
  }

  removeDirectory(name: string): HostDone {
    return done(() => rmdirSync(this.#at(name)));
  }

  unlink(name: string): HostDone {
    return done(() => unlinkSync(this.#at(name)));
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
    return attempt(
      () => new WalkedListing(opendirSync(`/proc/self/fd/${this.#fd}`, { encoding: 'buffer' as BufferEncoding }), this),
    );
  }

  sync(): HostDone {
    return flush(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #look(name: string): BigIntStats {
    return name === '' ? fstatSync(this.#fd, { bigint: true }) : lstatSync(this.#at(name), { bigint: true });
  }

  #at(name: string): string {
    return `/proc/self/fd/${this.#fd}/${name}`;
  }

  /** Looks through a place-only handle first, then opens that very file: a device or FIFO is never opened (THREATS 18). */
  #openExisting(name: string, how: HostOpenHow): HostFile | HostDirectory | undefined {
    const place = this.#placeOf(name);
    if (place === undefined) return undefined;
    try {
      if (how.create && how.exclusive) throw refusal('EEXIST');
      const stats = fstatSync(place, { bigint: true });
      const kind = kindOf(stats);
      if (kind === 'link') throw refusal('ELOOP');
      if (kind === 'other') throw refusal('EACCES');
      if (stats.dev !== this.#device) refuseKernelFiles(place);
      const self = `/proc/self/fd/${place}`;
      if (kind === 'directory') {
        if (how.write || how.create || how.truncate) throw refusal('EISDIR');
        return new WalkedDirectory(openSync(self, O_RDONLY | O_DIRECTORY), stats.dev, this.#times);
      }
      if (how.directory) throw refusal('ENOTDIR');
      return openedFile(openSync(self, accessOf(how) | O_NONBLOCK | O_NOCTTY), how, this.#times);
    } finally {
      closeSync(place);
    }
  }

  #placeOf(name: string): number | undefined {
    try {
      return openSync(this.#at(name), O_PATH | O_NOFOLLOW);
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
      throw thrown;
    }
  }

  /** Undefined when somebody else made the name meanwhile: look again. */
  #create(name: string, how: HostOpenHow): HostFile | undefined {
    if (!how.create) throw refusal('ENOENT');
    try {
      return walkedFile(openSync(this.#at(name), accessOf(how) | O_CREAT | O_EXCL | O_NOFOLLOW, MODE.file), this.#times);
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST' && !how.exclusive) return undefined;
      throw thrown;
    }
  }
}

class WalkedListing implements HostListing {
  readonly #entries: Dir;
  readonly #directory: WalkedDirectory;

  constructor(entries: Dir, directory: WalkedDirectory) {
    this.#entries = entries;
    this.#directory = directory;
  }

  next(): HostEntry | undefined {
    for (let entry = this.#entries.readSync(); entry !== null; entry = this.#entries.readSync()) {
      const name = nameOf(entry.name);
      const stat = name === undefined ? undefined : this.#directory.stat(name);
      // Gone since it was listed, or no name a guest could say.
      if (name === undefined || stat === undefined || 'code' in stat) continue;
      return { name, kind: stat.kind, inode: stat.inode };
    }
    return undefined;
  }

  close(): void {
    this.#entries.closeSync();
  }
}

function directoryOf(fd: number, parentDevice: bigint, times: ExactTimes): WalkedDirectory {
  try {
    const { dev } = fstatSync(fd, { bigint: true });
    if (dev !== parentDevice) refuseKernelFiles(fd);
    return new WalkedDirectory(fd, dev, times);
  } catch (thrown) {
    closeSync(fd);
    throw thrown;
  }
}

function refuseKernelFiles(fd: number): void {
  if (KERNEL_FILE_SYSTEMS.has(statfsSync(`/proc/self/fd/${fd}`).type)) throw refusal('EACCES');
}

function walkedFile(fd: number, times: ExactTimes): HostFile {
  return new NodeHostFile(fd, times, `/proc/self/fd/${fd}`);
}

function openedFile(fd: number, how: HostOpenHow, times: ExactTimes): HostFile {
  try {
    if (how.truncate) ftruncateSync(fd, 0);
    return walkedFile(fd, times);
  } catch (thrown) {
    closeSync(fd);
    throw thrown;
  }
}

function accessOf(how: HostOpenHow): number {
  if (!how.write && !how.truncate) return O_RDONLY;
  return how.read ? O_RDWR : O_WRONLY;
}

function other(directory: HostDirectory): WalkedDirectory {
  if (directory instanceof WalkedDirectory) return directory;
  throw refusal('EXDEV');
}

function textOf(bytes: Uint8Array): string {
  return nameOf(bytes) ?? failed();
}

function failed(): never {
  throw refusal('EILSEQ');
}

function nameOf(name: string | Uint8Array): string | undefined {
  if (typeof name === 'string') return name;
  try {
    return decoder.decode(name);
  } catch {
    return undefined;
  }
}
