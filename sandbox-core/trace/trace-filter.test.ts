import { describe, expect, test } from 'vitest';
import { memoryRecording } from '../../test/fixtures/sessions/memory-recording.ts';
import { bytesOf, sampleChunks, THIEF, type SampleCall } from '../../test/fixtures/sessions/sample-recording.ts';
import { matchingRows, type JudgingOptions } from './matching-rows.ts';

/** Rows from 0, or what is wrong with the filter. */
function found(calls: readonly SampleCall[], where: string, options?: JudgingOptions): number[] | string {
  const checked = matchingRows(memoryRecording(sampleChunks(calls, 3)), where, options);
  return checked.ok ? [...checked.value.rows(0, 10_000)] : checked.fault.message;
}

test('fuel: asks for instructions since the call before, over chunks, and matches none where they are not counted', () => {
  const recording = memoryRecording(sampleChunks(THIEF, 3, true));
  const rowsOf = (where: string): number[] => {
    const checked = matchingRows(recording, where);
    return checked.ok ? [...checked.value.rows(0, 100)] : [];
  };
  // The first call after none, each other one after a million.
  expect([rowsOf('fuel:0'), rowsOf('fuel:1000000'), rowsOf('fuel:>1000000')]).toEqual([[0], [1, 2, 3, 4, 5, 6, 7], []]);
  expect(found(THIEF, 'fuel:>=0')).toEqual([]);
});

describe('a filter over recorded calls', () => {
  test.each<[string, number[]]>([
    ['name:path_open', [0, 1]],
    ['name:/^fd_/', [2, 3, 5, 6]],
    ['name:fd_* -outcome:error', [2, 3, 6]],
    ['module:wasi_snapshot_preview1', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['family:stdio', [3, 6]],
    ['outcome:denied OR outcome:ended', [0, 7]],
    ['errno:EBADF', [5]],
    ['errno:*', [0, 5]],
    ['rule:0', [0]],
    ['action:fs.read', [0, 1]],
    ['resource:/data/*', [1]],
    ['fd:7', [1, 2]],
    ['fd:4294967295', [5]],
    ['fd:>2', [0, 1, 2, 5]],
    ['arg.path:/etc/*', [0]],
    ['arg.path:notes.txt', [1]],
    ['arg.path:/data/notes.txt', [1]],
    ['arg.oflags:CREAT', [1]],
    ['arg.fs_rights_base:FD_READ arg.fs_rights_base:FD_WRITE', [0, 1]],
    ['arg.id:REALTIME', [4]],
    ['arg.precision:1ms', [4]],
    ['arg.rval:3', [7]],
    ['arg.path_len:>9', [0]],
    ['arg.opened_fd:0x800', [0, 1]],
    ['args:"fd 7, 4096 B"', [2]],
    ['result:"fd 7"', [1]],
    ['answer:>6', [1, 2, 4, 6]],
    ['answer:512', [2]],
    ['dur:>10us', [1]],
    ['dur:<1h', [1, 2]],
    ['t:2us..4us', [2, 3, 4]],
    ['seq:8', [7]],
    ['bytes:>=100', [2]],
    ['bytes:0', [5, 7]],
    ['memory:>=2MiB', [6]],
    ['mem:0x2000..0x2001', [2, 3, 6]],
    ['mem:0x405', [0]],
    ['mem:0x2FFF', []],
    ['is:first', [0, 2, 3, 4, 7]],
    ['is:failed', [0, 5]],
    ['is:repeat', []],
  ])('%s', (where, rows) => {
    expect(found(THIEF, where)).toEqual(rows);
  });

  test.each([
    ['caller:alloc', 'caller: this recording holds no stacks'],
    ['depth:<3', 'depth: this recording holds no stacks'],
    ['is:marked', 'there is no is:marked; slow, first, repeat, failed can be asked for'],
    ['arg.pth:a', 'there is no field arg.pth; did you mean arg.path?'],
    ['errno:ENOTCAPABEL', "ENOTCAPABEL is none of errno's values; did you mean ENOTCAPABLE?"],
  ])('%s is refused in words', (where, message) => {
    expect(found(THIEF, where)).toBe(message);
  });

  test('is:marked finds the rows it is given, and others when those change', () => {
    const recording = memoryRecording(sampleChunks(THIEF, 3));
    const rows = (...marked: number[]): number[] => {
      const checked = matchingRows(recording, 'is:marked name:*', { marked: new Set(marked) });
      return checked.ok ? [...checked.value.rows(0, 10)] : [];
    };
    expect([rows(1, 6), rows(2)]).toEqual([[1, 6], [2]]);
  });

  test('is:repeat wants the same arguments and the same bytes read, and not the same answer', () => {
    const read = (length: number, answer: number): SampleCall => ({
      name: 'fd_read',
      arguments: [7, 4096, 1, 2052],
      accesses: [
        ['read', 4096, bytesOf(8192, length)],
        ['wrote', 2052, bytesOf(answer)],
      ],
    });
    const calls = [read(64, 64), read(64, 3), read(64, 3), read(65, 3), { ...read(65, 3), arguments: [8, 4096, 1, 2052] }];
    expect(found(calls, 'is:repeat')).toEqual([1, 2]);
  });
});

describe('is:slow', () => {
  const timed = (...durations: number[]): SampleCall[] =>
    durations.map((duration) => ({ name: 'fd_read', arguments: [], duration }));

  test('finds what is ten times slower than the median of its name', () => {
    const calls = [...timed(10, 11, 12, 10, 11, 12, 10, 11, 500, 0, 90), { name: 'proc_exit', arguments: [], duration: 500 }];
    expect(found(calls, 'is:slow')).toEqual([8]);
  });

  test('finds the slowest hundredth, and nothing where all take the same', () => {
    const even = Array.from({ length: 1000 }, () => 100);
    expect(found(timed(...even), 'is:slow')).toEqual([]);
    const rising = Array.from({ length: 1000 }, (_, index) => 1000 + index);
    const slow = found(timed(...rising), 'is:slow');
    // A class is a sixteenth wide, so the hundredth is met only so closely.
    expect(slow).toEqual([]);
    const spread = Array.from({ length: 1000 }, (_, index) => (index < 990 ? 1000 : 2000 + index));
    expect(found(timed(...spread), 'is:slow')).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
  });

  test('is told anew when many more calls have come', () => {
    const chunks = sampleChunks(
      timed(...Array.from({ length: 16 }, () => 10), 150, ...Array.from({ length: 40 }, () => 100)),
      17,
    );
    const grown = chunks.slice(0, 1);
    const recording = memoryRecording(grown);
    const rows = (options?: JudgingOptions): number[] => {
      const checked = matchingRows(recording, 'is:slow', options);
      return checked.ok ? [...checked.value.rows(0, 100)] : [];
    };
    expect(rows()).toEqual([16]);
    grown.push(...chunks.slice(1));
    expect(rows({ most: 1 })).toEqual([]);
    for (let turn = 0; turn < 10; turn++) rows({ most: 1 });
    expect(rows()).toEqual([]);
  });
});
