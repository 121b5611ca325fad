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
  /** The same over what comes piece by piece and is not kept. */
  begin(): GrowingDigest;
}

/** SHA-256 of the pieces added so far; `end` once, and nothing after it. */
export interface GrowingDigest {
  add(piece: Uint8Array): void;
  end(): Uint8Array;
}

export type SignatureKind = 'ed25519' | 'ml-dsa-65';

export interface Signatures {
  /** Whether this host can make and verify them; Ed25519 always. */
  offers(kind: SignatureKind): boolean;
  /** A fresh key: the public half as its standard encodes it (RFC 8032, FIPS 204), the private one as PKCS #8. */
  generate(kind: SignatureKind): { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
  sign(kind: SignatureKind, privateKey: Uint8Array, message: Uint8Array): Uint8Array;
  /** False for a signature that is not, and for a key that is none. */
  verify(kind: SignatureKind, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** Small files of the application, by host path. All throw UNAVAILABLE where the system says no. */
export interface PrivateFiles {
  /** Undefined where there is none; throws for more than `most` bytes. */
  read(path: string, most: number): Uint8Array | undefined;
  /** As `read`, and throws where others than its owner may read it. */
  readSecret(path: string, most: number): Uint8Array | undefined;
  /** Makes it with mode 0600; false where there is one. It is on the disk when this returns. */
  create(path: string, bytes: Uint8Array): boolean;
  /** Puts it in place of what is there, whole or not at all; on the disk when this returns. */
  replace(path: string, bytes: Uint8Array): void;
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
  readonly signatures: Signatures;
  readonly privateFiles: PrivateFiles;
  /** Fills `bytes` with cryptographically secure random values. */
  random(bytes: Uint8Array): void;
}
