// Two runs compared, files and streams rebuilt, over a real engine, asked as a page asks it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../app/contract/connect.ts';
import { commands, streams, type CommandInput, type CommandName, type CommandOutput } from '../../app/contract/contract.ts';
import { decodeTable } from '../../app/contract/table.ts';
import type { NodeApp } from '../../app/node-host/node-app.ts';
import { COPIER } from '../fixtures/copier.ts';
import { startApp } from './app-with-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'rebuilt-'));
const data = join(folder, 'data');

let host: NodeApp;
let page: Client;
/** A run, the same again, one that read other text, one with an argument. */
let one: string;
let again: string;
let other: string;
let longer: string;

beforeAll(async () => {
  mkdirSync(data);
  ({ host, page } = startApp(join(folder, 'sessions')));
  host.grants.add({ name: 'data', folder: data, writable: true });
  one = await runCopier('some text\n');
  again = await runCopier('some text\n');
  other = await runCopier('other text\n');
  longer = await runCopier('some text\n', ['more']);
}, 60_000);

afterAll(async () => {
  await host.app.close();
  rmSync(folder, { recursive: true });
});

async function runCopier(content: string, args: readonly string[] = []): Promise<string> {
  writeFileSync(join(data, 'in.txt'), content);
  const { module } = await page.call('modules.open', { name: 'copier.wat', bytes: new TextEncoder().encode(COPIER) });
  const rights = ['read', 'write', 'create'];
  const manifest = { version: 1, args, mounts: [{ guest: '/data', grant: 'data', rights }] };
  const { diagnostics } = await page.call('manifests.set', { module: module.id, text: JSON.stringify(manifest) });
  expect(diagnostics).toEqual([]);
  const { run } = await page.call('runs.start', { module: module.id, stdin: new Uint8Array() });
  for await (const { ending } of page.stream('runs.watch', { run: run.id })) if (ending) expect(ending.kind).toBe('returned');
  return run.id;
}

/** The answer, which fits its schema. */
async function ask<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>> {
  const answer = await page.call(name, input);
  expect(commands[name].output.safeParse(answer).error).toBeUndefined();
  return answer;
}

describe('comparing two runs', () => {
  it('finds nothing but chance between two that do the same', async () => {
    const summary = await ask('compare.summary', { a: one, b: again });
    expect(summary).toMatchObject({ differences: 0, firstDifference: null, headers: [], lines: 11 });
    expect(summary.functions.find(({ name }) => name === 'clock_time_get')).toMatchObject({ same: 1, chance: 1 });
    expect(await ask('compare.next-difference', { a: one, b: again, from: -1, backwards: false })).toEqual({ line: null });
  });

  it('gives windows of the aligned list, in words for both sides', async () => {
    const pair = { a: one, b: longer };
    const summary = await ask('compare.summary', pair);
    expect(summary.headers.map(({ what }) => what)).toEqual(['manifest', 'plan: args, rules']);
    const { line } = await ask('compare.next-difference', {
      ...pair,
      from: (summary.firstDifference ?? 0) - 1,
      backwards: false,
    });
    expect(line).toBe(summary.firstDifference);
    const { lines, table } = await ask('compare.rows', { ...pair, from: 0, count: 500 });
    const rows = decodeTable(table);
    expect([lines, rows.rows]).toEqual([summary.lines, summary.lines]);
    const kinds = [...rows.numbers('kind')];
    const added = kinds.indexOf(2);
    expect([rows.text('name', added), rows.number('rowA', added), rows.text('argumentsA', added)]).toEqual(['fd_write', -1, '']);
    expect(rows.text('argumentsB', added)).toContain('14 B');
    expect(kinds.filter((kind) => kind === 1)).toEqual([]);
  });

  it('says what changed in a call', async () => {
    const { firstDifference } = await ask('compare.summary', { a: one, b: other });
    const { table } = await ask('compare.rows', { a: one, b: other, from: firstDifference ?? 0, count: 1 });
    const rows = decodeTable(table);
    expect([rows.text('name', 0), rows.text('resultA', 0), rows.text('resultB', 0)]).toEqual(['fd_read', '10', '11']);
    // Slower or not is the machine's affair.
    expect(rows.number('changes', 0) & ~32).toBe(1 | 8);
  });

  it('tells how far it is, and ends', async () => {
    const items = [];
    for await (const item of page.stream('compare.progress', { a: longer, b: other })) items.push(item);
    expect(streams['compare.progress'].item.safeParse(items.at(-1)).error).toBeUndefined();
    expect(items.at(-1)?.done).toBe(items.at(-1)?.all);
  });

  it('of a run that never was is NOT_FOUND', async () => {
    await expect(page.call('compare.summary', { a: one, b: 'r000000000000' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what is rebuilt from a run', () => {
  it('lists the files it touched', async () => {
    const { all, cut, table } = await ask('rebuilt.files', { run: one, from: 0, count: 100 });
    const files = decodeTable(table);
    expect([all, cut]).toEqual([4, false]);
    const paths = Array.from({ length: 4 }, (_, at) => files.text('path', at));
    expect(paths).toEqual(['/data/in.txt', '/data/out.tmp', '/etc/passwd', '/data/out.txt']);
    expect([...files.numbers('read')]).toEqual([10, 0, 0, 0]);
    expect([...files.numbers('written')]).toEqual([0, 10, 0, 0]);
    expect([...files.numbers('denials')]).toEqual([0, 0, 1, 0]);
    expect([...files.numbers('isWritten')]).toEqual([0, 1, 0, 1]);
    expect(files.text('calls', 0)).toBe('path_open, fd_read, fd_close');
    const rest = await ask('rebuilt.files', { run: one, from: 3, count: 100 });
    expect(decodeTable(rest.table).text('path', 0)).toBe('/data/out.txt');
  });

  it('shows what it wrote, and nothing for what it only read', async () => {
    const { file } = await ask('rebuilt.file', { run: longer, file: 3 });
    expect(file).toMatchObject({ path: '/data/out.txt', size: 24, bytesWritten: 24, bytesKept: 24, more: false, isGone: false });
    expect(new TextDecoder().decode(file?.bytes)).toBe('some text\na second line\n');
    expect(await ask('rebuilt.file', { run: longer, file: 0 })).toEqual({ file: null });
    await expect(page.call('rebuilt.file', { run: longer, file: 4 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('follows a descriptor by its number and by a call', async () => {
    const printed = await ask('rebuilt.stream', { run: one, choice: { kind: 'descriptor', descriptor: 1 }, from: 0, count: 10 });
    expect(printed.stream).toMatchObject({ name: 'stdout', isStandard: true, count: 1, bytesWritten: 9 });
    expect(new TextDecoder().decode(printed.bytes)).toBe('done\u001b[2J\n');
    const rows = decodeTable((await page.call('trace.rows', { run: longer, where: 'fd_write', from: 1, count: 1 })).table);
    const choice = { kind: 'call', row: rows.number('row', 0) } as const;
    const written = await ask('rebuilt.stream', { run: longer, choice, from: 0, count: 10 });
    expect(written.stream).toMatchObject({ name: '/data/out.tmp', count: 2 });
    const table = decodeTable(written.table);
    expect([...table.numbers('offset')]).toEqual([0, 10]);
    expect([...table.numbers('kept')]).toEqual([10, 14]);
    const second = await ask('rebuilt.stream', { run: longer, choice, from: 1, count: 1 });
    expect(new TextDecoder().decode(second.bytes)).toBe('a second line\n');
  });

  it('has no stream for a number that was never open', async () => {
    const choice = { kind: 'descriptor', descriptor: 4_000_000_000 } as const;
    expect((await ask('rebuilt.stream', { run: one, choice, from: 0, count: 10 })).stream).toBeNull();
  });
});
