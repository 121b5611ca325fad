import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readModuleFile } from './module-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'module-file-'));
const path = join(folder, 'small.wasm');
writeFileSync(path, new Uint8Array([0, 0x61, 0x73, 0x6d]));
afterAll(() => rmSync(folder, { recursive: true }));

test('readModuleFile() answers the bytes and the name without its folder', async () => {
  expect(await readModuleFile(path)).toEqual({ name: 'small.wasm', bytes: new Uint8Array([0, 0x61, 0x73, 0x6d]) });
});

test('readModuleFile() refuses what is too large, no plain file, or not there', async () => {
  await expect(readModuleFile(path, 3)).rejects.toThrow('it has 4 B, more than 3 B');
  await expect(readModuleFile(folder)).rejects.toThrow('it is not a plain file');
  await expect(readModuleFile(join(folder, 'none'))).rejects.toThrow('ENOENT');
});
