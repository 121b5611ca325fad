// THREATS 58, 59, 60, 61, 62, 65 and 66: guests that do not come to an end, or flood what listens to them.
import { expect, test } from 'vitest';
import { compileTable, decide, emptyManifest, rulesOf } from '../../../sandbox-core/index.ts';
import { matchesGlob } from '../../../sandbox-core/query/glob.ts';
import { compilePattern } from '../../../sandbox-core/query/pattern.ts';
import { limited, nextRun, runHostile } from '../hostile-run.ts';

const WALL = 500e6;
/** What a busy machine may need beyond the limit; idle it is milliseconds. */
const PATIENCE = 2e9;
const SHORT = limited({ wallTime: WALL as never });
const WASI = '"wasi_snapshot_preview1"';

test('58: a start function that never ends is stopped', async () => {
  const outcome = await runHostile('(module (func $f (loop (br 0))) (start $f) (func (export "_start")))', SHORT);
  expect(outcome).toMatchObject({ kind: 'limit', limit: 'wall-time' });
  expect(await nextRun()).toBe('returned');
});

test.each([
  ['59: filling memory over and over', '(memory.fill (i32.const 0) (i32.const 1) (i32.const 268435456))'],
  ['66: copying memory over and over', '(memory.copy (i32.const 0) (i32.const 16) (i32.const 268435440))'],
])('%s ends at the time limit, with the process where it must be', async (_what, bulk) => {
  const wat = `(module (memory 4096) (func (export "_start") (loop ${bulk} (br 0))))`;
  const outcome = await runHostile(wat, SHORT);
  expect(outcome).toMatchObject({ kind: 'limit', limit: 'wall-time' });
  expect(outcome.totals.wall).toBeLessThan(WALL + PATIENCE);
});

test('66: one bulk operation is charged by its length, before it is done', async () => {
  const wat = `(module (memory (export "memory") 4096) (func (export "_start")
    (memory.fill (i32.const 0) (i32.const 1) (i32.const 268435456))))`;
  expect(await runHostile(wat, limited({ fuel: { most: 100_000, counting: 'exact' } }))).toMatchObject({
    kind: 'limit',
    limit: 'fuel',
  });
  expect(await runHostile(wat)).toMatchObject({ kind: 'returned' });
});

test('60: endless recursion is the guest’s own trap', async () => {
  const outcome = await runHostile('(module (func $f (export "_start") (call $f) (call $f)))');
  expect(outcome).toMatchObject({ kind: 'trapped', trap: { kind: 'stack-overflow' } });
});

test('61: a flood of output ends at its limit', async () => {
  const wat = `(module (import ${WASI} "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 2) (data (i32.const 0) "\\10\\00\\00\\00\\00\\00\\01\\00")
    (func (export "_start") (loop (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))) (br 0))))`;
  const outcome = await runHostile(wat, limited({ output: (2 ** 20) as never }));
  expect(outcome).toMatchObject({ kind: 'limit', limit: 'output' });
});

test('62: a flood of host calls ends at its limit, every denial counted', async () => {
  const calls = 20_000;
  const wat = `(module (import ${WASI} "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (memory (export "memory") 1) (data (i32.const 0) "etc")
    (func (export "_start") (loop (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 3) (i32.const 0)
      (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16))) (br 0))))`;
  const outcome = await runHostile(wat, limited({ hostCalls: calls }));
  expect(outcome).toMatchObject({ kind: 'limit', limit: 'host-calls', totals: { denials: calls } });
});

test('65: neither policy nor filter slows down on text made for it', () => {
  const started = performance.now();
  const word = 'a'.repeat(4096);
  const table = compileTable(rulesOf(emptyManifest()));
  for (let times = 0; times < 1000; times++) {
    decide(table, { action: 'fs.read', resource: `/${word}`.repeat(4) });
  }
  for (const source of ['(a+)+$!', '(a|a)*!', '(a*)*(a*)*!', '(.*a){20}!', '((a?){30}){3}!']) {
    const pattern = compilePattern(source);
    expect(pattern.ok && pattern.value.test(word)).toBe(false);
  }
  for (let times = 0; times < 20; times++) expect(matchesGlob('*a*a*a*a*a*a*a*a*!', word)).toBe(false);
  expect(performance.now() - started).toBeLessThan(5000);
});
