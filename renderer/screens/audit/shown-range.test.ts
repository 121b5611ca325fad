import { expect, test } from 'vitest';
import type { AuditGroup } from '../../../app/contract/audit-timeline-schemas.ts';
import { moved, newestRange, showing, wholeRange, zoomed } from './shown-range.ts';

const WHOLE = { from: 0, to: 10_000 };
const span = ({ from, to }: { readonly from: number; readonly to: number }): number => to - from;

test('zoomed() keeps the time under the pointer in its place, and never leaves the log', () => {
  expect(zoomed(WHOLE, WHOLE, 0.5, 2500)).toEqual({ from: 1250, to: 6250 });
  expect(zoomed({ from: 1250, to: 6250 }, WHOLE, 4, 2500)).toEqual(WHOLE);
  expect(span(zoomed({ from: 100, to: 130 }, WHOLE, 0.01, 110))).toBeLessThanOrEqual(21);
});

test('moved() and showing() stop at the ends', () => {
  expect(moved({ from: 1000, to: 2000 }, WHOLE, -2)).toEqual({ from: 0, to: 1000 });
  expect(moved({ from: 1000, to: 2000 }, WHOLE, 0.25)).toEqual({ from: 1250, to: 2250 });
  expect(showing({ from: 1000, to: 2000 }, WHOLE, 1500)).toEqual({ from: 1000, to: 2000 });
  expect(showing({ from: 1000, to: 2000 }, WHOLE, 9900)).toEqual({ from: 9000, to: 10_000 });
});

test('newestRange() is that of the newest run, and all of a log without one', () => {
  const group: AuditGroup = { id: 1, run: 'r0', number: 1, module: '', from: 8000, sentence: null, runs: 1, entries: 3 };
  expect(newestRange({ from: 0, to: 10_000, groups: [group] })).toEqual({ from: 7700, to: 10_300 });
  const people = { from: 0, to: 10_000, groups: [{ ...group, run: null, runs: 0 }] };
  expect(newestRange(people)).toEqual(wholeRange(people));
});
