// WASI preview 1: fd_read, fd_write, fd_pread, fd_pwrite, on standard streams and on files.
import { ERRNO, type Errno } from '../errno.ts';
import { FD_FLAG, type FileDescriptor, type StreamDescriptor } from '../files/descriptor.ts';
import { RIGHT } from '../files/rights.ts';
import type { Ask, HostCall } from '../host-call.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';
import { gather, scatter } from './vectors.ts';

const fd = parameter('fd', 'fd');
const list = [parameter('iovs', 'vectors'), parameter('iovs_len', 'count')] as const;
const offset = parameter('offset', 'integer', 'i64');
const count = parameter('nbytes', 'out');

export const STREAM_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'fd_read',
    action: 'fs.read',
    timed: true,
    parameters: [fd, ...list, count],
    answer: { name: 'nbytes', parameter: 3, bytes: 4, kind: 'length' },
    resolve: (call) => read(call, false),
  }),
  wasiFunction({
    name: 'fd_write',
    action: 'fs.write',
    timed: true,
    parameters: [fd, ...list, count],
    answer: { name: 'nbytes', parameter: 3, bytes: 4, kind: 'length' },
    resolve: (call) => write(call, false),
  }),
  wasiFunction({
    name: 'fd_pread',
    action: 'fs.read',
    timed: true,
    parameters: [fd, ...list, offset, count],
    answer: { name: 'nbytes', parameter: 4, bytes: 4, kind: 'length' },
    resolve: (call) => read(call, true),
  }),
  wasiFunction({
    name: 'fd_pwrite',
    action: 'fs.write',
    timed: true,
    parameters: [fd, ...list, offset, count],
    answer: { name: 'nbytes', parameter: 4, bytes: 4, kind: 'length' },
    resolve: (call) => write(call, true),
  }),
];

function read(call: HostCall, atOffset: boolean): Errno | Ask {
  const right = RIGHT.FD_READ | (atOffset ? RIGHT.FD_SEEK : 0);
  const descriptor = transferring(call, right, atOffset);
  if (typeof descriptor === 'number') return descriptor;
  if (descriptor.kind !== 'file') return READ_INPUT;
  const perform = (): Errno => readFile(call, descriptor, atOffset);
  return { action: 'fs.read', resource: '', held: descriptor.readRule, perform };
}

function write(call: HostCall, atOffset: boolean): Errno | Ask {
  const right = RIGHT.FD_WRITE | (atOffset ? RIGHT.FD_SEEK : 0);
  const descriptor = transferring(call, right, atOffset);
  if (typeof descriptor === 'number') return descriptor;
  if (descriptor.kind !== 'file') return descriptor.kind === 'stderr' ? WRITE_ERRORS : WRITE_OUTPUT;
  const perform = (): Errno => writeFile(call, descriptor, atOffset);
  return { action: 'fs.write', resource: '', held: descriptor.writeRule, perform };
}

// Made once, since programs print often.
const READ_INPUT: Ask = { action: 'stdio.read', resource: '', perform: readInput };
const WRITE_OUTPUT: Ask = { action: 'stdio.write', resource: '', perform: (call) => writeOutput(call, 'stdout') };
const WRITE_ERRORS: Ask = { action: 'stdio.write', resource: '', perform: (call) => writeOutput(call, 'stderr') };

/** What reading and writing check alike, in the order that tells a guest most: descriptor, rights, addresses. */
function transferring(call: HostCall, right: number, atOffset: boolean): Errno | FileDescriptor | StreamDescriptor {
  const { descriptors, memory } = call.guest;
  const descriptor = descriptors.get(call.u32(0));
  if (descriptor === undefined) return ERRNO.BADF;
  if (descriptor.kind === 'directory') return ERRNO.ISDIR;
  if (atOffset && descriptor.kind !== 'file') return ERRNO.SPIPE;
  if ((descriptor.base & right) !== right) return ERRNO.NOTCAPABLE;
  const errno = call.vectors.read(memory, call.u32(1), call.u32(2));
  if (errno !== ERRNO.SUCCESS) return errno;
  if (!memory.has(call.u32(atOffset ? 4 : 3), 4)) return ERRNO.FAULT;
  if (atOffset && call.u64(3) > BigInt(Number.MAX_SAFE_INTEGER)) return ERRNO.INVAL;
  return descriptor;
}

function tellCount(call: HostCall, count: number, atOffset: boolean): Errno {
  call.results.u32(call.u32(atOffset ? 4 : 3), count);
  return ERRNO.SUCCESS;
}

function readInput(call: HostCall): Errno {
  const { guest } = call;
  const { stdin } = guest.environment;
  const start = guest.stdinPosition;
  const end = Math.min(stdin.length, start + call.vectors.total);
  if (passesInput(call, end - start)) return call.end({ kind: 'limit', limit: 'input' });
  call.results.secret = true;
  scatter(call, stdin.subarray(start, end));
  guest.stdinPosition = end;
  return tellCount(call, end - start, false);
}

/** Counted is what was there to read, not what was asked for. Of a read that would pass the limit the guest gets nothing. */
function passesInput(call: HostCall, count: number): boolean {
  const { input } = call.guest;
  return input !== null && input.take(count) < count;
}

/** Output becomes part of the recording, and that is where it goes. What fits under the limit is still kept. */
function writeOutput(call: HostCall, kind: 'stdout' | 'stderr'): Errno {
  const { vectors } = call;
  const { output, memory } = call.guest;
  const taken = output.take(vectors.total);
  let left = taken;
  for (let index = 0; index < vectors.count; index++) {
    const part = Math.min(left, vectors.lengths[index] ?? 0);
    if (part > 0) memory.output(kind, vectors.pointers[index] ?? 0, part);
    left -= part;
  }
  return taken < vectors.total ? call.end({ kind: 'limit', limit: 'output' }) : tellCount(call, taken, false);
}

function readFile(call: HostCall, descriptor: FileDescriptor, atOffset: boolean): Errno {
  call.beginSystemWork(descriptor.mount);
  const bytes = new Uint8Array(call.vectors.total);
  const at = atOffset ? Number(call.u64(3)) : descriptor.position;
  const count = descriptor.file.read(bytes, at);
  if (count < 0) return -count as Errno;
  if (passesInput(call, count)) return call.end({ kind: 'limit', limit: 'input' });
  if (!atOffset) descriptor.position += count;
  scatter(call, bytes.subarray(0, count));
  return tellCount(call, count, atOffset);
}

function writeFile(call: HostCall, descriptor: FileDescriptor, atOffset: boolean): Errno {
  call.beginSystemWork(descriptor.mount);
  const { file, flags } = descriptor;
  const bytes = gather(call);
  const appends = (flags & FD_FLAG.APPEND) !== 0 && !atOffset;
  const at = atOffset ? Number(call.u64(3)) : descriptor.position;
  if (at + bytes.length > Number.MAX_SAFE_INTEGER) return ERRNO.FBIG;
  const count = appends ? file.append(bytes) : file.write(bytes, at);
  if (count < 0) return -count as Errno;
  if (appends) descriptor.position = endOf(descriptor);
  else if (!atOffset) descriptor.position += count;
  if ((flags & (FD_FLAG.DSYNC | FD_FLAG.SYNC)) !== 0) file.sync();
  return tellCount(call, count, atOffset);
}

function endOf(descriptor: FileDescriptor): number {
  const stat = descriptor.file.stat();
  return typeof stat === 'number' ? descriptor.position : stat.size;
}
