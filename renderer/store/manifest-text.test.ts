import { expect, test } from 'vitest';
import { offsetOf, placeOfPointer, valueAt, withAppended, withValue } from './manifest-text.ts';

const TEXT = `{
  // Kept as it stands.
  "version": 1,
  "mounts": [
    { "guest": "/data", "memory": true, "rights": ["read"] }
  ],
  "limits": {}
}
`;

test('withValue() replaces one value and touches nothing else', () => {
  expect(withValue(TEXT, ['mounts', 0, 'guest'], '/pictures')).toBe(TEXT.replace('/data', '/pictures'));
});

test('withValue() makes what is missing on the way, in the style of its surroundings', () => {
  expect(withValue(TEXT, ['limits', 'memory', 'most'], '64MiB')).toBe(
    TEXT.replace('"limits": {}', '"limits": {\n    "memory": { "most": "64MiB" }\n  }'),
  );
  expect(withValue(TEXT, ['clock'], 'frozen')).toBe(TEXT.replace('"limits": {}', '"limits": {},\n  "clock": "frozen"'));
});

test('withValue() takes a value out, and leaves a text without an object alone', () => {
  expect(valueAt(withValue(TEXT, ['mounts'], undefined), ['mounts'])).toBeUndefined();
  expect(withValue(TEXT, ['version'], undefined)).toBe(TEXT.replace('"version": 1,\n  ', ''));
  expect(withValue(TEXT, ['limits'], undefined)).toBe(TEXT.replace(',\n  "limits": {}', ''));
  expect(withValue('[1, 2', ['clock'], 'real')).toBe('[1, 2');
});

test('withAppended() adds behind the last of a list, and makes the list', () => {
  const more = withAppended(TEXT, ['mounts'], { guest: '/tmp', memory: true, rights: [] });
  expect(more.split('\n')[5]).toBe('    { "guest": "/tmp", "memory": true, "rights": [] }');
  expect(valueAt(withAppended('{ "version": 1 }', ['args'], 'a'), ['args'])).toEqual(['a']);
});

test('placeOfPointer() and offsetOf() agree on where a value begins', () => {
  const found = placeOfPointer(TEXT, '/mounts/0');
  expect(found).toMatchObject({ line: 5, column: 5 });
  expect(offsetOf(TEXT, { line: 5, column: 5 })).toBe(found?.from);
});
