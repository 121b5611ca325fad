import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { sessionsFolder } from './sessions-folder.ts';

const parent = mkdtempSync(join(tmpdir(), 'sessions-'));
afterEach(() => rmSync(parent, { recursive: true, force: true }));

it('sessionsFolder() makes a private folder and keeps to plain names', () => {
  const folder = sessionsFolder(join(parent, 'deep/er'), undefined);
  expect(statSync(join(parent, 'deep/er')).mode & 0o777).toBe(0o700);
  for (const ending of ['', '-wal', '-shm']) writeFileSync(folder.pathOf('1-a.session') + ending, '');
  writeFileSync(folder.pathOf('1-a.session'), 'four');
  writeFileSync(`${folder.pathOf('1-a.session')}-wal`, 'six...');
  expect([folder.sizeOf('1-a.session'), folder.sizeOf('2-b.session')]).toEqual([10, 0]);
  writeFileSync(join(parent, 'deep/er/notes.txt'), '');
  folder.remove('1-a.session');
  expect(folder.names()).toEqual(['notes.txt']);
  for (const name of ['../x.session', '/etc/passwd', 'a.txt', '', 'a/b.session', '.session']) {
    expect(() => folder.pathOf(name)).toThrow(TypeError);
    expect(() => folder.sizeOf(name)).toThrow(TypeError);
    expect(() => folder.remove(name)).toThrow(TypeError);
  }
});
