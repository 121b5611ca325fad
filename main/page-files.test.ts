import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PAGE_ORIGIN } from './page-address.ts';
import { answerPage, listPageFiles } from './page-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'page-files-'));
mkdirSync(join(folder, 'page/assets'), { recursive: true });
writeFileSync(join(folder, 'secret.html'), 'secret');
writeFileSync(join(folder, 'page/index.html'), '<p>hello');
writeFileSync(join(folder, 'page/assets/a.js'), 'export {}');
writeFileSync(join(folder, 'page/.env'), 'KEY=1');
writeFileSync(join(folder, 'page/notes.txt'), 'unknown kind');
symlinkSync(join(folder, 'secret.html'), join(folder, 'page/link.html'));
const files = listPageFiles(join(folder, 'page'));
afterAll(() => rmSync(folder, { recursive: true }));

const statusOf = async (address: string, method = 'GET'): Promise<number> =>
  (await answerPage(files, { method, url: address })).status;

test('listPageFiles() lists plain files of known kinds and follows no link', () => {
  expect([...files.keys()].toSorted()).toEqual(['/assets/a.js', '/index.html']);
});

test('answerPage() serves a listed file with its type and the content policy', async () => {
  const answer = await answerPage(files, { method: 'GET', url: `${PAGE_ORIGIN}/index.html?x#y` });
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/html; charset=utf-8',
    '<p>hello',
  ]);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; ");
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test('answerPage() finds nothing outside the list, however the address is written', async () => {
  const addresses = [
    '/',
    '/secret.html',
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/assets/../../secret.html',
    '/link.html',
    '/.env',
    '/notes.txt',
    '/assets',
    '/assets/',
    '/index.html/',
    '/INDEX.HTML',
    '/index.html%00',
    '//index.html',
    '/constructor',
    '/__proto__',
  ];
  for (const address of addresses) expect([address, await statusOf(PAGE_ORIGIN + address)]).toEqual([address, 404]);
});

test('answerPage() answers another host or scheme with 404 and another method with 405', async () => {
  expect([
    await statusOf('app://other/index.html'),
    await statusOf('http://wasm-sandbox/index.html'),
    await statusOf(`${PAGE_ORIGIN}/index.html`, 'POST'),
    await statusOf(`${PAGE_ORIGIN}/index.html`, 'HEAD'),
  ]).toEqual([404, 404, 405, 200]);
});
