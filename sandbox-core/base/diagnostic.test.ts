import { expect, test } from 'vitest';
import { diagnosticText, type Place } from './diagnostic.ts';

test('diagnosticText() puts the place before the fact', () => {
  const places: Place[] = [{ kind: 'byte', offset: 7996 }, { kind: 'text', line: 3, column: 9 }, { kind: 'whole' }];
  expect(places.map((place) => diagnosticText({ code: 'a', message: 'it is so', place }))).toEqual([
    'at byte 0x1f3c: it is so',
    'line 3, column 9: it is so',
    'it is so',
  ]);
});
