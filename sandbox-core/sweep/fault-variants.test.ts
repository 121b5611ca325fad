import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, faultsOf, ruleOf, sampled, type FaultKind, type SweptCall } from './fault-variants.ts';

const call = (name: string, row = 0, path = '/out/a', moved = 10): SweptCall => ({ row, name, path, moved });
const every = new Set<FaultKind>(FAULT_KINDS);
const faults = (name: string, moved = 10, kinds = every): string[] =>
  faultsOf(call(name, 0, '', moved), kinds).map(({ fault }) => fault);

describe('faultsOf()', () => {
  it('gives each function the faults that it can meet', () => {
    const functions = ['fd_read', 'fd_write', 'path_open', 'fd_sync', 'fd_close', 'random_get', 'clock_time_get', 'proc_exit'];
    expect(Object.fromEntries(functions.map((name) => [name, faults(name).join(' ')]))).toEqual({
      fd_read: 'EIO short',
      fd_write: 'EIO ENOSPC short',
      path_open: 'ENOENT EACCES EMFILE',
      fd_sync: 'EIO',
      fd_close: 'EIO',
      random_get: 'EIO',
      clock_time_get: 'clock',
      proc_exit: '',
    });
  });

  it('keeps to the kinds asked for', () => {
    expect(faults('fd_write', 10, new Set(['enospc']))).toEqual(['ENOSPC']);
  });

  it('cuts to half of what was moved, and not where that is all', () => {
    expect(faults('fd_write', 1)).toEqual(['EIO', 'ENOSPC']);
    expect(faultsOf(call('fd_read', 0, '', 5), new Set(['short']))[0]?.effect).toEqual({ kind: 'cut', to: 2 });
  });
});

it('ruleOf() hits the call by its number, once', () => {
  const [variant] = faultsOf(call('fd_sync', 41), every);
  expect(variant && ruleOf(variant)).toMatchObject({
    where: 'seq:42',
    nth: 1,
    every: 0,
    times: 1,
    effect: { kind: 'fail', errno: 29 },
  });
});

describe('sampled()', () => {
  const rows = (calls: readonly SweptCall[]): number[] => sampled(() => calls).map(({ row }) => row);

  it('takes the first, second, middle and last of a group', () => {
    expect(rows(Array.from({ length: 10_000 }, (_, row) => call('fd_write', row)))).toEqual([0, 1, 5000, 9999]);
  });

  it('takes all of a small group, each once', () => {
    expect(rows([call('fd_write', 3), call('fd_write', 4), call('fd_write', 8)])).toEqual([3, 4, 8]);
    expect(rows([call('fd_write', 3)])).toEqual([3]);
  });

  it('keeps functions and files apart', () => {
    const calls = [0, 1, 2, 3, 4, 5].map((row) => call('fd_write', row));
    expect(rows([...calls, call('fd_write', 6, '/out/b'), call('fd_read', 7)])).toEqual([0, 1, 3, 5, 6, 7]);
  });
});
