import { describe, expect, it } from 'vitest';
import {
  close,
  denied,
  fileRecording,
  filestat,
  open,
  OPEN,
  print,
  readCall,
  rename,
  renumber,
  seek,
  setSize,
  unlink,
  write,
  type FileCall,
} from '../../test/fixtures/sessions/file-calls.ts';
import { filesTouched, gatherFiles } from './files-touched.ts';
import type { ByteRange } from './sparse-bytes.ts';
import { writtenFile } from './written-file.ts';

function fileOf(calls: readonly FileCall[], path: string): Record<string, unknown> | undefined {
  const file = writtenFile(fileRecording(calls, 3), path);
  return file && { ...file, written: drawn(file.written), appended: drawn(file.appended), before: drawn(file.before) };
}

/** `3 "text"`, or `3 +40` for bytes that are not kept. */
function drawn(ranges: readonly ByteRange[]): string[] {
  return ranges.map(
    ({ offset, length, bytes }) => `${offset} ${bytes ? JSON.stringify(new TextDecoder().decode(bytes)) : `+${length}`}`,
  );
}

const CREATE = OPEN.create | OPEN.truncate;

describe('filesTouched()', () => {
  const calls = [
    open('in.txt', 5),
    readCall(5, 'twelve bytes'),
    readCall(5, ''),
    close(5),
    denied('/etc/passwd'),
    { ...open('no.txt', 5), outcome: 'error', result: 44, accesses: open('no.txt', 5).accesses?.slice(0, 2) ?? [] } as const,
    open('out.txt', 5, CREATE),
    write(5, 'hello'),
    write(5, ' you'),
    print(1, 'printed'),
  ];

  it('tells calls, bytes, refusals and the first and last call of each file', () => {
    const { files, cut } = filesTouched(fileRecording(calls, 4));
    expect(cut).toBe(false);
    expect(files.map(({ operations, ...file }) => ({ ...file, operations: Object.fromEntries(operations) }))).toMatchObject([
      { path: '/data/in.txt', bytesRead: 12, bytesWritten: 0, firstRow: 0, lastRow: 3, written: false },
      { path: '/etc/passwd', denials: 1, errors: 0, operations: { path_open: 1 } },
      { path: '/data/no.txt', denials: 0, errors: 1 },
      {
        path: '/data/out.txt',
        bytesWritten: 9,
        written: true,
        firstRow: 6,
        lastRow: 8,
        operations: { path_open: 1, fd_write: 2 },
      },
    ]);
    expect(Object.fromEntries(files[0]?.operations ?? [])).toEqual({ path_open: 1, fd_read: 2, fd_close: 1 });
  });

  it('is gathered in turns', () => {
    const recording = fileRecording(calls, 2);
    expect(gatherFiles(recording, 3)).toBe(false);
    expect(gatherFiles(recording, 100)).toBe(true);
    expect(filesTouched(recording).files).toHaveLength(4);
  });

  it('lists a bounded number of names', () => {
    const many = Array.from({ length: 10_001 }, (_, index) => denied(`/${index}`));
    const { files, cut } = filesTouched(fileRecording(many));
    expect([files.length, cut]).toEqual([10_000, true]);
  });

  it('takes names of properties for names of files', () => {
    expect(filesTouched(fileRecording([denied('/__proto__'), denied('/constructor')])).files.map(({ path }) => path)).toEqual([
      '/__proto__',
      '/constructor',
    ]);
  });
});

describe('writtenFile()', () => {
  it('puts together what was written one after the other', () => {
    const calls = [open('a', 5, CREATE), write(5, 'hello'), write(5, ', you'), close(5)];
    expect(fileOf(calls, '/data/a')).toMatchObject({
      size: 10,
      written: ['0 "hello, you"'],
      before: [],
      earlierEnd: 0,
      bytesWritten: 10,
      bytesKept: 10,
      isGone: false,
    });
  });

  it('follows seeks and writes at offsets, and leaves holes', () => {
    const calls = [open('a', 5), seek(5, 100, 0, 100), write(5, 'far'), write(5, 'near', { at: 2 }), write(5, '!')];
    expect(fileOf(calls, '/data/a')).toMatchObject({
      written: ['2 "near"', '100 "far!"'],
      earlierEnd: undefined,
      size: undefined,
    });
  });

  it('shows what was read before it was written over, and not what the run wrote itself', () => {
    const calls = [open('a', 5), readCall(5, 'old content'), write(5, 'NEW', { at: 0 }), readCall(5, 'NEW content', 0)];
    expect(fileOf(calls, '/data/a')).toMatchObject({ written: ['0 "NEW"'], before: ['0 "old content"'] });
  });

  it('knows that what was cut off is gone', () => {
    const calls = [open('a', 5, CREATE), write(5, '0123456789'), setSize(5, 4), setSize(5, 8)];
    expect(fileOf(calls, '/data/a')).toMatchObject({ size: 8, written: ['0 "0123"'], earlierEnd: 0 });
    const emptied = [open('a', 5, CREATE), write(5, 'one'), close(5), open('a', 5, OPEN.truncate), write(5, 'x')];
    expect(fileOf(emptied, '/data/a')).toMatchObject({ size: 1, written: ['0 "x"'] });
  });

  it('appends at the end where a call told it, else at an end that is not known', () => {
    const known = [open('a', 5, CREATE, 1), write(5, 'one'), seek(5, 0, 0, 0), write(5, 'two')];
    expect(fileOf(known, '/data/a')).toMatchObject({ written: ['0 "onetwo"'], appended: [] });
    const told = [open('a', 5, 0, 1), filestat(5, 40, 0), write(5, 'x')];
    expect(fileOf(told, '/data/a')).toMatchObject({ written: ['40 "x"'], size: 41 });
    const unknown = [open('a', 5, 0, 1), write(5, 'one'), write(5, 'two')];
    expect(fileOf(unknown, '/data/a')).toMatchObject({ written: [], appended: ['0 "onetwo"'], size: undefined });
  });

  it('says which written bytes the recording does not hold', () => {
    const calls = [open('a', 5, CREATE), write(5, 'x'.repeat(5000), { kept: 4 }), write(5, 'y')];
    expect(fileOf(calls, '/data/a')).toMatchObject({
      written: ['0 "xxxx"', '4 +4996', '5000 "y"'],
      bytesWritten: 5001,
      bytesKept: 5,
    });
  });

  it('takes what the call says was written, where that is less', () => {
    const calls = [open('a', 5, CREATE), write(5, 'hello', { taken: 2 }), write(5, 'y')];
    expect(fileOf(calls, '/data/a')).toMatchObject({ written: ['0 "hey"'], bytesWritten: 3 });
  });

  it('finds a file under the name it was given in the end', () => {
    const calls = [open('a.tmp', 5, CREATE), write(5, 'new'), close(5), rename('a.tmp', 'a')];
    expect(fileOf(calls, '/data/a')).toMatchObject({ written: ['0 "new"'], names: ['/data/a.tmp', '/data/a'], isGone: false });
    expect(filesTouched(fileRecording(calls)).files.map(({ path, written }) => [path, written])).toEqual([
      ['/data/a.tmp', true],
      ['/data/a', true],
    ]);
  });

  it('finds files in a directory that was renamed', () => {
    const calls = [open('d', 6), open('d/a', 5, CREATE), write(5, 'x'), rename('d', 'e'), write(5, 'y')];
    expect(fileOf(calls, '/data/e/a')).toMatchObject({ written: ['0 "xy"'], names: ['/data/d/a', '/data/e/a'] });
  });

  it('tells a file that was removed from the next of its name', () => {
    const calls = [open('a', 5, CREATE), write(5, 'old'), unlink('a'), write(5, 'er')];
    expect(fileOf(calls, '/data/a')).toMatchObject({ written: ['0 "older"'], isGone: true });
    const again = [...calls, open('a', 6, CREATE), write(6, 'new')];
    expect(fileOf(again, '/data/a')).toMatchObject({ written: ['0 "new"'], isGone: false });
  });

  it('follows a descriptor that gets another number', () => {
    const calls = [open('a', 5, CREATE), open('b', 6, CREATE), renumber(5, 6), write(6, 'x'), write(5, 'lost')];
    expect(fileOf(calls, '/data/a')).toMatchObject({ written: ['0 "x"'] });
    expect(fileOf(calls, '/data/b')).toMatchObject({ written: [], size: 0 });
  });

  it('has nothing to say of a file that was only read', () => {
    expect(fileOf([open('a', 5), readCall(5, 'x')], '/data/a')).toBeUndefined();
  });

  it('stops at 16 MiB and says so', () => {
    const calls = [open('a', 5, CREATE), ...Array.from({ length: 4100 }, (_, page) => write(5, 'x', { at: page * 4096 }))];
    expect(fileOf(calls, '/data/a')).toMatchObject({ more: true, bytesWritten: 4100 });
  });
});
