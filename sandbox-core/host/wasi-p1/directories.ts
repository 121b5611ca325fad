// WASI preview 1: fd_readdir.
import { OPERATION_CAPS } from '../../limits/limits.ts';
import { ERRNO, type Errno } from '../errno.ts';
import type { DirectoryDescriptor } from '../files/descriptor.ts';
import { DirectoryCursor } from '../files/directory-cursor.ts';
import type { DirectoryEntry } from '../files/file-tree.ts';
import { RIGHT } from '../files/rights.ts';
import type { Ask, HostCall } from '../host-call.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';
import { filetypeOf } from './stat-layout.ts';

/** Length of a `dirent` without its name. */
const DIRENT_BYTES = 24;

const encoder = new TextEncoder();

export const DIRECTORY_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'fd_readdir',
    action: 'fs.list',
    timed: true,
    parameters: [
      parameter('fd', 'fd'),
      parameter('buf', 'out'),
      parameter('buf_len', 'length'),
      parameter('cookie', 'integer', 'i64'),
      parameter('bufused', 'out'),
    ],
    answer: { name: 'bufused', parameter: 4, bytes: 4, kind: 'length' },
    resolve: readDirectory,
  }),
];

function readDirectory(call: HostCall): Errno | Ask {
  const descriptor = call.guest.descriptors.get(call.u32(0));
  if (descriptor === undefined) return ERRNO.BADF;
  if (descriptor.kind !== 'directory') return ERRNO.NOTDIR;
  if ((descriptor.base & RIGHT.FD_READDIR) === 0) return ERRNO.NOTCAPABLE;
  const { memory } = call.guest;
  if (!memory.has(call.u32(1), call.u32(2)) || !memory.has(call.u32(4), 4)) return ERRNO.FAULT;
  // In a smaller buffer no entry can ever be told whole, and a guest would ask for ever.
  if (call.u32(2) < DIRENT_BYTES || call.u64(3) > BigInt(Number.MAX_SAFE_INTEGER)) return ERRNO.INVAL;
  const perform = (): Errno => tellEntries(call, descriptor);
  const { mount, path } = descriptor;
  if (mount.isDeniedRoot) return { action: 'handle.use', resource: '', perform };
  return { action: 'fs.list', resource: path, outside: mount.reach.has('read') ? undefined : ERRNO.ACCES, perform };
}

/** Fills the buffer to its end: the last entry may be cut, and the guest asks for it again by its cookie. */
function tellEntries(call: HostCall, descriptor: DirectoryDescriptor): Errno {
  call.beginSystemWork(descriptor.mount);
  descriptor.cursor ??= new DirectoryCursor(descriptor.directory);
  const cookie = Number(call.u64(3));
  const errno = descriptor.cursor.seek(cookie);
  if (errno !== ERRNO.SUCCESS) return errno;
  const buffer = new Uint8Array(Math.min(call.u32(2), OPERATION_CAPS.transfer));
  let used = 0;
  for (let index = 0; used < buffer.length; index++) {
    const entry = descriptor.cursor.entry(index);
    if (entry === undefined) break;
    const bytes = direntBytes(entry, cookie + index + 1);
    const fitting = bytes.subarray(0, buffer.length - used);
    buffer.set(fitting, used);
    used += fitting.length;
  }
  call.results.bytes(call.u32(1), buffer.subarray(0, used));
  call.results.u32(call.u32(4), used);
  return ERRNO.SUCCESS;
}

function direntBytes(entry: DirectoryEntry, next: number): Uint8Array {
  const name = encoder.encode(entry.name);
  const bytes = new Uint8Array(DIRENT_BYTES + name.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(next), true);
  view.setBigUint64(8, entry.inode, true);
  view.setUint32(16, name.length, true);
  view.setUint8(20, filetypeOf(entry.kind));
  bytes.set(name, DIRENT_BYTES);
  return bytes;
}
