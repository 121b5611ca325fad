import { describe, expect, it } from 'vitest';
import {
  close,
  fileRecording,
  open,
  OPEN,
  print,
  readCall,
  renumber,
  write,
  type FileCall,
} from '../../test/fixtures/sessions/file-calls.ts';
import { StreamScan, type StreamChoice } from './descriptor-stream.ts';

function followed(
  calls: readonly FileCall[],
  choice: StreamChoice,
): { head: ReturnType<StreamScan['result']>; entries: string[] } {
  const recording = fileRecording(calls, 2);
  const scan = new StreamScan(choice);
  while (!scan.takeIn(recording, 1));
  const entries = scan.entries(recording, 0, 100).map(({ row, direction, offset, bytes, length }) => {
    const text = new TextDecoder().decode(bytes);
    return `#${row} ${direction} ${offset ?? '-'} ${JSON.stringify(text)}${text.length < length ? ` of ${length}` : ''}`;
  });
  return { head: scan.result(), entries };
}

const CALLS = [
  print(1, 'begin\n'),
  open('a', 5),
  readCall(5, 'one'),
  open('b', 6, OPEN.create),
  write(6, 'copied', { kept: 4 }),
  readCall(5, 'two'),
  print(2, 'oops\n'),
  close(5),
  open('c', 5),
  readCall(5, 'three'),
  renumber(6, 5),
  write(5, 'more'),
  print(1, 'end\n'),
];

describe('StreamScan', () => {
  it('follows the first open file of a number from its opening to its close', () => {
    const { head, entries } = followed(CALLS, { kind: 'descriptor', descriptor: 5 });
    expect(head).toEqual({
      name: '/data/a',
      isStandard: false,
      openedBy: 1,
      closedBy: 7,
      count: 2,
      bytesRead: 6,
      bytesWritten: 0,
    });
    expect(entries).toEqual(['#2 read 0 "one"', '#5 read 3 "two"']);
  });

  it('follows standard streams from the beginning', () => {
    const { head, entries } = followed(CALLS, { kind: 'descriptor', descriptor: 1 });
    expect(head).toMatchObject({ name: 'stdout', isStandard: true, openedBy: undefined, closedBy: undefined, bytesWritten: 10 });
    expect(entries).toEqual(['#0 wrote - "begin\\n"', '#12 wrote - "end\\n"']);
  });

  it('follows one that gets another number, with what came before', () => {
    const { head, entries } = followed(CALLS, { kind: 'call', row: 11 });
    expect(head).toMatchObject({ name: '/data/b', openedBy: 3, closedBy: undefined });
    expect(entries).toEqual(['#4 wrote 0 "copi" of 6', '#11 wrote 6 "more"']);
  });

  it('follows what a call opens, and ends where another takes its number', () => {
    const { head, entries } = followed(CALLS, { kind: 'call', row: 8 });
    expect(head).toMatchObject({ name: '/data/c', openedBy: 8, closedBy: 10 });
    expect(entries).toEqual(['#9 read 0 "three"']);
  });

  it('finds nothing for a number that was never open, or a call that is about no descriptor', () => {
    expect(followed(CALLS, { kind: 'descriptor', descriptor: 77 }).head).toBeUndefined();
    expect(followed(CALLS, { kind: 'call', row: 99 }).head).toBeUndefined();
  });
});
