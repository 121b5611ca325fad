import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, SAMPLES, wasmSandbox, type Seen } from '../flow/command-line.ts';

/** Twenty runs and more, each in a process of its own, on a machine that does much else at once. */
const SWEEP_TIMEOUT = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

const guest = (name: string): string => `${ROOT}test/fixtures/guests/${name}.wasm`;
const manifest = join(folder, 'keeper.sandbox.json');
writeFileSync(
  manifest,
  '{ "version": 1, "mounts": [{ "guest": "/out", "memory": true, "rights": ["read", "write", "create"] }] }',
);

interface Line {
  readonly row: number;
  readonly call: string;
  readonly path: string;
  readonly fault: string;
  readonly verdict: string;
  readonly why: string;
}

function linesOf(seen: Seen): Line[] {
  const lines = seen.stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Line).toSorted((a, b) => a.row - b.row || (a.fault < b.fault ? -1 : 1));
}

let recorded = 0;

/** In a file of its own each time: no recording is written over. */
async function record(name: string, ...args: readonly string[]): Promise<string> {
  recorded += 1;
  const session = join(folder, `${recorded}-${name}.session`);
  expect(await wasmSandbox(['run', ...args, '--record', session, guest(name)])).toMatchObject({ code: 0 });
  return session;
}

/** Reads standard input once and traps unless 8 bytes came; asks the clock until it answers what it did at first, or without end. */
const PICKY = `(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 8))
    (drop (call $read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
    (if (i32.ne (i32.load (i32.const 24)) (i32.const 8)) (then (unreachable)))
    (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 32)))
    (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 40)))
    (loop $wait (br_if $wait (i64.ne (i64.load (i32.const 32)) (i64.load (i32.const 40)))))))`;

describe('wasm-sandbox sweep', () => {
  it(
    'finds what a guest loses that never looks at what a write answered',
    async () => {
      const seen = await wasmSandbox([
        'sweep',
        '--json',
        '--faults',
        'enospc,denied',
        await record('careless', '--manifest', manifest),
      ]);
      expect(seen.code).toBe(1);
      expect(
        linesOf(seen).map(({ row, call, path, fault, verdict }) => `#${row + 1} ${call} ${path} ${fault} ${verdict}`),
      ).toEqual([
        '#7 path_open /out/notes.txt EACCES corrupt',
        '#7 path_open /out/notes.txt EMFILE corrupt',
        '#7 path_open /out/notes.txt ENOENT corrupt',
        '#8 fd_write /out/notes.txt ENOSPC lost',
        '#9 fd_write /out/notes.txt ENOSPC lost',
        '#13 fd_write /out/notes.txt ENOSPC lost',
        '#17 fd_write /out/notes.txt ENOSPC lost',
        '#20 fd_write stdout ENOSPC lost',
      ]);
    },
    SWEEP_TIMEOUT,
  );

  it(
    'finds nothing in its careful twin',
    async () => {
      const seen = await wasmSandbox(['sweep', await record('careful', '--manifest', manifest)]);
      expect(seen.stdout).toContain('\n20 runs: 15 reported, 5 tolerated.\n');
      expect(seen).toMatchObject({ code: 0, stderr: '' });
    },
    SWEEP_TIMEOUT,
  );

  it(
    'gives each run a copy of a folder that is named again, and opens no other',
    async () => {
      const data = join(folder, 'data');
      mkdirSync(data);
      const session = await record('careful', '--dir', `${data}::/out`);
      const unnamed = await wasmSandbox(['sweep', session]);
      expect(unnamed).toMatchObject({ code: 2, stdout: '' });
      expect(unnamed.stderr).toContain('the recorded run had a folder at /out, which no --dir');
      const other = join(folder, 'other');
      mkdirSync(other);
      writeFileSync(join(other, 'notes.txt'), 'mine');
      rmSync(data, { recursive: true });
      const kept = join(folder, 'kept');
      const args = ['--dir', `${other}::/out`, '--where', 'name:fd_sync', '--record-into', kept, '--json'];
      const seen = await wasmSandbox(['sweep', session, ...args]);
      expect(linesOf(seen).map(({ call, verdict }) => [call, verdict])).toEqual([['fd_sync', 'reported']]);
      expect([readdirSync(other), readFileSync(join(other, 'notes.txt'), 'utf8')]).toEqual([['notes.txt'], 'mine']);
      expect(readdirSync(kept).toSorted()).toEqual(['18-fd_sync-EIO.session', 'unfaulted.session']);
      expect(readdirSync(tmpdir()).filter((name) => name.startsWith('wasm-sandbox-sweep-'))).toEqual([]);
    },
    SWEEP_TIMEOUT,
  );

  it(
    'tells a trap with its place, and a guest that never ends; what it read is given to it again',
    async () => {
      const picky = join(folder, 'picky.wat');
      writeFileSync(picky, PICKY);
      const session = join(folder, 'picky.session');
      const input = new TextEncoder().encode('12345678');
      await wasmSandbox(['run', '--clock', 'frozen', '--stdin', '-', '--record', session, picky], input);
      const seen = await wasmSandbox(['sweep', session, '--faults', 'short,clock', '--timeout', '1s', '--json']);
      expect(linesOf(seen)).toMatchObject([
        { row: 0, fault: 'short', verdict: 'trap', why: expect.stringMatching(/^unreachable in .* at byte 0x/) },
        { row: 1, fault: 'clock', verdict: 'tolerated' },
        { row: 2, fault: 'clock', verdict: 'hang', why: 'the wall-time limit' },
      ]);
      expect(seen.code).toBe(1);
    },
    SWEEP_TIMEOUT,
  );

  it(
    'prints what is known when it is interrupted',
    async () => {
      const session = await record('careless', '--manifest', manifest);
      const child = spawn(process.execPath, [`${ROOT}app/cli/main.ts`, 'sweep', '--jobs', '1', '--json', session], { cwd: ROOT });
      let output = '';
      child.stdout.on('data', (bytes: Buffer) => {
        output += bytes.toString();
        child.kill('SIGINT');
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      const lines = output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.length).toBeLessThan(20);
      expect(code).toBe(lines.some(({ verdict }) => verdict === 'lost' || verdict === 'corrupt') ? 1 : 130);
    },
    SWEEP_TIMEOUT,
  );

  it.each([
    [['sweep'], 'a file was expected'],
    [['sweep', 'no-such.session'], 'no such file'],
    [['sweep', `${SAMPLES}/hello.wasm`], 'not a'],
    [['sweep', '--faults', 'fire', 'no-such.session'], 'some of eio,enospc,short,denied,clock was expected'],
    [['sweep', '--jobs', '0', 'no-such.session'], '--jobs 0'],
  ])('%j is one sentence and exit code 2', async (args, message) => {
    const seen = await wasmSandbox(args);
    expect(seen.stderr).toContain(message);
    expect(seen.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(seen).toMatchObject({ code: 2, stdout: '' });
  });
});
