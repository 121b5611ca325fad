// The errno numbers of WASI preview 1 (witx, `$errno`): the one language in which host functions say no to a guest.
import type { Brand } from '../base/brand.ts';

export type Errno = Brand<number, 'Errno'>;

/** By number: the name of errno n is at index n. */
const NAMES = [
  ...['SUCCESS', '2BIG', 'ACCES', 'ADDRINUSE', 'ADDRNOTAVAIL', 'AFNOSUPPORT', 'AGAIN', 'ALREADY', 'BADF', 'BADMSG', 'BUSY'],
  ...['CANCELED', 'CHILD', 'CONNABORTED', 'CONNREFUSED', 'CONNRESET', 'DEADLK', 'DESTADDRREQ', 'DOM', 'DQUOT', 'EXIST'],
  ...['FAULT', 'FBIG', 'HOSTUNREACH', 'IDRM', 'ILSEQ', 'INPROGRESS', 'INTR', 'INVAL', 'IO', 'ISCONN', 'ISDIR', 'LOOP'],
  ...['MFILE', 'MLINK', 'MSGSIZE', 'MULTIHOP', 'NAMETOOLONG', 'NETDOWN', 'NETRESET', 'NETUNREACH', 'NFILE', 'NOBUFS'],
  ...['NODEV', 'NOENT', 'NOEXEC', 'NOLCK', 'NOLINK', 'NOMEM', 'NOMSG', 'NOPROTOOPT', 'NOSPC', 'NOSYS', 'NOTCONN', 'NOTDIR'],
  ...['NOTEMPTY', 'NOTRECOVERABLE', 'NOTSOCK', 'NOTSUP', 'NOTTY', 'NXIO', 'OVERFLOW', 'OWNERDEAD', 'PERM', 'PIPE', 'PROTO'],
  ...['PROTONOSUPPORT', 'PROTOTYPE', 'RANGE', 'ROFS', 'SPIPE', 'SRCH', 'STALE', 'TIMEDOUT', 'TXTBSY', 'XDEV', 'NOTCAPABLE'],
] as const;

/** Those that our host functions answer. */
export const ERRNO = {
  SUCCESS: 0 as Errno,
  ACCES: 2 as Errno,
  AGAIN: 6 as Errno,
  BADF: 8 as Errno,
  BUSY: 10 as Errno,
  DQUOT: 19 as Errno,
  EXIST: 20 as Errno,
  FAULT: 21 as Errno,
  FBIG: 22 as Errno,
  ILSEQ: 25 as Errno,
  INVAL: 28 as Errno,
  IO: 29 as Errno,
  ISDIR: 31 as Errno,
  LOOP: 32 as Errno,
  MFILE: 33 as Errno,
  MLINK: 34 as Errno,
  NAMETOOLONG: 37 as Errno,
  NFILE: 41 as Errno,
  NOENT: 44 as Errno,
  NOMEM: 48 as Errno,
  NOSPC: 51 as Errno,
  NOSYS: 52 as Errno,
  NOTDIR: 54 as Errno,
  NOTEMPTY: 55 as Errno,
  NOTSOCK: 57 as Errno,
  NOTSUP: 58 as Errno,
  OVERFLOW: 61 as Errno,
  PERM: 63 as Errno,
  ROFS: 69 as Errno,
  SPIPE: 70 as Errno,
  TXTBSY: 74 as Errno,
  XDEV: 75 as Errno,
  NOTCAPABLE: 76 as Errno,
} as const;

const BY_NAME: ReadonlyMap<string, Errno> = new Map(NAMES.map((name, number) => [`E${name}`, number as Errno]));

/** Errno of an operating system's code such as `ENOENT`; IO for one that preview 1 does not know. */
export function errnoOf(code: string): Errno {
  if (code === 'EOPNOTSUPP') return ERRNO.NOTSUP;
  return BY_NAME.get(code) ?? ERRNO.IO;
}

/** By a name like `ENOSPC`. */
export function errnoNumber(name: string): Errno | undefined {
  return BY_NAME.get(name);
}

/** `NOENT`, for logs and tests. */
export function errnoName(errno: number): string {
  return NAMES[errno] ?? `errno ${errno}`;
}
