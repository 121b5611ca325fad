// The port to files of the host, for trees that a plan mounts. One opened directory at a time, one name at a time; no
// method takes a path or follows a link, so that nobody can be led out of a tree between looking and opening. What fails
// is answered with the system's code (`ENOENT`), never with a message, which would name a host path.

export interface HostFailure {
  readonly code: string;
}

export type HostAnswer<Value extends object> = Value | HostFailure;

export interface HostStat {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly inode: bigint;
  readonly links: number;
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly accessed: bigint;
  readonly modified: bigint;
  readonly changed: bigint;
}

export interface HostTimes {
  readonly accessed: bigint | undefined;
  readonly modified: bigint | undefined;
}

export interface HostOpenHow {
  readonly read: boolean;
  readonly write: boolean;
  readonly create: boolean;
  readonly exclusive: boolean;
  readonly truncate: boolean;
  readonly directory: boolean;
}

/** `undefined` stands for success where there is nothing to answer. */
export type HostDone = HostFailure | undefined;

export interface HostFile {
  readonly kind: 'file';
  read(into: Uint8Array, at: number): number | HostFailure;
  write(from: Uint8Array, at: number): number | HostFailure;
  stat(): HostAnswer<HostStat>;
  resize(size: number): HostDone;
  setTimes(times: HostTimes): HostDone;
  sync(): HostDone;
  close(): void;
}

export interface HostEntry {
  readonly name: string;
  readonly kind: HostStat['kind'];
  readonly inode: bigint;
}

export interface HostListing {
  /** Names that are not UTF-8 are left out: a guest could not say them. */
  next(): HostEntry | undefined;
  close(): void;
}

export interface HostDirectory {
  readonly kind: 'directory';
  enter(name: string): HostAnswer<HostDirectory>;
  /** Opens regular files and directories only, without ever waiting for another process (a FIFO). */
  open(name: string, how: HostOpenHow): HostAnswer<HostFile | HostDirectory>;
  again(): HostAnswer<HostDirectory>;
  /** `''` is the directory itself. */
  stat(name: string): HostAnswer<HostStat>;
  setTimes(name: string, times: HostTimes): HostDone;
  readLink(name: string): HostAnswer<{ readonly target: string }>;
  makeDirectory(name: string): HostDone;
  removeDirectory(name: string): HostDone;
  unlink(name: string): HostDone;
  makeLink(name: string, target: string): HostDone;
  link(name: string, to: HostDirectory, newName: string): HostDone;
  rename(name: string, to: HostDirectory, newName: string): HostDone;
  list(): HostAnswer<HostListing>;
  sync(): HostDone;
  close(): void;
}

export interface HostFiles {
  /**
   * `walked`: each name is opened below an open directory, so that a swap during the walk cannot lead out.
   * `checked`: paths are resolved and compared before they are opened; a swap in between can lead out.
   */
  readonly strength: 'walked' | 'checked';
  /** Opens a tree to mount. EPERM for what is never granted: `/`, `/proc`, `/sys`, `/dev` and what lies in the last three. */
  openRoot(path: string): HostAnswer<HostDirectory>;
}
