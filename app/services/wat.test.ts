import { expect, it } from 'vitest';
import { assembleWat, MOST_WAT_BYTES } from './wat.ts';

it('assembleWat() makes a module of text', async () => {
  const assembled = await assembleWat('(module (func (export "_start")))');
  expect(assembled.ok && WebAssembly.validate(assembled.value.slice())).toBe(true);
});

it('assembleWat() says the line and column of what it does not understand', async () => {
  expect(await assembleWat('(module\n  (fnc))')).toMatchObject({
    ok: false,
    diagnostics: [{ code: 'wat', place: { kind: 'text', line: 2, column: 4 } }],
  });
});

it.each([
  '',
  '(',
  '(module (func $a) (func $a))',
  '"\u001b[31m',
  '(module (func (call $nobody)))',
  'x'.repeat(MOST_WAT_BYTES + 1),
])('assembleWat() answers diagnostics for text that is no module', async (text) => {
  const assembled = await assembleWat(text);
  expect(assembled.ok || assembled.diagnostics.length).not.toBe(0);
  expect(JSON.stringify(assembled)).not.toContain('\\u001b');
});

it('assembleWat() survives text nested 100,000 deep, and works afterwards', async () => {
  await assembleWat('('.repeat(100_000));
  await assembleWat(`(module (func ${'(block '.repeat(100_000)}${')'.repeat(100_000)}))`);
  expect((await assembleWat('(module)')).ok).toBe(true);
});
