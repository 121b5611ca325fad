// What a module is granted, declares, reaches and used, on the command line, over a run that was recorded.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { wasmSandbox } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const WASI = '"wasi_snapshot_preview1"';
/** Asks for a file outside of all mounts, draws random numbers through a table, and never calls what ends it. */
const GUEST = file(
  'guest.wat',
  `(module
    (import ${WASI} "random_get" (func $random (param i32 i32) (result i32)))
    (import ${WASI} "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import ${WASI} "proc_exit" (func $exit (param i32)))
    (type $two (func (param i32 i32) (result i32)))
    (table 1 funcref) (elem (i32.const 0) func $random)
    (memory (export "memory") 1) (data (i32.const 16) "../etc/passwd")
    (func $draw i32.const 64 i32.const 8 i32.const 0 call_indirect (type $two) drop)
    (func $look i32.const 3 i32.const 0 i32.const 16 i32.const 13 i32.const 0 i64.const 2 i64.const 2 i32.const 0 i32.const 32
      call $open drop)
    (func (export "_start") call $draw call $look))`,
);
const MANIFEST = file(
  'guest.sandbox.json',
  '{ "version": 1, "mounts": [{ "guest": "/data", "memory": true, "rights": ["read", "create"] }] }',
);

describe('wasm-sandbox policy capabilities', () => {
  it('finds over-grants and dead imports without any run', async () => {
    const seen = await wasmSandbox(['policy', 'capabilities', GUEST, '--manifest', MANIFEST]);
    expect(seen).toMatchObject({ code: 1, stderr: '' });
    const findings = seen.stdout.split('\n').filter((line) => line.includes('!'));
    expect(findings).toEqual([
      'fs.delete  ! over-granted: no import asks for it',
      'fs.link  ! over-granted: no import asks for it',
      'process.exit  ! dead import: no export leads to a call of it',
    ]);
    expect(seen.stdout).toContain('  reachable  from _start: _start > draw > random_get\n');
  });

  it('counts what a recording used, and names what it was denied', async () => {
    const session = join(folder, 'guest.session');
    await wasmSandbox(['run', '--manifest', MANIFEST, '--record', session, GUEST]);
    const seen = await wasmSandbox(['policy', 'capabilities', '--session', session, GUEST, '--json']);
    const { rows } = JSON.parse(seen.stdout) as { rows: { action: string }[] };
    const rowOf = (action: string): unknown => rows.find((row) => row.action === action);
    expect(seen.code).toBe(1);
    expect(rowOf('random.read')).toEqual({
      family: 'random',
      action: 'random.read',
      granted: ['/random'],
      declared: [{ name: 'random_get', reach: 'reached' }],
      reachable: 'yes',
      path: ['_start', '_start', 'draw', 'random_get'],
      used: { calls: 1, firstSession: 1, firstCall: 1 },
      denied: { calls: 0, firstSession: null, firstCall: null },
      flag: 'none',
      because: null,
    });
    expect(rowOf('fs.read')).toMatchObject({ flag: 'denied-use', denied: { calls: 1, firstSession: 1, firstCall: 2 } });
    expect(rowOf('fs.list')).toMatchObject({ flag: 'over-granted', because: 'unused' });
  });

  it('takes no recording of another module', async () => {
    const other = file('other.wat', '(module (func (export "_start")))');
    const session = join(folder, 'other.session');
    await wasmSandbox(['run', '--record', session, other]);
    const seen = await wasmSandbox(['policy', 'capabilities', GUEST, '--session', session]);
    expect([seen.code, seen.stdout]).toEqual([2, '']);
    expect(seen.stderr).toMatch(/^wasm-sandbox: guest\.wat: session \S+ is of another module, other\.wat\n$/);
  });
});
