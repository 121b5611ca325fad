// The audit log of the app over a real engine, asked as a page asks it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../app/contract/connect.ts';
import type { NodeApp } from '../../app/node-host/node-app.ts';
import { tamper } from '../fixtures/audit/sample-log.ts';
import { startApp } from './app-with-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'app-audit-'));
const log = join(folder, 'sessions', 'audit.sqlite');
let host: NodeApp;
let page: Client;
let module = '';

beforeAll(async () => {
  ({ host, page } = startApp(join(folder, 'sessions'), { version: '1.2.3' }));
  module = (await page.call('modules.open-sample', { sample: 'thief' })).module.id;
});

afterAll(async () => {
  await host.app.close();
  rmSync(folder, { recursive: true });
});

async function ran(): Promise<string> {
  const { run } = await page.call('runs.start', { module, stdin: new Uint8Array() });
  for await (const { state } of page.stream('runs.watch', { run: run.id })) if (state === 'ended') break;
  return run.id;
}

test('a run and what people do are in the log, in lanes and pages, and the log verifies', async () => {
  mkdirSync(join(folder, 'granted'));
  host.grants.add({ name: 'data', folder: join(folder, 'granted'), writable: false });
  const run = await ran();
  await page.call('sessions.annotate', { run, tags: ['odd'], note: '' });
  const people = await page.call('audit.page', { filter: { lanes: ['people'] }, skip: 0, count: 10 });
  expect(people.rows.map(({ sentence }) => sentence)).toEqual([
    'mark: tags ["odd"], note ""',
    'grant: the folder data, for reading',
  ]);
  const all = await page.call('audit.page', { filter: { run }, skip: 0, count: 500 });
  expect(all.rows.filter(({ lane }) => lane === 'runs').map(({ kind }) => kind)).toEqual(['run-ended', 'run-started']);
  expect(all.rows.some(({ lane, source }) => lane === 'denials' && source === 'guest-reported')).toBe(true);
  const verified = await page.call('audit.verify', {});
  expect(verified).toMatchObject({ entries: all.matching + 1, findings: [] });
  const overview = await page.call('audit.overview', { buckets: 8 });
  expect([overview.counts.length, overview.counts.reduce((sum, count) => sum + count, 0)]).toEqual([40, verified.entries]);
  expect(overview.verified).toEqual(verified);
});

test('the log leaves as what it is, piece by piece', async () => {
  let text = '';
  for await (const { bytes } of page.stream('audit.export', { as: 'jsonl', filter: {} })) text += new TextDecoder().decode(bytes);
  const kinds = text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { kind: string }).kind);
  expect(kinds.slice(0, 2)).toEqual(['person', 'run-started']);
  let part = '';
  const order = { as: 'jsonl', filter: {}, where: 'kind:run-started' } as const;
  for await (const { bytes } of page.stream('audit.export', order)) part += new TextDecoder().decode(bytes);
  expect(part.trimEnd().split('\n')).toEqual(
    text
      .trimEnd()
      .split('\n')
      .filter((_, index) => kinds[index] === 'run-started'),
  );
});

test('the screen gets a run in a group, a denial with its place in the chain, and a proof of it', async () => {
  const { groups } = await page.call('audit.list', { where: 'lane:denials' });
  const run = groups.find((group) => group.module === 'thief.wasm');
  expect(run).toMatchObject({ number: 1, runs: 1 });
  const { lines } = await page.call('audit.lines', { where: 'lane:denials run:1', from: 0, count: 500 });
  expect(lines.length).toBe(run?.entries);
  const [denial] = lines;
  const { seq = 0, row, run: id } = denial ?? {};
  const entry = await page.call('audit.entry', { seq });
  expect(entry).toMatchObject({ line: denial, module: 'thief.wasm', moduleDigest: module, leafIndex: seq - 1 });
  expect(entry.hash).toBe(entry.expected);
  expect((await page.call('audit.policy', { digest: entry.policy ?? '' })).text).toContain('"version"');
  expect(await page.call('audit.find', { where: 'lane:denials run:1', of: { run: id ?? '', row: row ?? 0 } })).toEqual({
    seq,
    place: 0,
  });
  const { bytes } = await page.call('audit.proof', { seq });
  expect(new TextDecoder().decode(bytes)).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
  const { marks, runs } = await page.call('audit.timeline', { where: 'lane:denials', from: 0, to: Date.now(), slices: 1 });
  expect([marks, runs.map(({ number }) => number)]).toMatchObject([[{ lane: 'denials', count: run?.entries }], [1]]);
  let last: { done: number; all: number; report: unknown } | undefined;
  for await (const item of page.stream('audit.verifying', {})) last = item;
  expect(last).toMatchObject({ done: last?.all, report: { findings: [] } });
  await expect(page.call('audit.list', { where: 'lane:nowhere' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('what was tampered with is found, and nothing runs on a log that was cut', async () => {
  tamper(log, (database) => database.exec('DELETE FROM entry WHERE seq > 3'));
  const { findings } = await page.call('audit.verify', {});
  expect(findings[0]).toMatchObject({ tampering: 'truncated', seq: 4 });
  const id = await ran();
  const { runs } = await page.call('runs.list', {});
  expect(runs.find((run) => run.id === id)?.sentence).toContain('nothing is granted without it');
});
