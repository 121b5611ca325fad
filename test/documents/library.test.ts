// Every block of docs/library.md is run as it stands, and must say exactly what the document shows below it.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const document = readFileSync(path.join(root, 'docs/library.md'), 'utf8');
const EXAMPLE = /^## ([^\n]+)\n(?:(?!^```|^## )[^\n]*\n)*^```js\n([\s\S]*?)^```\n\n^```text\n([\s\S]*?)^```$/gm;
const examples = [...document.matchAll(EXAMPLE)].map(([, title, code, says]) => [title ?? '', code ?? '', says ?? ''] as const);

it('finds every block of the document', () => {
  expect(examples.length).toBe([...document.matchAll(/^```js$/gm)].length);
  expect(examples.length).toBeGreaterThan(4);
});

it.each(examples)('%s', async (_title, code, says) => {
  const output = await new Promise<string>((resolve) => {
    const args = ['--no-warnings', '--input-type=module', '--eval', code];
    execFile(process.execPath, args, { cwd: root }, (_failed, stdout, stderr) => resolve(stdout + stderr));
  });
  expect(output).toBe(says);
});
