import { expect, test } from 'vitest';
import { aroundChanges, lineChanges } from './line-changes.ts';

function drawn(lines: ReturnType<typeof lineChanges>): string[] {
  return lines.map(({ kind, number, text }) => `${number ?? ''}${kind === 'added' ? '+' : kind === 'gone' ? '-' : ' '}${text}`);
}

test('lineChanges() numbers what stands, and tells what was added from what went', () => {
  expect(drawn(lineChanges('a\nb\nc\nd\n', 'a\nx\nc\ny\nd\n'))).toEqual(['1 a', '-b', '2+x', '3 c', '4+y', '5 d']);
  expect(drawn(lineChanges('a\na', 'a'))).toEqual(['1 a', '-a']);
  expect(drawn(lineChanges('same', 'same'))).toEqual(['1 same']);
});

test('lineChanges() counts all of a large part as changed rather than comparing every pair', () => {
  const many = (mark: string): string => Array.from({ length: 5000 }, (_, at) => `${mark}${at}`).join('\n');
  const lines = lineChanges(many('a'), many('b'));
  expect([lines.filter(({ kind }) => kind === 'gone').length, lines.filter(({ kind }) => kind === 'added').length]).toEqual([
    5000, 5000,
  ]);
});

test('aroundChanges() leaves what is near to a change, else the beginning', () => {
  const before = '1\n2\n3\n4\n5\n6\n7\n8';
  expect(drawn(aroundChanges(lineChanges(before, before.replace('5', 'five')), 1, 16))).toEqual(['4 4', '-5', '5+five', '6 6']);
  expect(drawn(aroundChanges(lineChanges(before, before), 1, 2))).toEqual(['1 1', '2 2']);
});
