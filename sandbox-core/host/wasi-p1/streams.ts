// WASI preview 1: fd_read, fd_write, fd_pread, fd_pwrite, on standard streams and on files.
import { ERRNO, type Errno } from '../errno.ts';
import { FD_FLAG, type FileDescriptor, type StreamDescriptor } from '../files/descriptor.ts';
import { RIGHT } from '../files/rights.ts';
import type { Ask, HostCall } from '../host-call.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';
import { withDescriptor } from './descriptors.ts';
import { gather, readVectors, scatter, type Vectors } from './vectors.ts';

const fd = parameter('fd', 'fd');
const vectors = [parameter('iovs', 'vectors'), parameter('iovs_len', 'count')] as const;
const offset = parameter('offset', 'integer', 'i64');
const count = parameter('nbytes', 'out');

export const STREAM_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'fd_read',
    action: 'fs.read',
    timed: true,
    parameters: [fd, ...vectors, count],
    answer: { name: 'nbytes', parameter: 3, bytes: 4, kind: 'length' },
    resolve: (call) => read(call, false),
  }),
  wasiFunction({
    name: 'fd_write',
    action: 'fs.write',
    timed: true,
    parameters: [fd, ...vectors, count],
    answer: { name: 'nbytes', parameter: 3, bytes: 4, kind: 'length' },
    resolve: (call) => write(call, false),
  }),
  wasiFunction({
    name: 'fd_pread',
    action: 'fs.read',
    timed: true,
    parameters: [fd, ...vectors, offset, count],
    answer: { name: 'nbytes', parameter: 4, bytes: 4, kind: 'length' },
    resolve: (call) => read(call, true),
  }),
  wasiFunction({
    name: 'fd_pwrite',
    action: 'fs.write',
    timed: true,
    parameters: [fd, ...vectors, offset, count],
    answer: { name: 'nbytes', parameter: 4, bytes: 4, kind: 'length' },
    resolve: (call) => write(call, true),
  }),
];

function read(call: HostCall, atOffset: boolean): Errno | Ask {
  const right = RIGHT.FD_READ | (atOffset ? RIGHT.FD_SEEK : 0);
  return transfer(call, right, atOffset, (descriptor, vectors, out) => {
    if (descriptor.kind !== 'file') return { action: 'stdio.read', resource: '', perform: () => readInput(call, vectors, out) };
    const perform = (): Errno => readFile(call, descriptor, vectors, out, atOffset);
    return { action: 'fs.read', resource: '', held: descriptor.readRule, perform };
  });
}

function write(call: HostCall, atOffset: boolean): Errno | Ask {
  const right = RIGHT.FD_WRITE | (atOffset ? RIGHT.FD_SEEK : 0);
  return transfer(call, right, atOffset, (descriptor, vectors, out) => {
    if (descriptor.kind !== 'file') {
      return { action: 'stdio.write', resource: '', perform: () => writeOutput(call, descriptor, vectors, out) };
    }
    const perform = (): Errno => writeFile(call, descriptor, vectors, out, atOffset);
    return { action: 'fs.write', resource: '', held: descriptor.writeRule, perform };
  });
}

type Then = (descriptor: FileDescriptor | StreamDescriptor, vectors: Vectors, out: number) => Ask;

/** What reading and writing check alike, in the order that tells a guest most: descriptor, rights, addresses. */
function transfer(call: HostCall, right: number, atOffset: boolean, then: Then): Errno | Ask {
  const descriptor = call.guest.descriptors.get(call.u32(0));
  if (descriptor?.kind === 'directory') return ERRNO.ISDIR;
  if (atOffset && descriptor !== undefined && descriptor.kind !== 'file') return ERRNO.SPIPE;
  return withDescriptor(call, right, () => {
    const vectors = readVectors(call, 1);
    if (typeof vectors === 'number' || descriptor === undefined) return vectors as Errno;
    const out = call.u32(atOffset ? 4 : 3);
    if (!call.guest.memory.has(out, 4)) return ERRNO.FAULT;
    if (atOffset && call.u64(3) > BigInt(Number.MAX_SAFE_INTEGER)) return ERRNO.INVAL;
    return then(descriptor, vectors, out);
  });
}

function readInput(call: HostCall, vectors: Vectors, out: number): Errno {
  const { guest } = call;
  const { stdin } = guest.environment;
  const end = Math.min(stdin.length, guest.stdinPosition + vectors.total);
  scatter(call, vectors, stdin.subarray(guest.stdinPosition, end));
  call.results.u32(out, end - guest.stdinPosition);
  guest.stdinPosition = end;
  return ERRNO.SUCCESS;
}

/** Output becomes part of the recording, and that is where it goes. What fits under the limit is still kept. */
function writeOutput(call: HostCall, descriptor: StreamDescriptor, vectors: Vectors, out: number): Errno {
  if (descriptor.kind === 'stdin') return ERRNO.BADF;
  const { output, memory } = call.guest;
  const taken = output.take(vectors.total);
  let left = taken;
  for (const [index, length] of vectors.lengths.entries()) {
    const part = Math.min(left, length);
    if (part > 0) memory.output(descriptor.kind, vectors.pointers[index] ?? 0, part);
    left -= part;
  }
  if (taken < vectors.total) return call.end({ kind: 'limit', limit: 'output' });
  call.results.u32(out, taken);
  return ERRNO.SUCCESS;
}

function readFile(call: HostCall, descriptor: FileDescriptor, vectors: Vectors, out: number, atOffset: boolean): Errno {
  call.timed = descriptor.mount.system;
  const bytes = new Uint8Array(vectors.total);
  const at = atOffset ? Number(call.u64(3)) : descriptor.position;
  const count = descriptor.file.read(bytes, at);
  if (count < 0) return -count as Errno;
  if (!atOffset) descriptor.position += count;
  scatter(call, vectors, bytes.subarray(0, count));
  call.results.u32(out, count);
  return ERRNO.SUCCESS;
}

function writeFile(call: HostCall, descriptor: FileDescriptor, vectors: Vectors, out: number, atOffset: boolean): Errno {
  call.timed = descriptor.mount.system;
  const { file, flags } = descriptor;
  const bytes = gather(call, vectors);
  const appends = (flags & FD_FLAG.APPEND) !== 0 && !atOffset;
  const at = atOffset ? Number(call.u64(3)) : descriptor.position;
  if (at + bytes.length > Number.MAX_SAFE_INTEGER) return ERRNO.FBIG;
  const count = appends ? file.append(bytes) : file.write(bytes, at);
  if (count < 0) return -count as Errno;
  if (appends) descriptor.position = endOf(descriptor);
  else if (!atOffset) descriptor.position += count;
  if ((flags & (FD_FLAG.DSYNC | FD_FLAG.SYNC)) !== 0) file.sync();
  call.results.u32(out, count);
  return ERRNO.SUCCESS;
}

function endOf(descriptor: FileDescriptor): number {
  const stat = descriptor.file.stat();
  return typeof stat === 'number' ? descriptor.position : stat.size;
}
