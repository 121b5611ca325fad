import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { diagnosticText } from '../base/diagnostic.ts';
import { parseTest } from './parse-test.ts';
import { testJsonSchema, type TestFile } from './test-schema.ts';

const committed = new URL('../../resources/schemas/sandboxtest.schema.json', import.meta.url);

const sound: TestFile = {
  version: 1,
  mode: 'replay',
  module: { file: 'module.wasm', name: 'guest', digest: 'ab'.repeat(32) },
  recording: 'recording.session',
  manifest: 'manifest.json',
  expect: { outcome: { kind: 'exited', code: 0 }, stdout: 'a\n', calls: true },
};

function faultsIn(text: string): string[] {
  const parsed = parseTest(text);
  return parsed.ok ? [] : parsed.diagnostics.map(diagnosticText);
}

test('sandboxtest.schema.json is up to date (else: node resources/schemas/build.ts)', () => {
  expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(testJsonSchema());
});

test('parseTest() takes a sound test, comments included', () => {
  expect(parseTest(`// mine\n${JSON.stringify(sound)}`)).toEqual({ ok: true, value: sound });
});

test.each(['../module.wasm', '/etc/passwd', 'a/b', '..', '.hidden', 'a\0b', 'a\\b', ''])(
  'parseTest() refuses %j as the name of a file, with its place',
  (name) => {
    const text = JSON.stringify({ ...sound, recording: name }, null, 1);
    expect(faultsIn(text)).toEqual([
      expect.stringMatching(/^line 9, column 15: recording is ".*"; the name of a file in the folder/),
    ]);
  },
);

test('parseTest() says what is unknown, missing or wrong', () => {
  const { mode: _mode, ...without } = sound;
  const expected = { ...sound.expect, outcome: { kind: 'exited' }, fuel: { least: -1, most: 2 } };
  expect(
    faultsIn(JSON.stringify({ ...without, more: 1, expect: expected })).map((fault) => fault.replace(/column \d+/, '…')),
  ).toEqual([
    'line 1, …: "mode" is missing; "replay" or "live" was expected',
    expect.stringContaining('"expect.outcome.code" is missing'),
    'line 1, …: expect.fuel.least is -1; a whole number from 0 to 9007199254740991 was expected',
    'line 1, …: unknown key "more"',
  ]);
});

test('parseTest() refuses text that is no JSON, too large or too deep', () => {
  expect(faultsIn('{ "version": 1, ')).toHaveLength(1);
  expect(faultsIn(' '.repeat(2 << 20))[0]).toContain('characters');
  expect(faultsIn('['.repeat(50))[0]).toContain('deep');
});
