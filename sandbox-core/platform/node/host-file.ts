// One open file of the host, and how Node's answers and errors become those of the port. Used by both ways of walking.
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  readSync,
  utimesSync,
  writeSync,
  type BigIntStats,
} from 'node:fs';
import type { HostAnswer, HostDone, HostFailure, HostFile, HostStat, HostTimes } from '../host-files.ts';
import type { ExactTimes } from './exact-times.ts';

export class NodeHostFile implements HostFile {
  readonly kind = 'file';
  readonly #fd: number;
  readonly #times: ExactTimes;
  /** A path to the open file itself, where the system has one. */
  readonly #self: string | undefined;

  constructor(fd: number, times: ExactTimes, self?: string) {
    this.#fd = fd;
    this.#times = times;
    this.#self = self;
  }

  read(into: Uint8Array, at: number): number | HostFailure {
    return counted(() => readSync(this.#fd, into, 0, into.length, at));
  }

  write(from: Uint8Array, at: number): number | HostFailure {
    return counted(() => writeSync(this.#fd, from, 0, from.length, at));
  }

  stat(): HostAnswer<HostStat> {
    return attempt(() => statOf(fstatSync(this.#fd, { bigint: true }), this.#times));
  }

  resize(size: number): HostDone {
    return done(() => ftruncateSync(this.#fd, size));
  }

  setTimes(times: HostTimes): HostDone {
    return setTimesBy(
      this.#times,
      times,
      () => fstatSync(this.#fd, { bigint: true }),
      // Under Node's permission model, times are set by path only.
      (accessed, modified) => {
        if (this.#self === undefined) futimesSync(this.#fd, accessed, modified);
        else utimesSync(this.#self, accessed, modified);
      },
    );
  }

  sync(): HostDone {
    return flush(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** What `action` gives, or the code of the system error it throws. Anything else thrown is not ours to answer. */
export function attempt<Value extends object>(action: () => Value): HostAnswer<Value> {
  try {
    return action();
  } catch (thrown) {
    return failureOf(thrown);
  }
}

export function done(action: () => void): HostDone {
  try {
    action();
    return undefined;
  } catch (thrown) {
    return failureOf(thrown);
  }
}

/** Node's permission model forbids to flush at all; then the system does it in its own time, and a guest need not fail. */
export function flush(fd: number): HostDone {
  try {
    fsyncSync(fd);
    return undefined;
  } catch (thrown) {
    return isForbidden(thrown) ? undefined : failureOf(thrown);
  }
}

function isForbidden(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_ACCESS_DENIED';
}

function counted(action: () => number): number | HostFailure {
  try {
    return action();
  } catch (thrown) {
    return failureOf(thrown);
  }
}

export function failureOf(thrown: unknown): HostFailure {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') throw thrown;
  // Node's own refusal, before the system is asked: symlinks, for one, are never made under its permission model.
  if (isForbidden(thrown)) return { code: 'EACCES' };
  if (!/^E[A-Z0-9]+$/.test(thrown.code)) throw thrown;
  return { code: thrown.code };
}

/** For refusals inside `attempt` and `done`. */
export function refusal(code: string): Error {
  return Object.assign(new Error(code), { code });
}

export function statOf(stats: BigIntStats, times: ExactTimes): HostStat {
  return {
    kind: kindOf(stats),
    inode: stats.ino,
    links: Number(stats.nlink),
    size: Number(stats.size),
    ...times.times(stats),
    changed: stats.ctimeNs,
  };
}

export function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): HostStat['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** Sets the times that are given; the others keep their value. */
export function setTimesBy(
  exact: ExactTimes,
  times: HostTimes,
  stat: () => BigIntStats,
  set: (accessed: number, modified: number) => void,
): HostDone {
  return done(() => {
    const before = stat();
    set(seconds(times.accessed ?? before.atimeNs), seconds(times.modified ?? before.mtimeNs));
    exact.remember(times, before, stat());
  });
}

function seconds(nanos: bigint): number {
  return Number(nanos / 1_000_000_000n) + Number(nanos % 1_000_000_000n) / 1e9;
}
