import { expect, test } from 'vitest';
import { wantedFamilies, wantedFunctions } from './wants.ts';

const wasi = (...names: string[]): { module: string; name: string }[] =>
  names.map((name) => ({ module: 'wasi_snapshot_preview1', name }));

test('a module that only writes descriptors wants stdio, one that opens paths wants files', () => {
  expect(wantedFamilies(wantedFunctions(wasi('fd_write', 'proc_exit')))).toEqual(['stdio', 'process']);
  expect(wantedFamilies(wantedFunctions(wasi('fd_write', 'path_open')))).toEqual(['files']);
});

test('what nobody offers has no family', () => {
  expect(wantedFunctions([{ module: 'env', name: 'constructor' }])).toEqual([
    { module: 'env', name: 'constructor', family: undefined },
  ]);
});
