import { expect, it } from 'vitest';
import { assembleOnThread } from './assemble-on-thread.ts';

it('assembleOnThread() answers what the assembler answers', async () => {
  const assembled = await assembleOnThread()('(module)');
  expect(assembled.ok && WebAssembly.validate(assembled.value.slice())).toBe(true);
  expect(await assembleOnThread()('(func')).toMatchObject({ ok: false });
});

it('assembleOnThread() gives up in time', async () => {
  const forever = new URL('data:text/javascript,for(;;);');
  const started = performance.now();
  const assembled = await assembleOnThread({ entry: forever, milliseconds: 200 })('(module)');
  expect(assembled).toMatchObject({ ok: false, diagnostics: [{ code: 'wat-time' }] });
  expect(performance.now() - started).toBeLessThan(2000);
});

it.each(['throw 1', 'process.exit(1)', ''])('assembleOnThread() answers when its thread does %j', async (code) => {
  const entry = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(await assembleOnThread({ entry })('(module)')).toMatchObject({ ok: false, diagnostics: [{ code: 'wat' }] });
});
