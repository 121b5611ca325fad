import { expect, test } from 'vitest';
import { activeBreakpoints, createBreakpointStore, readBreakpoints } from './breakpoints.ts';

function memory(): Pick<Storage, 'getItem' | 'setItem'> & { text: string | null } {
  const kept = { text: null as string | null };
  return Object.assign(kept, { getItem: () => kept.text, setItem: (_key: string, text: string) => void (kept.text = text) });
}

const DENIED = { where: 'outcome:denied', phase: 'before', skip: 0, on: true } as const;

test('breakpoints outlive their store, and one is not added twice', () => {
  const storage = memory();
  const { add, change } = createBreakpointStore(storage).getState();
  expect([add(DENIED), add(DENIED), add({ ...DENIED, skip: 3 })]).toEqual([true, false, true]);
  change(1, { on: false });
  const { breakpoints } = createBreakpointStore(storage).getState();
  expect(breakpoints).toEqual([
    { ...DENIED, id: 1, on: false },
    { ...DENIED, id: 2, skip: 3 },
  ]);
  expect(activeBreakpoints(breakpoints)).toEqual([{ where: 'outcome:denied', phase: 'before', skip: 3 }]);
});

test('readBreakpoints() takes those of the right shape and no others', () => {
  const kept = [DENIED, { ...DENIED, phase: 'during' }, { ...DENIED, skip: -1 }, { ...DENIED, where: 7 }, null, 'x'];
  expect(readBreakpoints(JSON.stringify(kept))).toEqual([{ ...DENIED, id: 1 }]);
  expect([readBreakpoints('not json'), readBreakpoints('{"a":1}'), readBreakpoints(null)]).toEqual([[], [], []]);
});
