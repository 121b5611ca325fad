import { expect, test } from 'vitest';
import { fileNameOf } from './file-name.ts';

test.each([
  ['thief.wasm', 'thief-7'],
  ['../../etc/passwd', 'etc-passwd-7'],
  ['-rf *.WASM', 'rf--7'],
  ['{u+202e}日本', 'u-202e--7'],
  ['', 'run-7'],
  ['x'.repeat(500), `${'x'.repeat(60)}-7`],
])('fileNameOf() makes %j harmless', (moduleName, name) => {
  expect(fileNameOf({ moduleName, number: 7 })).toBe(name);
  expect(fileNameOf({ moduleName, number: 7 })).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/);
});
