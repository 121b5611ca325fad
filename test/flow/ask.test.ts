// A guest that asks for what no rule permits, on a folder of the host: nobody asked, all allowed, a person at a terminal, audit.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wasmFrom } from '../fixtures/host/run-guest.ts';
import { ROOT, wasmSandbox } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'ask-'));
const data = join(folder, 'data');
/** Where no mount reaches. */
const logs = join(folder, 'logs');
const guest = join(folder, 'asker.wasm');
const manifest = join(folder, 'asker.sandbox.json');

/** Opens the file `f` for writing seven times, and prints y or n each time. */
const ASKER = `(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "f")
  (data (i32.const 8) "ny\\n")
  (func $print (param $at i32)
    (i32.store (i32.const 32) (local.get $at)) (i32.store (i32.const 36) (i32.const 1))
    (drop (call $write (i32.const 1) (i32.const 32) (i32.const 1) (i32.const 40))))
  (func (export "_start") (local $times i32)
    (loop $again
      (if (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0) (i64.const 64) (i64.const 64)
            (i32.const 0) (i32.const 48))
        (then (call $print (i32.const 8)))
        (else (call $print (i32.const 9)) (drop (call $close (i32.load (i32.const 48))))))
      (local.set $times (i32.add (local.get $times) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $times) (i32.const 7))))
    (call $print (i32.const 10))))`;

beforeAll(() => {
  mkdirSync(data);
  mkdirSync(logs);
  writeFileSync(join(data, 'f'), 'as it was');
  writeFileSync(guest, wasmFrom(ASKER));
  const mounts = [{ guest: '/data', grant: 'data', rights: ['read'] }];
  writeFileSync(manifest, JSON.stringify({ version: 1, mounts, onMiss: 'ask' }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const granted = (rights = ''): string[] => ['--manifest', manifest, '--grant', `data=${data}${rights}`];

interface Shown {
  readonly code: number | null;
  /** Of the terminal. */
  readonly text: string;
}

/** `types`: seconds after a question stands, and the keys that are pressed then. */
function atTerminal(types: readonly string[], args: readonly string[]): Promise<Shown> {
  const typed = types.flatMap((one) => ['--type', one]);
  const command = [process.execPath, `${ROOT}app/cli/main.ts`, ...args];
  const child = spawn('python3', [join(ROOT, 'test/fixtures/terminal.py'), ...typed, ...command], {
    cwd: ROOT,
    env: { ...process.env, XDG_STATE_HOME: logs, NODE_COMPILE_CACHE: `${ROOT}out/compile-cache` },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, text: text.replaceAll('\r', '') })));
}

describe('run of a guest that asks', () => {
  it('denies all where nobody is asked, and says so', async () => {
    const seen = await wasmSandbox(['run', ...granted(), guest]);
    expect(seen).toMatchObject({ code: 0, stdout: 'nnnnnnn\n' });
    expect(seen.stderr).toContain('7 calls were denied, and nobody was asked (--ask tty)');
  });

  it('lets all through with --ask allow, records by which rule, and replays without asking', async () => {
    const session = join(folder, 'allowed.session');
    const log = join(logs, 'audit.sqlite');
    const seen = await wasmSandbox(['run', '--ask', 'allow', '--record', session, '--audit', log, ...granted(), guest]);
    expect(seen).toMatchObject({ code: 0, stdout: 'yyyyyyy\n' });
    expect(seen.stderr).toContain('7 calls that no rule permits were let through when asked');
    const where = /--where '(?<filter>.*?)'/.exec(seen.stderr)?.groups?.['filter'] ?? '';
    const trace = await wasmSandbox(['trace', session, '--where', where, '--json']);
    expect(trace.stdout.trimEnd().split('\n')).toHaveLength(7);
    const explained = await wasmSandbox(['policy', 'explain', session, '1']);
    expect(explained.stdout).toContain(
      'No rule permits writing /data/f: the mount of /data lacks the right write. What no rule permits was asked about, and allowed',
    );
    expect(await wasmSandbox(['replay', session])).toMatchObject({ code: 0 });
    const audit = (await wasmSandbox(['audit', 'export', log, '--as', 'jsonl'])).stdout;
    expect(audit).toContain('asked by path_open, call #1, for fs.write on /data/f: allowed for this run, as whoever started it');
  });

  it('asks for no more than the grant gives', async () => {
    const seen = await wasmSandbox(['run', '--ask', 'allow', ...granted(':ro'), guest]);
    expect(seen.stdout).toBe('nnnnnnn\n');
  });

  it('audit lets it through, with a banner and a count', async () => {
    const seen = await wasmSandbox(['run', '--on-miss', 'audit', ...granted(), guest]);
    expect(seen).toMatchObject({ code: 0, stdout: 'yyyyyyy\n' });
    expect(seen.stderr).toMatch(/^wasm-sandbox: what no rule permits is let through and marked in this run/);
    expect(seen.stderr).toContain('7 calls that no rule permits were let through for audit');
    expect(readFileSync(join(data, 'f'), 'utf8')).toBe('as it was');
  });

  it.each([
    [['--ask', 'allow', '--on-miss', 'deny'], '--ask is for a run that asks'],
    [['--ask', 'maybe'], '--ask maybe: deny, allow or tty was expected'],
    [['--on-miss', 'maybe'], '--on-miss maybe: one of deny, stop, ask, audit was expected'],
  ])('refuses %j', async (options, message) => {
    const seen = await wasmSandbox(['run', ...granted(), ...options, guest]);
    expect(seen.code).toBe(125);
    expect(seen.stderr).toContain(message);
  });
});

describe.runIf(process.platform === 'linux')('run --ask tty', () => {
  const ask = (...types: string[]): Promise<Shown> => atTerminal(types, ['run', '--ask', 'tty', ...granted(), guest]);

  it('asks at the terminal: once, not, for the run; keys pressed too early do not count', async () => {
    const { code, text } = await ask('0.1:rrr', '0.9:y', '0.7:n', '0.7:r');
    expect(code).toBe(0);
    expect(text).toMatch(/^yn?.*yyyyy$/ms);
    expect(text.match(/\| answer: (.*)/g)).toEqual([
      '| answer: allowed for this call',
      '| answer: denied',
      '| answer: allowed for this run',
    ]);
    expect(text).toContain('| The guest asks for what no rule permits.');
    expect(text).toContain('|   wants    fs.write on /data/f');
    expect(text).toContain('the mount of /data lacks the right write');
  });

  it('asks no more after five that were denied', async () => {
    const { text } = await ask('0.6:n', '0.6:n', '0.6:n', '0.6:n', '0.6:n');
    expect(text.match(/\| answer: denied/g)).toHaveLength(5);
    expect(text).toContain('7 calls were denied');
  });

  it('Ctrl+C at a question stops the run', async () => {
    const { code, text } = await ask('0.1:\u0003');
    expect(code).toBe(130);
    expect(text).toContain('| answer: stopped');
  });

  it('a run that is ended from outside at a question leaves the terminal in good order', async () => {
    const { code, text } = await ask('0.1:SIGTERM');
    expect(code).toBe(130);
    expect(text).toContain('| answer: not answered, denied');
    expect(text).not.toMatch(/EBADF|at .*node:/);
  });

  it('is refused where the guest reads from the same terminal', async () => {
    const { code, text } = await atTerminal([], ['run', '--ask', 'tty', '--stdin', '-', ...granted(), guest]);
    expect(code).toBe(125);
    expect(text).toContain('the guest reads from the same terminal');
  });
});
