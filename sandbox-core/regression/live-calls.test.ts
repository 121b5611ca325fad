import { expect, test } from 'vitest';
import { close, fileRecording, open, print, type FileCall } from '../../test/fixtures/sessions/file-calls.ts';
import { liveCallDifference } from './live-calls.ts';

const grow = (result: number): FileCall => ({ name: 'memory.grow', arguments: [0, 1n], result });

function told(recorded: readonly FileCall[], fresh: readonly FileCall[]): string {
  const difference = liveCallDifference(fileRecording(recorded), fileRecording(fresh, 2));
  return difference === undefined ? 'none' : `${difference.what}: ${difference.expected} | ${difference.found}`;
}

test('liveCallDifference() finds none in other arguments and other chunks', () => {
  expect(told([open('one', 5), print(1, 'a'), close(5)], [open('two', 6), print(1, 'b'), close(6)])).toBe('none');
});

test('liveCallDifference() tells the first other function, result, or missing call', () => {
  expect([
    told([close(5)], [print(1, 'a')]),
    told([close(5)], [{ ...close(5), result: 8 }]),
    told([close(5), close(6)], [close(5)]),
    told([grow(1)], [grow(-1)]),
  ]).toEqual([
    'call 1: fd_close, which answers ESUCCESS | fd_write, which answers ESUCCESS',
    'call 1: fd_close, which answers ESUCCESS | fd_close, which answers EBADF',
    'call 2: fd_close, which answers ESUCCESS | no call',
    'call 1: memory.grow, which answers 1 | memory.grow, which answers -1',
  ]);
});
