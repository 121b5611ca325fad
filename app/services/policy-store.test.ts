import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nodePlatform } from '../../sandbox-core/node.ts';
import { PolicyStore } from './policy-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'policies-'));
const said: string[] = [];
const platform = nodePlatform({ log: { write: (_level, _part, text) => void said.push(text) } });

afterAll(() => rmSync(folder, { recursive: true }));

function version(number: number, letters = 4) {
  return { number, keptAt: number, run: null, texts: { manifest: 'm'.repeat(letters), rules: '' } };
}

test('what is kept is there when it is opened again, readable by its owner alone', () => {
  const path = join(folder, 'kept.sqlite');
  const store = new PolicyStore({ platform, path });
  store.setTexts('a', { manifest: '{}', rules: 'permit' }, 1);
  store.setTexts('a', { manifest: '{ }', rules: '' }, 2);
  store.keepVersion('a', version(1));
  store.keepVersion('a', { ...version(1), run: 7 });
  store.keepVersion('b', version(1));
  store.close();

  const again = new PolicyStore({ platform, path });
  expect(again.lasts).toBe(true);
  expect(again.texts('a')).toEqual({ manifest: '{ }', rules: '' });
  expect(again.texts('b')).toBeUndefined();
  expect(again.versions('a')).toEqual([{ ...version(1), run: 7 }]);
  again.close();
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('of one module fifty versions are kept, and of all as many as 64 MiB hold; the oldest go', () => {
  const store = new PolicyStore({ platform, path: undefined });
  for (let number = 1; number <= 51; number += 1) store.keepVersion('a', version(number));
  expect(store.versions('a').map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, place) => 51 - place));
  for (let number = 100; number < 165; number += 1) store.keepVersion(`module ${number}`, version(number, 1 << 20));
  expect(store.versions('a')).toEqual([]);
  expect(store.versions('module 100')).toEqual([]);
  expect(store.versions('module 101')).toHaveLength(1);
  store.close();
});

test.each([
  ['no database', 'x'.repeat(5000)],
  ['one of another program', undefined],
])('a file that is %s is left as it is: then nothing lasts, which is said', (what, text) => {
  const path = join(folder, `${what}.sqlite`);
  if (text === undefined) platform.databases.open(path, 'create').close();
  else writeFileSync(path, text);
  const before = statSync(path).size;
  const store = new PolicyStore({ platform, path });
  expect(store.lasts).toBe(false);
  expect(said.pop()).toMatch(/^they are not kept: /);
  store.setTexts('a', { manifest: '{}', rules: '' }, 1);
  expect(store.texts('a')).toEqual({ manifest: '{}', rules: '' });
  store.close();
  expect(statSync(path).size).toBe(before);
});
