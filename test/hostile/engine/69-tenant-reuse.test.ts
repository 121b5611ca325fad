// THREATS 68, 69 and 72 where instances are made and reset in a process that lives on: what one leaves, no other finds, and a
// process has one tenant in its whole life.
import { expect, test } from 'vitest';
import type { GuestProcess, GuestSpawner } from '../../../sandbox-core/index.ts';
import { nodeGuests, Sandbox, tenantEntry } from '../../../sandbox-core/node.ts';
import { decodeCommand, type Command } from '../../../sandbox-core/tenant/commands.ts';
import { wasmFrom } from '../../fixtures/host/run-guest.ts';

const POLICY = JSON.stringify({
  version: 1,
  env: { NAME: 'given' },
  random: { seed: 7 },
  mounts: [{ guest: '/tmp', memory: true, rights: ['read', 'write', 'create'] }],
});

/**
 * `fill` leaves a trace wherever a guest can; `look` tells, place by place, what is there: bytes of memory that are not zero
 * behind the data, pages, a global, the table's size and whether its first entry is set, what came of a passive segment, the
 * next descriptor, whether the file is there, bytes of environment, the first random word, bytes left on standard input.
 */
const GUEST = `(module
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (memory (export "memory") 2 8)
  (table $t 2 8 funcref)
  (global $g (mut i64) (i64.const 5))
  (data (i32.const 0) "file")
  (data $passive "P")
  (elem declare func $sum)
  (func $file (param $how i32) (result i32)
    (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (local.get $how) (i64.const 66) (i64.const 66) (i32.const 0) (i32.const 16)))
  (func $sum (result i32) (local $at i32) (local $sum i32)
    (local.set $at (i32.const 1024))
    (loop (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
      (br_if 0 (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.mul (memory.size) (i32.const 65536)))))
    (local.get $sum))
  (func (export "fill")
    (drop (memory.grow (i32.const 3)))
    (drop (call $file (i32.const 1)))
    (drop (call $file (i32.const 0)))
    (i32.store (i32.const 32) (i32.const 1024)) (i32.store (i32.const 36) (i32.const 4))
    (drop (call $read (i32.const 0) (i32.const 32) (i32.const 1) (i32.const 40)))
    (drop (call $random (i32.const 1024) (i32.const 64)))
    (memory.fill (i32.const 1024) (i32.const 0xaa) (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1024)))
    (drop (call $write (i32.const 1) (i32.const 32) (i32.const 1) (i32.const 40)))
    (global.set $g (i64.const -1))
    (drop (table.grow $t (ref.func $sum) (i32.const 4)))
    (table.set $t (i32.const 0) (ref.func $sum))
    (data.drop $passive))
  (func (export "look") (result i32 i32 i64 i32 i32 i32 i32 i32 i32)
    (local $sum i32) (local $found i32) (local $next i32)
    (local.set $sum (call $sum))
    (local.set $found (call $file (i32.const 0)))
    (drop (call $file (i32.const 1)))
    (local.set $next (i32.load (i32.const 16)))
    (drop (call $environ (i32.const 20) (i32.const 24)))
    (drop (call $random (i32.const 48) (i32.const 4)))
    (local.get $sum) (memory.size) (global.get $g) (table.size $t)
    (ref.is_null (table.get $t (i32.const 0)))
    (local.get $found) (local.get $next) (i32.load (i32.const 24)) (i32.load (i32.const 48)))
  (func (export "segment") (result i32) (memory.init $passive (i32.const 900) (i32.const 0) (i32.const 1)) (i32.load8_u (i32.const 900))))`;

const ENOENT = 44;

test('69: a reset instance finds everything as it was at first: memory, globals, tables, segments, files, descriptors, environment, randomness', async () => {
  const output: number[] = [];
  await using sandbox = await Sandbox.builder()
    .source(wasmFrom(GUEST))
    .policy(POLICY)
    .killAfter('20s')
    .threads(1)
    .onOutput(({ instance }) => output.push(instance))
    .build();
  const untouched = await sandbox.instance();
  const first = await untouched.call('look');
  expect(first).toEqual([0, 2, 5n, 2, 1, ENOENT, expect.any(Number), 'NAME=given'.length + 1, expect.any(Number)]);
  const instance = await sandbox.instance();
  const { number } = instance;
  await instance.call('fill');
  const filled = await instance.call('look');
  expect(filled).not.toEqual(first);
  expect((filled as readonly unknown[]).slice(0, 6)).toEqual([(5 * 65_536 - 1024) * 0xaa, 5, -1n, 6, 0, 0]);
  await expect(instance.call('segment')).rejects.toThrow('it reached outside of its memory');
  await instance.reset();
  expect(await instance.call('look')).toEqual(first);
  expect(await instance.call('segment')).toBe('P'.charCodeAt(0));
  expect(instance.usage()).toMatchObject({ calls: 2, output: 0, denials: 0, memory: 2 * 65_536 });
  expect([instance.number !== number, output]).toEqual([true, [number]]);
});

test('69: of hundreds of instances that come and go on one thread, each begins with zeroes', async () => {
  await using sandbox = await Sandbox.builder()
    .source(
      wasmFrom(`(module (memory 4)
        (func (export "use") (result i64) (local $at i32) (local $found i64)
          (loop (local.set $found (i64.or (local.get $found) (i64.load (local.get $at))))
            (br_if 0 (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 262144))))
          (memory.fill (i32.const 0) (i32.const 0xff) (i32.const 262144))
          (local.get $found)))`),
    )
    .threads(1)
    .limits({ time: '20s' })
    .build();
  for (let round = 0; round < 200; round += 1) {
    const instance = await sandbox.instance();
    expect(await instance.call('use')).toBe(0n);
    instance.close();
  }
});

/** The usual processes, with all that they are told. */
function watched(): { readonly spawner: GuestSpawner; readonly told: Map<GuestProcess, Command[]> } {
  const tenants = nodeGuests({ entry: tenantEntry() });
  const told = new Map<GuestProcess, Command[]>();
  const spawner: GuestSpawner = {
    spawn: (jail) => {
      const process = tenants.spawn(jail);
      const commands: Command[] = [];
      told.set(process, commands);
      const send = (message: Uint8Array): void => {
        commands.push(decodeCommand(message));
        process.channel.send(message);
      };
      return {
        channel: { ...process.channel, send },
        exited: process.exited,
        kill: () => process.kill(),
        lastWords: () => process.lastWords(),
        get pid() {
          return process.pid;
        },
      };
    },
  };
  return { spawner, told };
}

test('68, 72: each tenant has a process of its own, from its start to its end, and gets no instance or module of another', async () => {
  const { spawner, told } = watched();
  const build = (result: number) =>
    Sandbox.builder({ tenants: spawner })
      .source(wasmFrom(`(module (func (export "who") (result i32) (i32.const ${result})))`))
      .killAfter('20s')
      .build();
  const [first, second] = await Promise.all([build(1), build(2)]);
  expect(await Promise.all([first, second].map((sandbox) => sandbox.call('who')))).toEqual([1, 2]);
  await first.close();
  const third = await build(3);
  expect(await third.call('who')).toBe(3);
  expect(told.size).toBe(3);
  const digests = [...told.values()].map((commands) => {
    expect(commands.filter(({ kind }) => kind === 'configure').length).toBe(1);
    const named = commands.flatMap((command) => ('digest' in command ? [command.digest] : []));
    return [...new Set(named)];
  });
  expect(digests.map(({ length }) => length)).toEqual([1, 1, 1]);
  expect(new Set(digests.flat()).size).toBe(3);
  expect(new Set([...told.keys()].map(({ pid }) => pid)).size).toBe(3);
  await Promise.all([second.close(), third.close()]);
});
