import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { programEntry } from './program-entry.ts';

/** A checkout with one source and what was built of it; answers the door's address, and a way to change the source. */
function checkout(): { readonly door: string; readonly source: string; readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), 'checkout-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'sandbox-core'));
  mkdirSync(join(root, 'out/guest'), { recursive: true });
  const source = join(root, 'sandbox-core/guest-process.ts');
  writeFileSync(source, 'export {};');
  const { size, mtimeMs } = statSync(source);
  const sources = [['sandbox-core/guest-process.ts', size, mtimeMs]];
  writeFileSync(join(root, 'out/guest/sources.json'), JSON.stringify({ sources }));
  return { door: pathToFileURL(join(root, 'sandbox-core/node.ts')).href, source, root };
}

test('what was built of these sources is started', () => {
  expect(programEntry('guest-process', checkout().door).href).toMatch(/\/out\/guest\/guest-process\.js$/);
});

test.each<[what: string, change: (source: string, root: string) => void]>([
  ['a source of another length', (source) => writeFileSync(source, 'export { };')],
  ['a source that was touched', (source) => utimesSync(source, 1, 1)],
  ['a source that is gone', (source) => rmSync(source)],
  ['no build', (_source, root) => rmSync(join(root, 'out'), { recursive: true })],
  ['a build that was torn', (_source, root) => writeFileSync(join(root, 'out/guest/sources.json'), '{"sour')],
])('with %s, the sources are', (_what, change) => {
  const { door, source, root } = checkout();
  change(source, root);
  expect(programEntry('guest-process', door).href).toMatch(/\/sandbox-core\/guest-process\.ts$/);
});

test('an application that was built as a whole has its programs beside it', () => {
  expect(programEntry('session-probe', 'file:///app/out/main/engine-entry.js').href).toBe(
    'file:///app/out/main/session-probe.js',
  );
});
