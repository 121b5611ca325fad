// Every threat of the list has a test that names its number, or stands in not-yet.md with a reason; never both.
//
// A test names a number at the head of its title (`'35, 36: …'`), as THREATS in its title, or in its file's first comment
// (`// THREATS 97 and 94: …`; a range there, `7 to 20`, is no claim: its tests say their numbers themselves).
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOT } from '../flow/command-line.ts';
import { THREATS } from './threats.ts';

const FOLDERS = ['sandbox-core', 'app', 'main', 'preload', 'renderer', 'test'];

function testFiles(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(test|spec)\.tsx?$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
}

function numbersIn(text: string): number[] {
  const titles = [...text.matchAll(/(?:^|[([]|, )\s*['"`](\d{1,3}(?:, \d{1,3})*)[:,] /gm)].map((match) => match[1] ?? '');
  const inTitles = [...text.matchAll(/['"`][^'"`\n]*\(THREATS (\d{1,3})\)/g)].map((match) => match[1] ?? '');
  const heads = [...text.matchAll(/^\/\/ THREATS (\d+(?:(?:, | and )\d+)*):/gm)].map((match) => match[1] ?? '');
  return [...titles, ...inTitles, ...heads].flatMap((list) => list.split(/, | and /).map(Number));
}

/** Number and reason of each row of not-yet.md; what half is missing stands in the reason. */
function notYet(): Map<number, string> {
  const text = readFileSync(`${ROOT}test/hostile/not-yet.md`, 'utf8');
  const rows = [...text.matchAll(/^\| *(\d+) *\|([^|]*)\|([^|]*)\|/gm)];
  return new Map(rows.map(([, number, , reason]) => [Number(number), (reason ?? '').trim()]));
}

test('every threat is tested, or listed as not yet with its reason', () => {
  const tested = new Set(testFiles().flatMap((file) => numbersIn(readFileSync(`${ROOT}${file}`, 'utf8'))));
  const waiting = notYet();
  const numbers = THREATS.map((_, index) => index + 1);
  expect(numbers).toHaveLength(105);
  const title = (number: number): string => `${number} ${THREATS[number - 1] ?? ''}`;
  expect({
    missing: numbers.filter((number) => !tested.has(number) && !waiting.has(number)).map(title),
    both: numbers.filter((number) => tested.has(number) && waiting.has(number)).map(title),
    withoutReason: [...waiting].filter(([, reason]) => reason.length < 10).map(([number]) => title(number)),
  }).toEqual({ missing: [], both: [], withoutReason: [] });
});
