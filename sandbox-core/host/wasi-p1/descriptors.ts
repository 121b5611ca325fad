// WASI preview 1: what is asked of a descriptor itself, whatever it stands for. A handle the guest holds is its own to
// look at, to narrow, to move and to close.
import { ERRNO, type Errno } from '../errno.ts';
import { FD_FLAG, FD_FLAG_NAMES, type Descriptor, type DirectoryDescriptor } from '../files/descriptor.ts';
import { isErrno } from '../files/file-tree.ts';
import { RIGHT, RIGHT_NAMES } from '../files/rights.ts';
import type { Ask, HostCall } from '../host-call.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';
import { FDSTAT_BYTES, fdstatBytes, filestatBytes, FILESTAT_BYTES, FILETYPE, streamStatBytes } from './stat-layout.ts';

const fd = parameter('fd', 'fd');
const encoder = new TextEncoder();

export const DESCRIPTOR_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'fd_close',
    action: 'handle.use',
    timed: true,
    parameters: [fd],
    resolve: (call) => withDescriptor(call, 0, () => handleAsk(() => call.guest.descriptors.close(call.u32(0)))),
  }),
  wasiFunction({
    name: 'fd_renumber',
    action: 'handle.use',
    timed: true,
    parameters: [fd, parameter('to', 'fd')],
    resolve: (call) => handleAsk(() => call.guest.descriptors.renumber(call.u32(0), call.u32(1))),
  }),
  wasiFunction({
    name: 'fd_fdstat_get',
    action: 'handle.use',
    parameters: [fd, parameter('stat', 'out')],
    resolve: (call) => withDescriptor(call, 0, (descriptor) => tellFdstat(call, descriptor)),
  }),
  wasiFunction({
    name: 'fd_fdstat_set_flags',
    action: 'handle.use',
    parameters: [fd, parameter('flags', 'flags', 'i32', FD_FLAG_NAMES)],
    resolve: (call) => withDescriptor(call, RIGHT.FD_FDSTAT_SET_FLAGS, (descriptor) => setFlags(call, descriptor)),
  }),
  wasiFunction({
    name: 'fd_fdstat_set_rights',
    action: 'handle.use',
    parameters: [
      fd,
      parameter('rights_base', 'flags', 'i64', RIGHT_NAMES),
      parameter('rights_inheriting', 'flags', 'i64', RIGHT_NAMES),
    ],
    resolve: (call) => withDescriptor(call, 0, (descriptor) => setRights(call, descriptor)),
  }),
  wasiFunction({
    name: 'fd_filestat_get',
    action: 'handle.use',
    timed: true,
    parameters: [fd, parameter('buf', 'out')],
    resolve: (call) => withDescriptor(call, RIGHT.FD_FILESTAT_GET, (descriptor) => tellFilestat(call, descriptor)),
  }),
  wasiFunction({
    name: 'fd_prestat_get',
    action: 'handle.use',
    parameters: [fd, parameter('buf', 'out')],
    resolve: (call) => withPreopen(call, (preopen) => tellPrestat(call, preopen)),
  }),
  wasiFunction({
    name: 'fd_prestat_dir_name',
    action: 'handle.use',
    parameters: [fd, parameter('path', 'out'), parameter('path_len', 'length')],
    resolve: (call) => withPreopen(call, (preopen) => tellPreopenName(call, preopen)),
  }),
];

/** BADF, or NOTCAPABLE without the right, or what `then` says of the descriptor in parameter 0. */
export function withDescriptor(call: HostCall, right: number, then: (descriptor: Descriptor) => Errno | Ask): Errno | Ask {
  const descriptor = call.guest.descriptors.get(call.u32(0));
  if (descriptor === undefined) return ERRNO.BADF;
  return (descriptor.base & right) === right ? then(descriptor) : ERRNO.NOTCAPABLE;
}

export function handleAsk(perform: () => Errno): Ask {
  return { action: 'handle.use', resource: '', perform };
}

function withPreopen(call: HostCall, then: (preopen: DirectoryDescriptor) => Errno | Ask): Errno | Ask {
  const descriptor = call.guest.descriptors.get(call.u32(0));
  return descriptor?.kind === 'directory' && descriptor.isPreopen ? then(descriptor) : ERRNO.BADF;
}

function tellFdstat(call: HostCall, descriptor: Descriptor): Errno | Ask {
  if (!call.guest.memory.has(call.u32(1), FDSTAT_BYTES)) return ERRNO.FAULT;
  const { flags, base, inheriting } = descriptor;
  return handleAsk(() => {
    call.results.bytes(call.u32(1), fdstatBytes(filetype(descriptor), flags, base, inheriting));
    return ERRNO.SUCCESS;
  });
}

function filetype(descriptor: Descriptor): number {
  if (descriptor.kind === 'directory') return FILETYPE.directory;
  return descriptor.kind === 'file' ? FILETYPE.file : FILETYPE.unknown;
}

/** Synchronous writing is chosen when a file is opened; later only appending and (without effect) not blocking change. */
function setFlags(call: HostCall, descriptor: Descriptor): Errno | Ask {
  const flags = call.u32(1);
  if (flags > 31) return ERRNO.INVAL;
  const changeable = FD_FLAG.APPEND | FD_FLAG.NONBLOCK;
  if ((flags & ~changeable) !== (descriptor.flags & ~changeable)) return ERRNO.NOTSUP;
  return handleAsk(() => {
    descriptor.flags = flags;
    return ERRNO.SUCCESS;
  });
}

function setRights(call: HostCall, descriptor: Descriptor): Errno | Ask {
  const [base, inheriting] = [call.u64(1), call.u64(2)];
  const grows = (base & ~BigInt(descriptor.base)) !== 0n || (inheriting & ~BigInt(descriptor.inheriting)) !== 0n;
  if (grows) return ERRNO.NOTCAPABLE;
  return handleAsk(() => {
    descriptor.base = Number(base);
    descriptor.inheriting = Number(inheriting);
    return ERRNO.SUCCESS;
  });
}

function tellFilestat(call: HostCall, descriptor: Descriptor): Errno | Ask {
  if (!call.guest.memory.has(call.u32(1), FILESTAT_BYTES)) return ERRNO.FAULT;
  return handleAsk(() => {
    if (descriptor.kind !== 'file' && descriptor.kind !== 'directory') {
      call.results.bytes(call.u32(1), streamStatBytes());
      return ERRNO.SUCCESS;
    }
    call.beginSystemWork(descriptor.mount);
    const stat = descriptor.kind === 'file' ? descriptor.file.stat() : descriptor.directory.stat('');
    if (isErrno(stat)) return stat;
    call.results.bytes(call.u32(1), filestatBytes(stat, descriptor.mount.device));
    return ERRNO.SUCCESS;
  });
}

function tellPrestat(call: HostCall, preopen: DirectoryDescriptor): Errno | Ask {
  if (!call.guest.memory.has(call.u32(1), 8)) return ERRNO.FAULT;
  return handleAsk(() => {
    const prestat = new DataView(new ArrayBuffer(8));
    prestat.setUint32(4, encoder.encode(preopen.path).length, true);
    call.results.bytes(call.u32(1), new Uint8Array(prestat.buffer));
    return ERRNO.SUCCESS;
  });
}

function tellPreopenName(call: HostCall, preopen: DirectoryDescriptor): Errno | Ask {
  const name = encoder.encode(preopen.path);
  if (call.u32(2) < name.length) return ERRNO.NAMETOOLONG;
  if (!call.guest.memory.has(call.u32(1), name.length)) return ERRNO.FAULT;
  return handleAsk(() => {
    call.results.bytes(call.u32(1), name);
    return ERRNO.SUCCESS;
  });
}
