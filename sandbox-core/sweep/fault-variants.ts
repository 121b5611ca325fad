// From the calls of a recording to the runs of a sweep: each one fault at one call. Pure.
import { ERRNO } from '../host/errno.ts';
import type { FaultEffect, FaultRule } from '../run/faults/fault-rule.ts';

/** What can be asked for: `denied` is an open that is refused or finds nothing. */
export const FAULT_KINDS = ['eio', 'enospc', 'short', 'denied', 'clock'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface SweptCall {
  /** From 0. */
  readonly row: number;
  readonly name: string;
  /** Of the file it is about, `stdout` and so on for streams; empty where there is none. Guest text. */
  readonly path: string;
  /** Bytes that it moved; 0 for calls that move none. */
  readonly moved: number;
}

export interface Variant {
  readonly call: SweptCall;
  /** `EIO`, `short`, `clock`. */
  readonly fault: string;
  readonly effect: FaultEffect;
}

const HOUR = 3600e9;

const READS = ['fd_read', 'fd_pread'];
const WRITES = ['fd_write', 'fd_pwrite'];
/** What tells a guest that its bytes are not where it wrote them. */
const KEEPS = [...WRITES, 'fd_sync', 'fd_datasync', 'fd_close'];
const FAIL_IO = new Set([...READS, ...KEEPS, 'fd_readdir', 'random_get']);
const FAIL_SPACE = new Set([...WRITES, 'path_create_directory']);
const MOVES = new Set([...READS, ...WRITES]);
const KEEPING = new Set(KEEPS);

/** Whether a guest that ignores the failure of such a call loses what it wrote. */
export function keepsBytes(name: string): boolean {
  return KEEPING.has(name);
}

/** Every fault of these kinds that the call can meet. */
export function faultsOf(call: SweptCall, kinds: ReadonlySet<FaultKind>): Variant[] {
  const { name, moved } = call;
  const variants: Variant[] = [];
  const fail = (fault: string, errno: number): number => variants.push({ call, fault, effect: { kind: 'fail', errno } });
  if (kinds.has('eio') && FAIL_IO.has(name)) fail('EIO', ERRNO.IO);
  if (kinds.has('enospc') && FAIL_SPACE.has(name)) fail('ENOSPC', ERRNO.NOSPC);
  // Half of one byte is that byte: no fault.
  if (kinds.has('short') && MOVES.has(name) && moved > 1) {
    variants.push({ call, fault: 'short', effect: { kind: 'cut', to: moved >> 1 } });
  }
  if (kinds.has('denied') && name === 'path_open') {
    fail('ENOENT', ERRNO.NOENT);
    fail('EACCES', ERRNO.ACCES);
    fail('EMFILE', ERRNO.MFILE);
  }
  if (kinds.has('clock') && name === 'clock_time_get')
    variants.push({ call, fault: 'clock', effect: { kind: 'clock', nanos: HOUR } });
  return variants;
}

/** Hits that one call and no other. */
export function ruleOf({ call, effect }: Variant): FaultRule {
  return { where: `seq:${call.row + 1}`, nth: 1, every: 0, times: 1, effect };
}

interface Group {
  readonly first: SweptCall;
  second: SweptCall | undefined;
  middle: SweptCall | undefined;
  last: SweptCall | undefined;
  count: number;
}

/** Groups kept apart: a made-up recording may name any number of files. */
const MOST_GROUPS = 10_000;

/**
 * Of calls of one function about one file: the first, the second, the middle and the last. `calls` is walked twice, since
 * which one is the middle is known at the end.
 */
export function sampled(calls: () => Iterable<SweptCall>): SweptCall[] {
  const groups = new Map<string, Group>();
  for (const call of calls()) {
    const key = keyOf(call);
    const group = groups.get(key);
    if (group === undefined) {
      if (groups.size < MOST_GROUPS)
        groups.set(key, { first: call, second: undefined, middle: undefined, last: undefined, count: 1 });
      continue;
    }
    group.count++;
    group.second ??= call;
    group.last = call;
  }
  const seen = new Map<string, number>();
  for (const call of calls()) {
    const key = keyOf(call);
    const at = seen.get(key) ?? 0;
    seen.set(key, at + 1);
    const group = groups.get(key);
    if (group !== undefined && at === group.count >> 1) group.middle = call;
  }
  const chosen = new Map<number, SweptCall>();
  for (const { first, second, middle, last } of groups.values()) {
    for (const call of [first, second, middle, last]) if (call !== undefined) chosen.set(call.row, call);
  }
  return [...chosen.values()].sort((a, b) => a.row - b.row);
}

function keyOf({ name, path }: SweptCall): string {
  return `${name} ${path}`;
}
