// One open file of the host, and how Node's answers and errors become those of the port. Used by both ways of walking.
import { closeSync, fstatSync, fsyncSync, ftruncateSync, futimesSync, readSync, writeSync, type BigIntStats } from 'node:fs';
import type { HostAnswer, HostDone, HostFailure, HostFile, HostStat, HostTimes } from '../host-files.ts';
import type { ExactTimes } from './exact-times.ts';

export class NodeHostFile implements HostFile {
  readonly kind = 'file';
  readonly #fd: number;
  readonly #times: ExactTimes;

  constructor(fd: number, times: ExactTimes) {
    this.#fd = fd;
    this.#times = times;
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
      (accessed, modified) => futimesSync(this.#fd, accessed, modified),
    );
  }

  sync(): HostDone {
    return done(() => fsyncSync(this.#fd));
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

function counted(action: () => number): number | HostFailure {
  try {
    return action();
  } catch (thrown) {
    return failureOf(thrown);
  }
}

export function failureOf(thrown: unknown): HostFailure {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') throw thrown;
  // Node's own refusal, before the system is asked.
  if (thrown.code === 'ERR_ACCESS_DENIED') return { code: 'EACCES' };
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
