// WASI preview 1: what is done to an open file besides moving bytes: its position, size, times, and flushing.
import { ERRNO, type Errno } from '../errno.ts';
import type { FileDescriptor } from '../files/descriptor.ts';
import { RIGHT } from '../files/rights.ts';
import type { Ask, HostCall } from '../host-call.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';
import { handleAsk, withDescriptor } from './descriptors.ts';
import { newTimes, TIME_FLAG_NAMES } from './file-times.ts';

const fd = parameter('fd', 'fd');
const WHENCE = ['set', 'cur', 'end'] as const;
const ADVICE = ['normal', 'sequential', 'random', 'willneed', 'dontneed', 'noreuse'] as const;
const MOST_OFFSET = BigInt(Number.MAX_SAFE_INTEGER);

export const FILE_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'fd_seek',
    action: 'handle.use',
    timed: true,
    parameters: [
      fd,
      parameter('offset', 'signed', 'i64'),
      parameter('whence', 'choice', 'i32', WHENCE),
      parameter('newoffset', 'out'),
    ],
    answer: { name: 'newoffset', parameter: 3, bytes: 8, kind: 'integer' },
    resolve: (call) => withFile(call, seekRight(call), ERRNO.SPIPE, (file) => seek(call, file)),
  }),
  wasiFunction({
    name: 'fd_tell',
    action: 'handle.use',
    parameters: [fd, parameter('offset', 'out')],
    answer: { name: 'offset', parameter: 1, bytes: 8, kind: 'integer' },
    resolve: (call) => withFile(call, RIGHT.FD_TELL, ERRNO.SPIPE, (file) => tell(call, file)),
  }),
  wasiFunction({
    name: 'fd_sync',
    action: 'handle.use',
    timed: true,
    parameters: [fd],
    resolve: (call) => flush(call, RIGHT.FD_SYNC),
  }),
  wasiFunction({
    name: 'fd_datasync',
    action: 'handle.use',
    timed: true,
    parameters: [fd],
    resolve: (call) => flush(call, RIGHT.FD_DATASYNC),
  }),
  wasiFunction({
    name: 'fd_advise',
    action: 'handle.use',
    parameters: [
      fd,
      parameter('offset', 'integer', 'i64'),
      parameter('len', 'integer', 'i64'),
      parameter('advice', 'choice', 'i32', ADVICE),
    ],
    resolve: (call) => withFile(call, RIGHT.FD_ADVISE, ERRNO.SPIPE, () => advise(call)),
  }),
  wasiFunction({
    name: 'fd_allocate',
    action: 'fs.write',
    timed: true,
    parameters: [fd, parameter('offset', 'integer', 'i64'), parameter('len', 'integer', 'i64')],
    resolve: (call) => withFile(call, RIGHT.FD_ALLOCATE, ERRNO.SPIPE, (file) => allocate(call, file)),
  }),
  wasiFunction({
    name: 'fd_filestat_set_size',
    action: 'fs.write',
    timed: true,
    parameters: [fd, parameter('size', 'integer', 'i64')],
    resolve: (call) => withFile(call, RIGHT.FD_FILESTAT_SET_SIZE, ERRNO.INVAL, (file) => resize(call, file)),
  }),
  wasiFunction({
    name: 'fd_filestat_set_times',
    action: 'fs.write',
    timed: true,
    parameters: [
      fd,
      parameter('atim', 'timestamp', 'i64'),
      parameter('mtim', 'timestamp', 'i64'),
      parameter('fst_flags', 'flags', 'i32', TIME_FLAG_NAMES),
    ],
    resolve: (call) => withDescriptor(call, RIGHT.FD_FILESTAT_SET_TIMES, () => setTimes(call)),
  }),
];

/** Asking where one stands needs less than going elsewhere. */
function seekRight(call: HostCall): number {
  return call.u32(2) === 1 && call.s64(1) === 0n ? RIGHT.FD_TELL : RIGHT.FD_SEEK;
}

/** A directory is BADF or lacks the right; a stream is answered with `forStream`. */
function withFile(call: HostCall, right: number, forStream: Errno, then: (file: FileDescriptor) => Errno | Ask): Errno | Ask {
  const descriptor = call.guest.descriptors.get(call.u32(0));
  if (descriptor === undefined || descriptor.kind === 'directory') return ERRNO.BADF;
  if (descriptor.kind !== 'file') return forStream;
  return withDescriptor(call, right, () => then(descriptor));
}

/** What changes an open file: by the rule that opened it for writing, else decided on the path it was opened by. */
function writeAsk(descriptor: FileDescriptor, perform: () => Errno): Ask {
  const { writeRule: held, path, mount } = descriptor;
  if (held === undefined && !mount.reach.has('write'))
    return { action: 'fs.write', resource: path, outside: ERRNO.ACCES, perform };
  return { action: 'fs.write', resource: held === undefined ? path : '', held, perform };
}

function seek(call: HostCall, descriptor: FileDescriptor): Errno | Ask {
  if (!call.guest.memory.has(call.u32(3), 8)) return ERRNO.FAULT;
  const whence = call.u32(2);
  if (whence >= WHENCE.length) return ERRNO.INVAL;
  return handleAsk(() => {
    const start = startOf(call, descriptor, whence);
    if (typeof start !== 'bigint') return start.errno;
    const position = start + call.s64(1);
    if (position < 0n) return ERRNO.INVAL;
    if (position > MOST_OFFSET) return ERRNO.OVERFLOW;
    descriptor.position = Number(position);
    call.results.u64(call.u32(3), descriptor.position);
    return ERRNO.SUCCESS;
  });
}

function startOf(call: HostCall, descriptor: FileDescriptor, whence: number): bigint | { readonly errno: Errno } {
  if (whence === 0) return 0n;
  if (whence === 1) return BigInt(descriptor.position);
  call.beginSystemWork(descriptor.mount);
  const stat = descriptor.file.stat();
  return typeof stat === 'number' ? { errno: stat } : BigInt(stat.size);
}

function tell(call: HostCall, descriptor: FileDescriptor): Errno | Ask {
  if (!call.guest.memory.has(call.u32(1), 8)) return ERRNO.FAULT;
  return handleAsk(() => {
    call.results.u64(call.u32(1), descriptor.position);
    return ERRNO.SUCCESS;
  });
}

function flush(call: HostCall, right: number): Errno | Ask {
  return withDescriptor(call, right, (descriptor) => {
    if (descriptor.kind !== 'file' && descriptor.kind !== 'directory') return ERRNO.INVAL;
    return handleAsk(() => {
      call.beginSystemWork(descriptor.mount);
      return descriptor.kind === 'file' ? descriptor.file.sync() : descriptor.directory.sync();
    });
  });
}

/** Advice is taken note of and not followed. */
function advise(call: HostCall): Errno | Ask {
  const [offset, length] = [call.s64(1), call.s64(2)];
  if (offset < 0n || length < 0n || call.u32(3) >= ADVICE.length) return ERRNO.INVAL;
  return handleAsk(() => ERRNO.SUCCESS);
}

function allocate(call: HostCall, descriptor: FileDescriptor): Errno | Ask {
  const end = call.u64(1) + call.u64(2);
  if (call.u64(2) === 0n) return ERRNO.INVAL;
  if (end > MOST_OFFSET) return ERRNO.FBIG;
  return writeAsk(descriptor, () => {
    call.beginSystemWork(descriptor.mount);
    const stat = descriptor.file.stat();
    if (typeof stat === 'number') return stat;
    return stat.size >= Number(end) ? ERRNO.SUCCESS : descriptor.file.resize(Number(end));
  });
}

function resize(call: HostCall, descriptor: FileDescriptor): Errno | Ask {
  if (call.s64(1) < 0n) return ERRNO.INVAL;
  if (call.u64(1) > MOST_OFFSET) return ERRNO.FBIG;
  return writeAsk(descriptor, () => {
    call.beginSystemWork(descriptor.mount);
    return descriptor.file.resize(Number(call.u64(1)));
  });
}

function setTimes(call: HostCall): Errno | Ask {
  const descriptor = call.guest.descriptors.get(call.u32(0));
  const times = newTimes(call, 1);
  if (typeof times === 'number') return times;
  if (descriptor?.kind === 'file') {
    return writeAsk(descriptor, () => {
      call.beginSystemWork(descriptor.mount);
      return descriptor.file.setTimes(times);
    });
  }
  if (descriptor?.kind !== 'directory') return ERRNO.BADF;
  const { path, mount, directory } = descriptor;
  const perform = (): Errno => {
    call.beginSystemWork(mount);
    return directory.setTimes('', times);
  };
  return { action: 'fs.write', resource: path, outside: mount.reach.has('write') ? undefined : ERRNO.ACCES, perform };
}
