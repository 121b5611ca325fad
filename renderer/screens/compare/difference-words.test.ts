import { expect, it } from 'vitest';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { lineSentence, measuresOf, signOf, type DifferenceLine } from './difference-words.ts';

function line(kind: number, changes: number): DifferenceLine {
  const texts = { argumentsA: '', argumentsB: '', resultA: '', resultB: '' };
  return { kind, changes, rowA: 0, rowB: 0, name: 'fd_read', ...texts };
}

it('signOf() and lineSentence() put what matters before slowness, and that before chance', () => {
  const lines = [line(0, 0), line(1, 0), line(2, 0), line(0, 1 | 2 | 64), line(0, 4 | 1 | 8), line(0, 32 | 64), line(0, 64)];
  expect(lines.map((each) => `${signOf(each)} ${lineSentence(each)}`)).toEqual([
    ' fd_read is the same in both',
    '− Only A calls fd_read here',
    '+ Only B calls fd_read here',
    '≠ fd_read has another result and errno in B',
    '≠ fd_read has another decision, result and bytes it got in B',
    '◷ fd_read is slower in B',
    '≈ fd_read differs by chance only',
  ]);
});

it('measuresOf() gives the change with its sign, and a share only where A has something', () => {
  const run = { wall: 1e9, calls: 100, denials: 0, errors: 4, memory: 1024 } as RunSummary;
  const measures = measuresOf(run, { ...run, wall: 1.5e9, calls: 90, denials: 3 });
  expect(measures.map(({ name, change, percent }) => `${name} ${change} ${percent}`.trim())).toEqual([
    'Time +500 ms +50 %',
    'Host calls −10 −10 %',
    'Denied +3',
    'Errors',
    'Memory',
  ]);
});
