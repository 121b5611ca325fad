import { describe, expect, test } from 'vitest';
import { memoryRecording } from '../../test/fixtures/sessions/memory-recording.ts';
import { bytesOf, sampleChunks, THIEF, type SampleCall } from '../../test/fixtures/sessions/sample-recording.ts';
import { FAMILIES } from '../base/family.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import { traceRows, traceRowsAt } from './trace-rows.ts';

/** The rows as one would read them on the screen. */
function dumped(calls: readonly SampleCall[]): string[] {
  const rows = traceRows(memoryRecording(sampleChunks(calls, 3)), 0, 1000);
  return rows.name.map((name, place) =>
    [
      FAMILIES[rows.family[place] ?? 0],
      CALL_OUTCOMES[rows.outcome[place] ?? 0],
      `${name}(${rows.arguments[place]})`,
      `= ${rows.result[place]}`,
    ].join(' '),
  );
}

describe('traceRows()', () => {
  test('tells the story of a run', () => {
    expect(dumped(THIEF)).toEqual([
      'files denied path_open("/etc/passwd", SYMLINK_FOLLOW, FD_READ|FD_WRITE) = ENOTCAPABLE',
      'files ok path_open("/data/notes.txt", CREAT, FD_READ|FD_WRITE) = fd 7',
      'files ok fd_read(fd 7, 4096 B) = 512',
      'stdio ok fd_write(stdout, "hello\\n") = 6',
      'time ok clock_time_get(REALTIME, 1 ms) = 2026-11-22T15:31:26.123456789Z',
      'files error fd_read(fd 4294967295, 0 B) = EBADF',
      'stdio ok fd_write(stderr, "\\u{1b}[31mno\\u{202e}") = 9',
      'process ended proc_exit(3) = ended',
    ]);
  });

  test('shows what it can of calls whose bytes or arguments are missing', () => {
    expect(
      dumped([
        { name: 'path_open', arguments: [3, 0, 1024, 9, 0, 0n, 0n, 0, 2048], result: 999, outcome: 'error' },
        { name: 'fd_read', arguments: [5, 0x8000_0000 | 0, 3, 2052], accesses: [['read', 0x8000_0000, bytesOf(0, 10, 0, 20)]] },
        { name: 'fd_write', arguments: [5, 64, 3, 2052] },
        { name: 'path_open', arguments: [] },
      ]),
    ).toEqual([
      'files error path_open(fd 3, 0x400) = errno 999',
      'files ok fd_read(fd 5, ≥ 30 B) = ok',
      'files ok fd_write(fd 5, 3 vectors at 0x40) = ok',
      'files ok path_open() = ok',
    ]);
  });

  test('shows a path that leads elsewhere as it was given', () => {
    const open: SampleCall = {
      name: 'path_open',
      arguments: [3, 0, 1024, 16, 0, -1n, 0n, 0, 2048],
      accesses: [
        ['read', 1024, '../../etc/shadow'],
        ['resource', 0, '/etc/shadow'],
      ],
    };
    expect(dumped([open])).toEqual(['files ok path_open(fd 3, "../../etc/shadow", FD_DATASYNC|FD_READ|FD_SEEK|+5) = ok']);
  });

  test('takes rows in any order, and no more than there are', () => {
    const recording = memoryRecording(sampleChunks(THIEF, 3));
    expect([...traceRowsAt(recording, [7, 0]).time]).toEqual([7000, 0]);
    expect(traceRows(recording, 6, 100).name).toEqual(['fd_write', 'proc_exit']);
    expect(traceRows(recording, 100, 5).name).toEqual([]);
  });
});
