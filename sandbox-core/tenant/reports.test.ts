import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GuestEnding } from '../run/guest-protocol.ts';
import { decodeReport } from './decode-report.ts';
import { FrameWriter } from './frame-writer.ts';
import {
  encodeDone,
  encodeEvents,
  encodeLost,
  encodeUp,
  EVENT,
  MOST_PIECE,
  MOST_REPORT,
  type DoneReport,
  type InstanceCounts,
} from './reports.ts';

const counts: InstanceCounts = {
  hostCalls: 2 ** 40,
  denials: 2,
  errors: 3,
  fuel: 4,
  memory: 65_536,
  output: 6,
  input: 8,
  hostCallRate: 9,
  distinctDenials: 11,
  sleep: 10,
  stack: 5 << 20,
  openFiles: 7,
};
const ENDINGS: readonly GuestEnding[] = [
  { kind: 'returned' },
  { kind: 'exited', code: 0xffff_ffff },
  { kind: 'trapped', trap: { kind: 'unreachable', message: 'unreachable', stack: [{ functionIndex: 3, offset: 99 }] } },
  { kind: 'denied', call: 'path_open', resource: '/etc/\u{1F512}', rule: 0 },
  { kind: 'limit', limit: 'fuel' },
  { kind: 'stopped' },
  { kind: 'refused', message: 'no', offset: 0 },
  { kind: 'refused', message: 'no' },
  { kind: 'crashed', reason: 'gone' },
];
const decision = new FrameWriter().u8(EVENT.decision).u32(5).u8(1).u8(2).u8(0).u32(0).text('/etc/passwd').take();
const value = encodeDone({
  operation: 9,
  nanos: 1.5,
  cpuNanos: 2.5,
  counts,
  end: { kind: 'values', values: [1, -2.5, 2n ** 63n - 1n, Number.NaN] },
});

function decoded(bytes: Uint8Array): unknown {
  const report = decodeReport(bytes);
  return report.ok ? report.value : undefined;
}

describe('decodeReport()', () => {
  it.each(ENDINGS)('gives back an end as it was sent: %j', (ending) => {
    const done: Omit<DoneReport, 'kind'> = {
      operation: 7,
      nanos: 12,
      cpuNanos: 3,
      counts,
      end: { kind: 'ended', ending, alive: false },
    };
    expect(decoded(encodeDone(done))).toEqual({ kind: 'done', ...done });
  });

  it('gives back values, events and threads as they were sent', () => {
    expect(decoded(value)).toMatchObject({ operation: 9, end: { values: [1, -2.5, 2n ** 63n - 1n, Number.NaN] } });
    expect(decoded(encodeUp(1, 4))).toEqual({ kind: 'up', thread: 1, generation: 4 });
    expect(decoded(encodeLost(1, 4, 'why'))).toEqual({ kind: 'lost', thread: 1, generation: 4, reason: 'why' });
    expect(decoded(encodeEvents(1, 4, 3, decision))).toEqual({
      ...{ kind: 'events', thread: 1, generation: 4, batch: 3 },
      events: [{ kind: 'decision', instance: 5, signature: 1, action: 2, allowed: false, rule: 0, resource: '/etc/passwd' }],
    });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 6 }), (bytes, kind) => {
        decodeReport(Uint8Array.of(kind, ...bytes));
      }),
    );
  });

  it('survives any change of one byte, and any cut', () => {
    const reports = [value, encodeEvents(1, 4, 3, decision), ...ENDINGS.map((ending) => endedWith(ending))];
    fc.assert(
      fc.property(fc.constantFrom(...reports), fc.nat(), fc.nat(255), (report, at, byte) => {
        const changed = report.slice();
        changed[at % report.length] = byte;
        decodeReport(changed);
        expect(decoded(report.slice(0, at % report.length))).toBeUndefined();
      }),
    );
  });

  it.each([
    ['a byte too many', Uint8Array.of(...value, 0)],
    [
      'a count below zero',
      encodeDone({ operation: 1, nanos: 0, cpuNanos: 0, counts: { ...counts, fuel: -1 }, end: { kind: 'withdrawn' } }),
    ],
    [
      'a part of a count',
      encodeDone({ operation: 1, nanos: 0, cpuNanos: 0, counts: { ...counts, memory: 0.5 }, end: { kind: 'withdrawn' } }),
    ],
    ['no time', encodeDone({ operation: 1, nanos: Number.NaN, cpuNanos: 0, counts, end: { kind: 'withdrawn' } })],
    ['processor time below zero', encodeDone({ operation: 1, nanos: 0, cpuNanos: -1, counts, end: { kind: 'withdrawn' } })],
    ['more values than a function can return', encodeDone({ operation: 1, nanos: 0, cpuNanos: 0, counts, end: values(1001) })],
    ['a batch without events', encodeEvents(0, 0, 1, new Uint8Array())],
    ['text that is no UTF-8', encodeEvents(0, 0, 1, Uint8Array.of(...decision.subarray(0, -1), 0xff))],
    ['a function that is not there', encodeEvents(0, 0, 1, decision.with(5, 255))],
    ['an output longer than a piece', encodeEvents(0, 0, 1, output(MOST_PIECE + 1))],
    ['more than a report may have', encodeEvents(0, 0, 1, new Uint8Array(MOST_REPORT))],
  ])('refuses %s', (_what, bytes) => {
    expect(decodeReport(bytes).ok).toBe(false);
  });
});

function values(count: number): DoneReport['end'] {
  return { kind: 'values', values: Array.from({ length: count }, () => 0) };
}

function output(length: number): Uint8Array {
  return new FrameWriter().u8(EVENT.stdout).u32(1).bytes(new Uint8Array(length)).take();
}

function endedWith(ending: GuestEnding): Uint8Array {
  return encodeDone({ operation: 7, nanos: 12, cpuNanos: 3, counts, end: { kind: 'ended', ending, alive: true } });
}
