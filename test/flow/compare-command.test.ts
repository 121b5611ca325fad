import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COPIER } from '../fixtures/copier.ts';
import { SAMPLES, wasmSandbox } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'compare-command-'));
const session = (name: string): string => join(folder, `${name}.session`);

async function record(name: string, content: string, args: readonly string[] = []): Promise<void> {
  const data = join(folder, name);
  mkdirSync(data);
  writeFileSync(join(data, 'in.txt'), content);
  const guest = join(folder, 'copier.wat');
  writeFileSync(guest, COPIER);
  const seen = await wasmSandbox(['run', '--record', session(name), '--dir', `${data}::/data`, guest, ...args]);
  expect(seen.code).toBe(0);
}

beforeAll(async () => {
  await record('one', 'some text\n');
  await record('again', 'some text\n');
  await record('other', 'other text\n');
  await record('longer', 'some text\n', ['more']);
  await record('large', 'x'.repeat(10_000));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('wasm-sandbox compare', () => {
  it('exits 0 between two runs that differ by the clock alone', async () => {
    const seen = await wasmSandbox(['compare', session('one'), session('again')]);
    expect(seen).toMatchObject({ code: 0, stderr: '' });
    expect(seen.stdout).toContain('no call differs but by chance');
    const json = JSON.parse((await wasmSandbox(['compare', session('one'), session('again'), '--json'])).stdout) as {
      differences: number;
      functions: { name: string; chance: number }[];
    };
    expect(json.differences).toBe(0);
    expect(json.functions.find(({ name }) => name === 'clock_time_get')?.chance).toBe(1);
  });

  it('exits 1 where other bytes were read, and begins with the first difference', async () => {
    const seen = await wasmSandbox(['compare', session('one'), session('other'), '--json']);
    expect(seen.code).toBe(1);
    const [head, ...lines] = seen.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(head).toMatchObject({ differences: 2, approximated: false, cut: false });
    expect(lines).toMatchObject([
      { kind: 'changed', call: 'fd_read', changes: expect.arrayContaining(['result', 'got']), resultA: '10', resultB: '11' },
      { kind: 'changed', call: 'fd_write', changes: expect.arrayContaining(['result', 'gave']) },
    ]);
  });

  it('names a call that one run has more, and the plan that differs', async () => {
    const seen = await wasmSandbox(['compare', session('one'), session('longer')]);
    expect(seen.code).toBe(1);
    expect(seen.stdout).toMatch(/plan: args/);
    expect(seen.stdout).toMatch(/^\+ +· +8 {2}fd_write/m);
    const turned = await wasmSandbox(['compare', session('longer'), session('one')]);
    expect(turned.stdout).toMatch(/^- +8 +· {2}fd_write/m);
  });
});

describe('wasm-sandbox files', () => {
  it('lists what a run touched, with what was refused', async () => {
    const lines = (await wasmSandbox(['files', session('one'), '--json'])).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { path: '/data/in.txt', bytesRead: 10, bytesWritten: 0, written: false },
      { path: '/data/out.tmp', bytesWritten: 10, written: true },
      { path: '/etc/passwd', denials: 1 },
      { path: '/data/out.txt', written: true },
    ]);
    const text = (await wasmSandbox(['files', session('one')])).stdout;
    expect(text).toMatch(/10 B +0 B {2}\/data\/in\.txt/);
    expect(text).toMatch(/\/etc\/passwd {2}\(1 denied, path_open\)/);
  });

  it('shows what was written, under the name it has in the end', async () => {
    const seen = await wasmSandbox(['files', session('longer'), '--show', '/data/out.txt']);
    expect(seen).toMatchObject({ code: 0, stderr: '' });
    expect(seen.stdout).toContain('names: /data/out.tmp → /data/out.txt');
    expect(seen.stdout).toContain('[24 bytes from 0 on]\nsome text\na second line\n');
  });

  it('holds all of a long write', async () => {
    const seen = await wasmSandbox(['files', session('large'), '--show', '/data/out.txt']);
    expect(seen.stdout).toContain(`[10000 bytes from 0 on]\n${'x'.repeat(10_000)}`);
  });
});

describe('wasm-sandbox stream', () => {
  it('follows a descriptor, with guest text made visible', async () => {
    const seen = await wasmSandbox(['stream', session('one'), '1']);
    expect(seen.stdout).toMatch(/^stdout: open from the start, not closed; 0 bytes read, 9 written\n/);
    expect(seen.stdout).toContain('done␛[2J\n');
  });

  it('follows what a call opened, and gives the raw bytes', async () => {
    const trace = (await wasmSandbox(['trace', session('longer'), '--where', 'out.tmp', '--json'])).stdout;
    const { row } = JSON.parse(trace.split('\n')[0] ?? '') as { row: number };
    const seen = await wasmSandbox(['stream', session('longer'), `@${row + 1}`, '--raw']);
    expect(seen).toMatchObject({ code: 0, stdout: 'some text\na second line\n', stderr: '' });
    const large = await wasmSandbox(['stream', session('large'), `@${row + 1}`, '--raw']);
    expect(large).toMatchObject({ stdout: 'x'.repeat(10_000), stderr: '' });
  });
});

describe('wrong input', () => {
  it.each([
    [['compare', session('one')], 'a second session file was expected'],
    [['compare', session('one'), session('one'), 'x'], '"x" is one word too many'],
    [['compare', session('one'), join(folder, 'no.session')], 'no such file'],
    [['compare', `${SAMPLES}/hello.wasm`, session('one')], 'hello.wasm'],
    [['files', session('one'), '--show', '/data/in.txt'], 'wrote no file of this name'],
    [['files', session('one'), '--raw'], 'unknown option --raw'],
    [['stream', session('one')], 'a descriptor or @CALL was expected'],
    [['stream', session('one'), 'stdout'], 'a descriptor (5) or the number of a call (@12)'],
    [['stream', session('one'), '99'], 'no open file'],
    [['stream', session('one'), '@0'], 'a descriptor (5)'],
  ])('%j is one sentence and exit code 2', async (args, message) => {
    const seen = await wasmSandbox(args);
    expect(seen.stderr).toContain(message);
    expect(seen.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(seen).toMatchObject({ code: 2, stdout: '' });
  });
});
