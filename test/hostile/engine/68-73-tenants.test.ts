// THREATS 68, 69, 70, 71, 72 and 73: what one tenant could learn of, or leave to, another through the engine they share.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GuestPool, type GuestProcess } from '../../../sandbox-core/index.ts';
import { guestEntry, nodeGuests, NO_LAYERS } from '../../../sandbox-core/node.ts';
import { ROOT } from '../../flow/command-line.ts';
import { limited, platform, runHostile, startHostile } from '../hostile-run.ts';

const SPINS = '(module (func (export "_start") (loop (br 0))))';
const SHORT = limited({ wallTime: 500e6 as never });

/** Our own program text: all that could keep memory or code from one guest to the next. */
const SOURCES = ['sandbox-core', 'app', 'main'].flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ file: `${folder}/${file}`, text: readFileSync(`${ROOT}${folder}/${file}`, 'utf8') })),
);
const naming = (what: RegExp): string[] => SOURCES.filter(({ text }) => what.test(text)).map(({ file }) => file);

test('68: two guests at once have two processes', async () => {
  const spawned: GuestProcess[] = [];
  const guests = new GuestPool(
    {
      spawn: (jail) => {
        const guest = platform.guests.spawn(jail);
        spawned.push(guest);
        return guest;
      },
    },
    0,
  );
  const runs = [startHostile(SPINS, SHORT, guests), startHostile(SPINS, SHORT, guests)];
  expect(new Set(spawned.map(({ pid }) => pid)).size).toBe(2);
  for (const run of runs) expect(await run.ended).toMatchObject({ kind: 'limit' });
});

test('69: a guest finds its memory zeroed, whatever the one before wrote into its own', async () => {
  const writes = '(module (memory 64) (func (export "_start") (memory.fill (i32.const 0) (i32.const 170) (i32.const 4194304))))';
  const reads = `(module (memory 64) (func (export "_start") (local $at i32)
    (drop (memory.grow (i32.const 64)))
    (loop (if (i64.ne (i64.load (local.get $at)) (i64.const 0)) (then unreachable))
      (local.set $at (i32.add (local.get $at) (i32.const 8))) (br_if 0 (i32.lt_u (local.get $at) (i32.const 8388608))))))`;
  expect(await runHostile(writes)).toMatchObject({ kind: 'returned' });
  expect(await runHostile(reads)).toMatchObject({ kind: 'returned' });
});

test('70: no buffer with old contents is ever made, and the linter refuses one', () => {
  expect(naming(/allocUnsafe/)).toEqual([]);
  expect(readFileSync(`${ROOT}.oxlintrc.json`, 'utf8')).toMatch(/"property": "allocUnsafe"/);
});

test('71: compiled code is neither kept nor taken from anywhere', () => {
  expect(naming(/v8\.(de)?serialize|cachedData|compileStreaming|enableCompileCache/)).toEqual([]);
});

test('72: modules of different guests are never mixed up, and no compiled one crosses a thread', async () => {
  const trapping = '(module (func (export "_start") unreachable))';
  const [first, second] = await Promise.all([runHostile(trapping), runHostile('(module (func (export "_start")))')]);
  expect([first.kind, second.kind]).toEqual(['trapped', 'returned']);
  expect(naming(/new WebAssembly\.Module\(/)).toEqual(['sandbox-core/runtime/trap-module.ts', 'sandbox-core/runtime/v8.ts']);
});

test('73: neither the engine’s options nor a signal opens an inspector on a guest', async () => {
  const before = process.env['NODE_OPTIONS'];
  process.env['NODE_OPTIONS'] = '--inspect=0';
  const guest = nodeGuests({ entry: guestEntry(), layers: NO_LAYERS }).spawn({ mounts: [] });
  if (before === undefined) delete process.env['NODE_OPTIONS'];
  else process.env['NODE_OPTIONS'] = before;
  await new Promise<void>((resolve) => guest.channel.onMessage(() => resolve()));
  if (guest.pid !== undefined) process.kill(guest.pid, 'SIGUSR1');
  await Promise.race([guest.exited, new Promise((resolve) => setTimeout(resolve, 500))]);
  guest.kill();
  expect(guest.lastWords()).not.toMatch(/debugger/i);
});
