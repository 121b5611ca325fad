// The App over a real engine, asked as a page asks it: what every screen builds on. One file, long, since all of it asks one
// app that is up.
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Client } from '../../app/contract/connect.ts';
import type { ModuleSummary, RunSummary } from '../../app/contract/schemas.ts';
import { commands, streams, type CommandName } from '../../app/contract/contract.ts';
import { memoryChannelPair } from '../../app/contract/memory-channel.ts';
import { decodeTable } from '../../app/contract/table.ts';
import { createNodeApp, type NodeApp } from '../../app/node-host/node-app.ts';
import { nodePlatform } from '../../sandbox-core/node.ts';
import { UNTRIED } from '../fixtures/untried-isolation.ts';

const silent = { write: () => undefined };
const resources = fileURLToPath(new URL('../../resources/samples', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'app-'));
const granted = join(folder, 'granted');

let host: NodeApp;
let page: Client;

function startApp(sessions = 'sessions'): NodeApp {
  return createNodeApp({
    platform: nodePlatform({ log: silent }),
    host: 'browser',
    version: '1.2.3',
    isolation: UNTRIED,
    own: [],
    sessions: join(folder, sessions),
    samples: resources,
  });
}

function openPage(app: NodeApp): Client {
  const [near, far] = memoryChannelPair();
  app.app.serve(far);
  return connect(near);
}

beforeAll(() => {
  mkdirSync(granted);
  writeFileSync(join(granted, 'note.txt'), 'from the host');
  host = startApp();
  host.grants.add({ name: 'data', folder: granted, writable: false });
  page = openPage(host);
});

afterAll(async () => {
  await host.app.close();
  rmSync(folder, { recursive: true });
});

function wat(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

async function openText(text: string, name = 'guest.wat', client = page): Promise<ModuleSummary> {
  return (await client.call('modules.open', { name, bytes: wat(text) })).module;
}

async function start(module: string, manifest?: object, client = page): Promise<RunSummary> {
  if (manifest) await client.call('manifests.set', { module, text: JSON.stringify({ version: 1, ...manifest }) });
  return (await client.call('runs.start', { module, stdin: new Uint8Array() })).run;
}

/** The last summary of a run, and how many came before it. */
async function watched(run: string, client = page): Promise<{ last: RunSummary; items: number }> {
  let items = 0;
  let last: RunSummary | undefined;
  for await (const summary of client.stream('runs.watch', { run })) {
    expect(streams['runs.watch'].item.safeParse(summary).success).toBe(true);
    items += 1;
    last = summary;
  }
  if (!last) throw new Error('no summary came');
  return { last, items };
}

async function outputOf(run: string, client = page): Promise<string> {
  let text = '';
  for await (const { bytes } of client.stream('runs.output', { run })) text += new TextDecoder('latin1').decode(bytes);
  return text;
}

/** `_start` writes the memory's text at 16 to stdout, `times` times. */
function printer(text: string, times = 1): string {
  return `(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 2)
    (data (i32.const 0) "\\10\\00\\00\\00${[text.length & 255, text.length >> 8].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}\\00\\00")
    (data (i32.const 16) "${text}")
    (func (export "_start") (local $i i32)
      (loop $again
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $again (i32.lt_u (local.get $i) (i32.const ${times}))))))`;
}

const SPINNER = '(module (memory (export "memory") 1) (func (export "_start") (loop $l (br $l))))';

describe('opening', () => {
  it('every sample is admitted and has a manifest that is right', async () => {
    const { samples, version } = await page.call('app.info', {});
    expect(version).toBe('1.2.3');
    for (const { id } of samples) {
      const { module } = await page.call('modules.open-sample', { sample: id });
      expect({ id, kind: module.kind, diagnostics: module.diagnostics }).toEqual({ id, kind: 'command', diagnostics: [] });
      expect(module.sample).toBe(id);
      expect((await page.call('manifests.get', { module: module.id })).diagnostics).toEqual([]);
    }
  });

  it('a module that is refused is listed with the place and the reason', async () => {
    const bytes = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 99, 0);
    const { module } = await page.call('modules.open', { name: 'bad\u202e.wasm', bytes });
    expect(module).toMatchObject({
      kind: 'refused',
      name: 'bad\\u{202e}.wasm',
      diagnostics: [{ place: { kind: 'byte', offset: 8 } }],
    });
    const { modules } = await page.call('modules.list', {});
    expect(modules.map(({ id }) => id)).toContain(module.id);
    expect((await page.call('modules.details', { module: module.id })).sections).toEqual([]);
    expect((await page.call('modules.bytes', { module: module.id, offset: 4, length: 100 })).bytes).toEqual(bytes.slice(4));
    await expect(start(module.id)).rejects.toMatchObject({ code: 'REFUSED' });
  });

  it('a component is called one', async () => {
    const { module } = await page.call('modules.open', { name: 'c.wasm', bytes: Uint8Array.of(0, 97, 115, 109, 13, 0, 1, 0) });
    expect(module).toMatchObject({ kind: 'component', diagnostics: [{ code: 'component' }] });
  });

  it.each([
    ['text that is no module', 'a.wat', '(modul)'],
    ['text that is no UTF-8', 'b.wat', new Uint8Array([0x28, 0xff, 0xfe])],
    ['nothing', 'c.wasm', new Uint8Array()],
    ['something else', 'd.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47])],
  ])('%s is refused and listed', async (_what, name, content) => {
    const bytes = typeof content === 'string' ? wat(content) : content;
    const { module } = await page.call('modules.open', { name, bytes });
    expect(module.kind).toBe('refused');
    expect(module.diagnostics.length).toBeGreaterThan(0);
  });

  it('what nobody offers is named, and the module refused', async () => {
    const module = await openText(
      '(module (import "env" "magic\u001b" (func)) (import "wasi_snapshot_preview1" "sched_yield" (func (result i32))))',
    );
    expect(module).toMatchObject({ kind: 'refused', unknownImports: ['env.magic\\u{1b}'], wants: ['process'] });
  });

  it('details show what a module has, with hidden characters escaped', async () => {
    const module = await openText('(module (memory (export "m\u202e") 1 3) (func (export "__proto__") (param i32)))');
    const details = await page.call('modules.details', { module: module.id });
    expect(commands['modules.details'].output.safeParse(details).success).toBe(true);
    expect(details.exports.map(({ name }) => name)).toEqual(['m\\u{202e}', '__proto__']);
    expect(details).toMatchObject({
      functions: 1,
      importedFunctions: 0,
      memories: [{ minimum: 1, maximum: 3, imported: false }],
    });
  });

  it('details of a module with twenty thousand long names are cut to what one answer may hold', async () => {
    const { module } = await page.call('modules.open', { name: 'wide.wasm', bytes: manyExports(20_000, 900) });
    expect(module.kind).toBe('library');
    const details = await page.call('modules.details', { module: module.id });
    expect(details.cut).toBe(true);
    expect(details.exports.length).toBeGreaterThan(1000);
  });

  it('a removed module is gone', async () => {
    const module = await openText('(module (func (export "_start") nop nop nop))');
    await page.call('modules.remove', { module: module.id });
    await expect(page.call('modules.details', { module: module.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(page.call('modules.open-sample', { sample: '__proto__' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('manifests', () => {
  it('are there, with their versions, when the app is started again', async () => {
    const bytes = wat(printer('kept'));
    const before = startApp('kept');
    const first = openPage(before);
    const { module } = await first.call('modules.open', { name: 'kept.wat', bytes });
    await first.call('manifests.set', { module: module.id, text: '{ "version": 1, "args": ["kept"] }' });
    await first.call('policy.keep', { module: module.id });
    await before.app.close();
    const after = startApp('kept');
    const second = openPage(after);
    await second.call('modules.open', { name: 'kept.wat', bytes });
    expect(await second.call('manifests.get', { module: module.id })).toMatchObject({
      text: '{ "version": 1, "args": ["kept"] }',
    });
    expect(await second.call('policy.versions', { module: module.id })).toMatchObject({ versions: [{ number: 1 }], lasts: true });
    await after.app.close();
  });

  it('the default is right, is kept when changed, and may be kept faulty', async () => {
    const module = await openText(printer('x'));
    const { text, diagnostics } = await page.call('manifests.get', { module: module.id });
    expect(diagnostics).toEqual([]);
    expect(text).toContain('"limits"');
    const faulty = await page.call('manifests.set', { module: module.id, text: '{ "version": 1, "oops": 1 }' });
    expect(faulty.diagnostics.length).toBe(1);
    expect((await page.call('manifests.get', { module: module.id })).text).toContain('oops');
    await expect(page.call('runs.start', { module: module.id, stdin: new Uint8Array() })).rejects.toMatchObject({
      code: 'REFUSED',
      diagnostics: faulty.diagnostics,
    });
  });

  it('a check answers the rules it would make', async () => {
    const text = '{ "version": 1, "mounts": [{ "guest": "/data", "memory": true, "rights": ["read"] }] }';
    const checked = await page.call('policy.check', { manifest: text, rules: '' });
    expect(checked.rules.some(({ effect, pointer }) => effect === 'permit' && pointer === '/mounts/0')).toBe(true);
    expect(commands['policy.check'].output.safeParse(checked).success).toBe(true);
  });

  it('rules in Cedar are judged at their letters, refuse a run while faulty, and are what a run goes by', async () => {
    const module = await openText(printer('ruled'), 'ruled.wat');
    const { text } = await page.call('manifests.get', { module: module.id });
    const faulty = '// ärger\npermit (principal, action == Action::"fs.raed", resource);';
    const { findings } = await page.call('policy.check', { manifest: text, rules: faulty });
    expect(findings.map(({ text: where, span }) => [where, span && faulty.slice(span.from, span.to), span?.line])).toEqual([
      ['rules', 'Action', 2],
    ]);
    await page.call('manifests.set', { module: module.id, text, rules: faulty });
    await expect(start(module.id)).rejects.toMatchObject({ code: 'REFUSED', diagnostics: [{ place: { line: 2 } }] });

    await page.call('manifests.set', { module: module.id, text, rules: '' });
    const run = await start(module.id);
    await watched(run.id);
    const rules = '@id("quiet") forbid (principal, action == Action::"stdio.write", resource);';
    const judged = { manifest: text, rules };
    const { result } = await page.call('policy.what-if', { run: run.id, ...judged });
    expect(result).toMatchObject({
      before: { denied: 0 },
      changeCount: 1,
      changes: [{ call: 'fd_write', to: 'denied', row: 0 }],
    });
    expect(await page.call('policy.compare', { before: { manifest: text, rules: '' }, after: judged })).toMatchObject({
      onlyBefore: [{ action: 'stdio.write' }],
      onlyAfter: [],
      complete: true,
    });
    const table = await page.call('policy.capabilities', { module: module.id, run: run.id, ...judged });
    expect(commands['policy.capabilities'].output.safeParse(table).success).toBe(true);
    expect(table.result?.rows.find(({ action }) => action === 'stdio.write')).toMatchObject({
      grantedBy: [],
      declaredBy: [{ name: 'fd_write', reach: 'reached' }],
      path: { from: '_start', left: 0 },
      denied: { calls: 1, row: 0 },
      flag: 'denied-use',
    });
    await page.call('manifests.set', { module: module.id, text, rules });
    const quiet = await start(module.id);
    expect((await watched(quiet.id)).last.denials).toBe(1);
    const { versions } = await page.call('policy.versions', { module: module.id });
    expect(versions.map(({ number, run: of }) => [number, of])).toEqual([
      [2, quiet.number],
      [1, run.number],
    ]);
    expect(await page.call('policy.version', { module: module.id, number: 1 })).toEqual({ manifest: text, rules: '' });
  });

  it.each([
    ['a grant that is not there', { grant: 'nobody' }, ['read'], 'grant-missing'],
    ['a host path that was not granted', { path: '/etc' }, ['read'], 'path-inert'],
    ['more than its grant gives', { grant: 'data' }, ['read', 'write'], 'grant-read-only'],
  ])('a mount of %s is refused without a host path', async (_what, source, rights, code) => {
    const module = await openText(printer('m'));
    const attempt = start(module.id, { mounts: [{ guest: '/data', ...source, rights }] });
    const error: unknown = await attempt.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'REFUSED', diagnostics: [{ code }] });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/\/etc|app-/);
    const { lines } = await page.call('audit.lines', { where: 'kind:refused', from: 0, count: 100 });
    expect(lines.at(-1)?.what).toMatch(/^refused: .*the mount at \/data/);
    expect(JSON.stringify(lines)).not.toMatch(/\/etc|app-/);
  });

  it('a grant by name, or a host path that is exactly a grant, is mounted', async () => {
    const module = await openText(printer('g'));
    for (const source of [{ grant: 'data' }, { path: granted }]) {
      const run = await start(module.id, { mounts: [{ guest: '/data', ...source, rights: ['read'] }] });
      expect((await watched(run.id)).last.ending).toEqual({ kind: 'returned' });
    }
  });
});

describe('runs', () => {
  it('thief is denied, and the why is there to read', async () => {
    const { module } = await page.call('modules.open-sample', { sample: 'thief' });
    const run = await start(module.id);
    const { last } = await watched(run.id);
    expect(last.denials).toBeGreaterThan(0);
    expect(last.sentence).toMatch(/denied/);
    const answer = await page.call('trace.rows', { run: run.id, where: 'denied', from: 0, count: 1000 });
    const table = decodeTable(answer.table);
    expect([answer.matching, table.rows]).toEqual([last.denials, last.denials]);
    expect([answer.all, table.text('name', 0)]).toEqual([last.calls, 'path_open']);
    const failure = await page.call('trace.next-failure', { run: run.id, where: 'denied', from: -1, backwards: false });
    expect(failure).toEqual({ row: table.number('row', 0), place: 0 });
    const typed = await page.call('trace.complete', { run: run.id, text: 'outcome:den', cursor: 11 });
    expect(typed).toEqual({
      fault: { message: "den is none of outcome's values; ok, denied, error, ended can be asked for", from: 8, to: 11 },
      from: 8,
      to: 11,
      items: [{ text: 'denied', help: '', count: last.denials }],
    });
    const { meant } = await page.call('trace.suggest', { run: run.id, where: 'outcome:denied name:path_opne' });
    expect(meant).toEqual({ where: 'outcome:denied name:path_open', matching: last.denials });
    const found = await page.call('trace.matches', { run: run.id, where: 'outcome:denied', from: 0, to: last.calls });
    expect([found.matching, found.rows.length, found.marks.length]).toEqual([last.denials, last.denials, last.denials]);
    const next = await page.call('trace.next-match', { run: run.id, where: 'outcome:denied', from: -1, backwards: false });
    expect(next).toEqual({ row: found.rows[0], place: 0, matching: last.denials });
    const before = await page.call('trace.next-match', { run: run.id, where: 'outcome:denied', from: 0, backwards: true });
    expect(before).toMatchObject({ row: null, place: null });
    const call = await page.call('trace.call', { run: run.id, row: table.number('row', 0) });
    expect(commands['trace.call'].output.safeParse(call).success).toBe(true);
    expect(call.why.sentence).toMatch(/No rule permits/);
    const whole = await page.call('trace.overview', { run: run.id, buckets: 100 });
    expect(commands['trace.overview'].output.safeParse(whole).success).toBe(true);
    const span = { from: 0, to: whole.end };
    const part = await page.call('trace.overview', { run: run.id, buckets: 4096, span });
    expect(part.totals).toEqual(whole.totals);
    expect(await page.call('trace.range', { run: run.id, span })).toMatchObject({ calls: last.calls, denials: last.denials });
    expect(whole.totals.reduce((sum, count) => sum + count, 0)).toBe(last.calls);
    expect((await page.call('modules.list', {})).modules.find(({ id }) => id === module.id)?.lastRun?.id).toBe(run.id);
  });

  it('hog ends by its memory limit', async () => {
    const { module } = await page.call('modules.open-sample', { sample: 'hog' });
    const run = await start(module.id);
    expect((await watched(run.id)).last).toMatchObject({ ending: { kind: 'limit', limit: 'memory' } });
  });

  it('output comes from its first byte, also to whoever asks late', async () => {
    const module = await openText(printer('0123456789abcde\\n', 20_000));
    const run = await start(module.id);
    const live = await outputOf(run.id);
    expect(live.length).toBe(16 * 20_000 + 20_000);
    expect(await outputOf(run.id)).toBe(live);
  });

  it('stop ends a guest that never ends, and answers when it has', async () => {
    const module = await openText(SPINNER);
    const run = await start(module.id, { limits: { wallTime: '30s' } });
    const begun = performance.now();
    const { run: stopped } = await page.call('runs.stop', { run: run.id });
    expect(stopped).toMatchObject({ state: 'ended', ending: { kind: 'stopped' } });
    expect(performance.now() - begun).toBeLessThan(3000);
    await page.call('runs.stop', { run: run.id });
  });

  it('a watch says no more than ten things a second', async () => {
    const module = await openText(printer('y', 60_000));
    const begun = performance.now();
    const run = await start(module.id);
    const { items, last } = await watched(run.id);
    expect(last.calls).toBe(60_000);
    expect(items).toBeLessThanOrEqual(3 + (performance.now() - begun) / 100);
  });

  it('sixteen may go on at once, not more', async () => {
    const module = await openText(SPINNER);
    const runs = await Promise.all(Array.from({ length: 16 }, () => start(module.id)));
    await expect(start(module.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await Promise.all(runs.map(({ id }) => page.call('runs.stop', { run: id })));
    const { runs: listed } = await page.call('runs.list', {});
    expect(new Set(listed.map(({ number }) => number)).size).toBe(listed.length);
    expect(listed.map(({ number }) => number)).toEqual(listed.map(({ number }) => number).toSorted((one, other) => other - one));
  });

  it('a trap in functions with endless names of control characters is still a trap', async () => {
    const { module } = await page.call('modules.open', {
      name: 'names.wasm',
      bytes: trapInNamedFunction('\u0001'.repeat(90_000)),
    });
    const run = await start(module.id);
    const { last } = await watched(run.id);
    expect(last.ending?.kind).toBe('trapped');
    expect(JSON.stringify(last).length).toBeLessThan(20_000);
  });

  it('a module too large for its manifest is refused with the figure', async () => {
    const module = await openText('(module (memory 8192) (func (export "_start")))');
    expect(module.kind).toBe('command');
    await expect(start(module.id, { limits: { memory: { most: '64MiB' } } })).rejects.toMatchObject({
      code: 'REFUSED',
      diagnostics: [{ code: 'memory-minimum' }],
    });
  });

  it.each<CommandName>([
    'runs.stop',
    'runs.order',
    'runs.freeze',
    'runs.thaw',
    'runs.held',
    'trace.rows',
    'trace.place',
    'trace.call',
    'trace.overview',
    'trace.range',
    'marks.list',
    'marks.set',
    'marks.remove',
    'trace.next-failure',
    'trace.complete',
    'trace.suggest',
    'trace.matches',
    'trace.next-match',
  ])('%s of a run that never was is NOT_FOUND', async (name) => {
    const input = {
      'runs.stop': {},
      'runs.order': { stop: 1, orders: { breakpoints: [], goal: { kind: 'run' }, verdict: { kind: 'go' } } },
      'runs.freeze': {},
      'runs.thaw': {},
      'runs.held': {},
      'trace.rows': { where: '', from: 0, count: 1 },
      'trace.place': { where: '', row: 0 },
      'trace.call': { row: 0 },
      'trace.overview': { buckets: 1 },
      'trace.range': { span: { from: 0, to: 1 } },
      'marks.list': {},
      'marks.set': { row: 0, text: '' },
      'marks.remove': { row: 0 },
      'trace.next-failure': { where: '', from: 0, backwards: true },
      'trace.complete': { text: '', cursor: 0 },
      'trace.suggest': { where: '' },
      'trace.matches': { where: '', from: 0, to: 1 },
      'trace.next-match': { where: '', from: 0, backwards: true },
    };
    const given = { run: 'r000000000000', ...input[name as keyof typeof input] };
    await expect(page.call(name, given as never)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a row that is not there is NOT_FOUND', async () => {
    const module = await openText(printer('r'));
    const run = await start(module.id);
    await watched(run.id);
    await expect(page.call('trace.call', { run: run.id, row: 5 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { table } = await page.call('trace.rows', { run: run.id, where: '', from: 50, count: 10 });
    expect(decodeTable(table).rows).toBe(0);
  });

  it('a page hears which of its lists are stale', async () => {
    const other = openPage(host);
    const changes = other.stream('app.changes', {})[Symbol.asyncIterator]();
    const next = changes.next();
    await other.call('app.info', {});
    await openText('(module (func (export "_start") nop))');
    expect((await next).value).toMatchObject({ modules: true, runs: false });
    other.close();
  });
});

describe('what a page sends', () => {
  it('is never answered with a fault of the engine, whatever fits its schema', async () => {
    const faults: string[] = [];
    const noisy = createNodeApp({
      platform: nodePlatform({
        log: { write: (level, scope, message) => void (level === 'error' && faults.push(`${scope} ${message}`)) },
      }),
      host: 'browser',
      version: '0',
      isolation: UNTRIED,
      own: [],
      sessions: join(folder, 'noisy'),
      samples: resources,
    });
    const client = openPage(noisy);
    const module = await openText(printer('n'), 'n.wat', client);
    const run = await start(module.id, undefined, client);
    await watched(run.id, client);
    const texts = ['', ' ', '"', '\0', '{', '\ud800', '__proto__', 'denied', 'a'.repeat(4096), '\u001b[2J\u202e'];
    const rows = [0, 1, 1000, 2 ** 31, 2 ** 32 + 1, 2 ** 40];
    const inputs: { [Name in CommandName]?: object[] } = {
      'modules.open': texts.slice(1, 8).map((text) => ({ name: text, bytes: wat(text) })),
      'modules.open-sample': texts.filter((text) => text.length <= 64).map((sample) => ({ sample })),
      'modules.bytes': rows.map((offset) => ({ module: module.id, offset, length: 4096 })),
      'manifests.set': texts.map((text) => ({ module: module.id, text })),
      'policy.check': texts.map((text) => ({ manifest: text.repeat(100), rules: text })),
      'runs.start': [{ module: module.id, stdin: new Uint8Array(1 << 20) }],
      'runs.order': texts.map((where) => ({
        run: run.id,
        stop: 0,
        orders: { breakpoints: [{ where, phase: 'after', skip: 0 }], goal: { kind: 'until', where }, verdict: { kind: 'go' } },
      })),
      'runs.held': [{ run: run.id }],
      'runs.freeze': [{ run: run.id }],
      'runs.thaw': [{ run: run.id }],
      'trace.rows': texts.flatMap((where) => rows.map((from) => ({ run: run.id, where, from, count: 1000 }))),
      'trace.place': texts.flatMap((where) => rows.map((row) => ({ run: run.id, where, row, fold: rows }))),
      'trace.call': rows.map((row) => ({ run: run.id, row })),
      'trace.next-failure': texts.flatMap((where) =>
        [-1, ...rows].map((from) => ({ run: run.id, where, from, backwards: from % 2 === 0 })),
      ),
      'trace.complete': texts.flatMap((text) => [0, 1, 4096].map((cursor) => ({ run: run.id, text, cursor }))),
      'trace.suggest': texts.map((where) => ({ run: run.id, where })),
      'trace.matches': texts.flatMap((where) => rows.map((to) => ({ run: run.id, where, from: 0, to }))),
      'trace.next-match': texts.flatMap((where) =>
        [-1, ...rows].map((from) => ({ run: run.id, where, from, backwards: from % 2 === 0 })),
      ),
      'trace.overview': [1, 7, 4096].flatMap((buckets) => [
        { run: run.id, buckets },
        ...rows.map((to) => ({ run: run.id, buckets, span: { from: 0.5, to } })),
      ]),
      'marks.set': rows.flatMap((row) => texts.map((text) => ({ run: run.id, row, text: text.slice(0, 2000) }))),
      'trace.range': rows.map((to) => ({ run: run.id, span: { from: 1, to } })),
      'compare.rows': rows.map((from) => ({ a: run.id, b: run.id, from, count: 500 })),
      'compare.next-difference': [-1, ...rows].map((from) => ({ a: run.id, b: run.id, from, backwards: from % 2 === 0 })),
      'rebuilt.files': rows.map((from) => ({ run: run.id, from, count: 1000 })),
      'rebuilt.file': rows.map((file) => ({ run: run.id, file })),
      'rebuilt.stream': rows.flatMap((row) => [
        { run: run.id, choice: { kind: 'call', row }, from: row, count: 256 },
        { run: run.id, choice: { kind: 'descriptor', descriptor: row % 2 ** 32 }, from: row, count: 256 },
      ]),
    };
    for (const [name, list] of Object.entries(inputs)) {
      for (const input of list) {
        const answer: unknown = await client.call(name as CommandName, input as never).catch((thrown: unknown) => thrown);
        expect(answer, `${name} ${JSON.stringify(input).slice(0, 200)}`).not.toMatchObject({ code: 'INTERNAL' });
        if (!(answer instanceof Error)) expect(commands[name as CommandName].output.safeParse(answer).error).toBeUndefined();
      }
    }
    expect(faults).toEqual([]);
    client.close();
    await noisy.app.close();
  });
});

describe('marks', () => {
  it('are found by is:marked at once, and are in the file once the run has ended', async () => {
    const one = startApp('marks');
    const client = openPage(one);
    const module = await openText(printer('m', 3), 'm.wat', client);
    const run = await start(module.id, undefined, client);
    await watched(run.id, client);
    const marked = await client.call('marks.set', { run: run.id, row: 1, text: 'here\u202e' });
    expect(marked.marks).toMatchObject([{ row: 1, text: 'here\\u{202e}' }]);
    const found = { run: run.id, where: 'is:marked', from: 0, count: 10 };
    expect((await client.call('trace.rows', found)).matching).toBe(1);
    await client.call('marks.set', { run: run.id, row: 2, text: '' });
    expect((await client.call('trace.rows', found)).matching).toBe(2);
    await client.call('marks.remove', { run: run.id, row: 1 });
    await one.app.close();
    const two = startApp('marks');
    expect((await openPage(two).call('marks.list', { run: run.id })).marks).toMatchObject([{ row: 2, text: '' }]);
    await two.app.close();
  });

  it('of a run that goes on are written when it ends', async () => {
    const one = startApp('live-marks');
    const client = openPage(one);
    const spins = printer('x')
      .replace('(loop $again', '(loop $again (nop)')
      .replace('(i32.const 1))))))', '(i32.const 1)))) (loop $l (br $l))))');
    const module = await openText(spins, 'live.wat', client);
    const run = await start(module.id, undefined, client);
    const calls = async (): Promise<number> =>
      (await client.call('trace.rows', { run: run.id, where: '', from: 0, count: 0 })).all;
    while ((await calls()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await client.call('marks.set', { run: run.id, row: 0, text: 'live' });
    await client.call('runs.stop', { run: run.id });
    await one.app.close();
    const two = startApp('live-marks');
    expect((await openPage(two).call('marks.list', { run: run.id })).marks).toMatchObject([{ row: 0, text: 'live' }]);
    await two.app.close();
  });
});

describe('an App that is started again', () => {
  it('lists the runs of earlier days, can read their calls and goes on counting', async () => {
    const first = startApp('kept');
    const one = openPage(first);
    const module = await openText(printer('kept'), 'kept.wat', one);
    const run = await start(module.id, undefined, one);
    const { last } = await watched(run.id, one);
    await first.app.close();
    writeFileSync(join(folder, 'kept/7-rjunkjunkjunk.session'), 'this is no session');
    writeFileSync(join(folder, 'kept/notes.txt'), 'not ours');

    const second = startApp('kept');
    const two = openPage(second);
    expect((await two.call('runs.list', {})).runs).toEqual([last]);
    expect(await outputOf(run.id, two)).toBe('kept');
    const again = await openText(printer('kept'), 'kept.wat', two);
    expect(again.lastRun).toEqual(last);
    expect((await start(again.id, undefined, two)).number).toBe(8);
    await second.app.close();
  });

  it('keeps the last hundred', async () => {
    const [name = ''] = readdirSync(join(folder, 'kept')).filter((file) => file.startsWith('1-r'));
    mkdirSync(join(folder, 'many'));
    for (let number = 1; number <= 103; number += 1) {
      copyFileSync(join(folder, 'kept', name), join(folder, `many/${number}-r${String(number).padStart(12, '0')}.session`));
    }
    const app = startApp('many');
    const { runs } = await openPage(app).call('runs.list', {});
    expect([runs.length, runs[0]?.number, runs.at(-1)?.number]).toEqual([100, 103, 4]);
    expect(readdirSync(join(folder, 'many')).length).toBe(100);
    await app.app.close();
  });

  it('lists a run whose engine was killed as crashed, with the calls that were kept', async () => {
    const first = startApp('killed');
    const one = openPage(first);
    const module = await openText(`${printer('z', 200).slice(0, -2)} (loop $ever (br $ever))))`, 'z.wat', one);
    const run = await start(module.id, undefined, one);
    let calls = 0;
    for await (const summary of one.stream('runs.watch', { run: run.id })) {
      calls = summary.calls;
      if (calls === 200) break;
    }
    // What a kill would leave behind: the files as they are now.
    cpSync(join(folder, 'killed'), join(folder, 'killed-copy'), { recursive: true });
    await first.app.close();
    const second = startApp('killed-copy');
    const { runs } = await openPage(second).call('runs.list', {});
    expect(runs).toMatchObject([{ id: run.id, state: 'ended', calls, ending: { kind: 'crashed' } }]);
    await second.app.close();
  });

  it('ends all runs when it is closed, and their recordings say so', async () => {
    const first = startApp('closed');
    const one = openPage(first);
    const module = await openText(SPINNER, 'spin.wat', one);
    await start(module.id, undefined, one);
    await first.app.close();
    const second = startApp('closed');
    const { runs } = await openPage(second).call('runs.list', {});
    expect(runs.map(({ ending }) => ending)).toEqual([{ kind: 'stopped' }]);
    const others = readdirSync(join(folder, 'closed')).filter((name) => !name.endsWith('.session'));
    expect(others.sort()).toEqual(['audit.sqlite', 'audit.sqlite.checkpoint', 'audit.sqlite.key', 'policies.sqlite']);
    await second.app.close();
  });
});

/** A module of one function under `count` names of `length` bytes. */
function manyExports(count: number, length: number): Uint8Array<ArrayBuffer> {
  const names = Array.from({ length: count }, (_value, index) => String(index).padStart(length, 'x'));
  const entries = names.flatMap((name) => [...number(length), ...Buffer.from(name), 0, 0]);
  const sections = [
    [1, [1, 0x60, 0, 0]],
    [3, [1, 0]],
    [7, [...number(count), ...Buffer.from(entries)]],
    [10, [1, 2, 0, 0x0b]],
  ] as const;
  const parts = sections.map(([id, body]) => Buffer.concat([Buffer.from([id, ...number(body.length)]), Buffer.from(body)]));
  return new Uint8Array(Buffer.concat([Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]), ...parts]));
}

/** `_start` calls a function of that name, which calls itself sixty times and then traps. */
function trapInNamedFunction(name: string): Uint8Array<ArrayBuffer> {
  const names = [1, 0, ...number(name.length), ...Buffer.from(name)];
  const recursive = [0, 0x20, 0, 0x45, 0x04, 0x40, 0x00, 0x0b, 0x20, 0, 0x41, 1, 0x6b, 0x10, 0, 0x0b];
  const first = [0, 0x41, 60, 0x10, 0, 0x0b];
  const sections = [
    [1, [2, 0x60, 0, 0, 0x60, 1, 0x7f, 0]],
    [3, [2, 1, 0]],
    [7, [1, 6, ...Buffer.from('_start'), 0, 1]],
    [10, [2, recursive.length, ...recursive, first.length, ...first]],
    [0, [4, ...Buffer.from('name'), 1, ...number(names.length), ...names]],
  ] as const;
  const parts = sections.map(([id, body]) => [id, ...number(body.length), ...body]);
  return new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, ...parts.flat()]);
}

/** LEB128, unsigned. */
function number(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(value >> 7)];
}
