// The port to the outside world: everything the engine needs that is not computing. `node/` implements it.
import type { Disposer } from '../base/signal.ts';
import type { Nanos } from '../base/units.ts';

export interface Clock {
  /** Monotonic nanoseconds from an arbitrary origin that is the same for all threads of one process. */
  monotonic(): Nanos;
  /** Nanoseconds since 1970-01-01T00:00Z as a bigint (they do not fit a double exactly). */
  wall(): bigint;
}

export interface Timers {
  /** Calls `action` once after `milliseconds`; the disposer takes it back. Does not keep a process alive by itself. */
  after(milliseconds: number, action: () => void): Disposer;
  /** Calls `action` each `milliseconds` until disposed. */
  every(milliseconds: number, action: () => void): Disposer;
}

export interface Log {
  write(level: 'debug' | 'info' | 'warn' | 'error', scope: string, message: string): void;
}

/** A pipe of whole byte messages in both directions. Order is kept; nothing is merged or split. */
export interface ByteChannel {
  send(message: Uint8Array): void;
  onMessage(listener: (message: Uint8Array) => void): void;
  close(): void;
  onClose(listener: () => void): void;
}

export interface GuestExit {
  /** Exit code, or null when a signal ended the process. */
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process in which one tenant's guests live. It is not trusted. */
export interface GuestProcess {
  /** Undefined until the system has told it. */
  readonly pid: number | undefined;
  readonly channel: ByteChannel;
  /** Ends the process at once (SIGKILL). */
  kill(): void;
  readonly exited: Promise<GuestExit>;
  /** Last bytes of the process's own standard error (V8's fatal messages), at most 8 KiB. */
  lastWords(): string;
}

/** What is fixed at spawn: the mounts a jail would bind. Runs with equal jails may share a warm pool. */
export interface Jail {
  readonly mounts: readonly { readonly path: string; readonly writable: boolean }[];
}

export interface GuestSpawner {
  spawn(jail: Jail): GuestProcess;
}

export type SqlValue = null | number | bigint | string | Uint8Array;

export interface SqlStatement {
  run(...values: SqlValue[]): void;
  get(...values: SqlValue[]): Record<string, SqlValue> | undefined;
  all(...values: SqlValue[]): Record<string, SqlValue>[];
}

/** A SQLite database. Integers come back as numbers; past 2^53 the statement throws. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

export interface DatabaseOpener {
  /** `create` makes a new file with mode 0600 and fails where one is; `read` opens an existing one read-only and defensively. */
  open(path: string, how: 'create' | 'write' | 'read'): Database;
}

export interface Digests {
  /** SHA-256 (FIPS 180-4) of the parts one after the other: 32 bytes. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array;
}

export interface Compression {
  /** Raw bytes to zlib format (RFC 1950). */
  deflate(bytes: Uint8Array): Uint8Array;
  /** The inverse; throws a RangeError when the result would pass `most` bytes. */
  inflate(bytes: Uint8Array, most: number): Uint8Array;
}

/** What the engine process needs. Guest threads need less: see host/. */
export interface Platform {
  /** What compiles and runs guests: `V8`, `14.6.202.34`. */
  readonly engine: { readonly name: string; readonly version: string };
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly guests: GuestSpawner;
  readonly databases: DatabaseOpener;
  readonly digests: Digests;
  readonly compression: Compression;
  /** Fills `bytes` with cryptographically secure random values. */
  random(bytes: Uint8Array): void;
}
