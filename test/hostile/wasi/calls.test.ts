// THREATS 21 to 34: host calls made to hurt. What needs a guest's own control flow is a small module, the rest is called
// straight through the gate.
import { existsSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { parse } from '@bytecodealliance/jco';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, OPERATION_CAPS } from '../../../sandbox-core/limits/limits.ts';
import type { Nanos } from '../../../sandbox-core/base/units.ts';
import { HOST_FUNCTIONS } from '../../../sandbox-core/host/host-functions.ts';
import { ALL, AT, DirectGuest, memoryPlan, OPEN, READ } from '../../fixtures/host/direct-guest.ts';
import { testPlan } from '../../fixtures/host/guest-environment.ts';
import { runGuest } from '../../fixtures/host/run-guest.ts';
import { nodeHostFiles } from '../../../sandbox-core/platform/node/host-files.ts';
import { hostFolder, planFor } from '../../fixtures/host/host-folder.ts';

const WASI = '"wasi_snapshot_preview1"';
const PAGES = 2;
const END = PAGES * 65_536;
const files = [{ path: '/data/f', bytes: new Uint8Array(10_000).fill(65) }];

function guestWithFile(): { guest: DirectGuest; fd: number } {
  const guest = new DirectGuest({ plan: memoryPlan(), files }, PAGES);
  return { guest, fd: Number(guest.open(3, 'f', { rights: (1n << 30n) - 1n })) };
}

test('21: no pointer, length and count reach outside of memory or write a part of an answer', () => {
  const edge = fc.oneof(
    fc.nat(END * 2),
    fc.constantFrom(0, 1, END - 1, END, END - 4, 2 ** 31 - 1, -1, -4, -8, 2 ** 28, -(2 ** 31)),
  );
  const { guest, fd } = guestWithFile();
  fc.assert(
    fc.property(
      fc.constantFrom('fd_read', 'fd_write'),
      edge,
      edge,
      edge,
      edge,
      edge,
      (name, list, count, pointer, length, out) => {
        guest.view.setUint32(AT.vectors, pointer, true);
        guest.view.setUint32(AT.vectors + 4, length, true);
        const before = guest.bytes.slice();
        for (const array of [list, AT.vectors]) {
          const errno = guest.call(name, fd, array, array === AT.vectors ? 1 : count, out);
          if (errno !== 'SUCCESS') expect(['FAULT', 'INVAL', 'DQUOT', 'FBIG']).toContain(errno);
          else
            for (const access of guest.last.accesses)
              if (access.kind === 'wrote' || access.kind === 'secret') before.set(access.bytes, access.pointer);
          expect(Buffer.compare(guest.bytes, before)).toBe(0);
        }
        guest.recorder.calls.length = 0;
      },
    ),
    { numRuns: 200 },
  );
});

test('21: no function throws or writes unrecorded, whatever its arguments', () => {
  const value = fc.oneof(fc.integer(), fc.constantFrom(0, 1, 3, 4, 5, 64, 4096, END - 8, END, -1, 2 ** 31 - 1));
  const functions = HOST_FUNCTIONS.filter(({ signature: { name } }) => !name.startsWith('proc_') && name !== 'poll_oneoff');
  fc.assert(
    fc.property(fc.constantFrom(...functions), fc.array(value, { minLength: 9, maxLength: 9 }), ({ signature, type }, values) => {
      const { guest } = guestWithFile();
      const before = guest.bytes.slice();
      guest.call(
        signature.name,
        ...type.parameters.map((kind, index) => (kind === 'i32' ? (values[index] ?? 0) : BigInt(values[index] ?? 0))),
      );
      for (const { kind, pointer, bytes } of guest.last.accesses)
        if (kind === 'wrote' || kind === 'secret') before.set(bytes, pointer);
      expect(Buffer.compare(guest.bytes, before)).toBe(0);
    }),
    { numRuns: 600 },
  );
});

test('22: one call moves a bounded number of bytes over a bounded number of vectors', () => {
  const guest = new DirectGuest({}, 64);
  const list = 0x10000;
  for (let index = 0; index < 1025; index++) {
    guest.view.setUint32(list + index * 8, 0x20000, true);
    guest.view.setUint32(list + index * 8 + 4, 65_536, true);
  }
  expect(guest.call('fd_write', 1, list, 1025, AT.out)).toBe('INVAL');
  expect(guest.call('fd_write', 1, list, 1024, AT.out)).toBe('SUCCESS');
  expect([guest.u32(AT.out), guest.recorder.output('stdout').length]).toEqual([OPERATION_CAPS.transfer, OPERATION_CAPS.transfer]);
});

test('23: an answer that is written over the list it came from changes nothing of the call', () => {
  const { guest, fd } = guestWithFile();
  guest.view.setUint32(AT.vectors, AT.vectors, true);
  guest.view.setUint32(AT.vectors + 4, 24, true);
  guest.view.setUint32(AT.vectors + 8, AT.data, true);
  guest.view.setUint32(AT.vectors + 12, 8, true);
  expect(guest.call('fd_read', fd, AT.vectors, 2, AT.out)).toBe('SUCCESS');
  expect([guest.u32(AT.out), guest.dataText(8)]).toEqual([32, 'AAAAAAAA']);
  // The count lands on the list as well: the last write wins, and nothing else is touched.
  guest.vector(8);
  expect([guest.call('fd_read', fd, AT.vectors, 1, AT.vectors), guest.u32(AT.vectors)]).toEqual(['SUCCESS', 8]);
});

test('24: a second thread that changes a path while it is used never changes what is decided from what is opened', async () => {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  const bytes = new Uint8Array(memory.buffer);
  bytes.set([102, 49], AT.text);
  const flipper = new Worker(
    `const { workerData: b, parentPort: p } = require('node:worker_threads'); const bytes = new Uint8Array(b); p.postMessage(0);
     for (;;) { bytes.set([102, 49], 0x1000); bytes.set([46, 46], 0x1000); }`,
    { eval: true, workerData: memory.buffer },
  );
  await new Promise((resolve) => flipper.once('message', resolve));
  const guest = new DirectGuest({ plan: memoryPlan(), files: [{ path: '/data/f1', bytes: new Uint8Array(1) }] });
  guest.gate.attach(memory);
  for (let round = 0; round < 5000; round++) {
    const errno = guest.call('path_open', 3, 1, AT.text, 2, 0, READ, 0n, 0, AT.out);
    const { accesses, outcome } = guest.last;
    const read = Buffer.from(accesses[0]?.bytes ?? []).toString();
    const asked = accesses.find(({ kind }) => kind === 'resource')?.bytes;
    expect(Buffer.from(asked ?? []).toString()).toBe(read === '..' ? '/' : `/data/${read}`);
    expect(outcome === 'ok').toBe(read === 'f1');
    if (errno === 'SUCCESS') guest.call('fd_close', new DataView(memory.buffer).getUint32(AT.out, true));
    guest.recorder.calls.length = 0;
  }
  await flipper.terminate();
  expect(bytes).toHaveLength(131_072);
}, 30_000);

test('25: random bytes are capped a call', () => {
  const guest = new DirectGuest({}, 64);
  expect([guest.call('random_get', 0, -1), guest.call('random_get', 0, 65_537), guest.call('random_get', 0, 65_536)]).toEqual([
    'FAULT',
    'INVAL',
    'SUCCESS',
  ]);
});

test('26: poll_oneoff takes a bounded list, and times that are past, zero, negative or absurd', () => {
  const guest = new DirectGuest({}, 64);
  expect([guest.call('poll_oneoff', 0, 0, 2 ** 20, AT.out), guest.call('poll_oneoff', 0, 0, -1, AT.out)]).toEqual([
    'INVAL',
    'INVAL',
  ]);
  const subscribe = (index: number, clock: number, timeout: bigint, flags: number): void => {
    const at = AT.data + index * 48;
    guest.bytes.fill(0, at, at + 48);
    guest.view.setBigUint64(at, BigInt(index), true);
    guest.view.setUint32(at + 16, clock, true);
    guest.view.setBigUint64(at + 24, timeout, true);
    guest.view.setUint16(at + 40, flags, true);
  };
  subscribe(0, 1, 2n ** 64n - 1n, 0);
  subscribe(1, 1, 0n, 0);
  subscribe(2, 0, 1n, 1);
  subscribe(3, 9, 0n, 0);
  expect(guest.call('poll_oneoff', AT.data, AT.data + 1000, 4, AT.out)).toBe('SUCCESS');
  const events = Array.from({ length: guest.u32(AT.out) }, (_, index) => [
    guest.u64(AT.data + 1000 + index * 32),
    guest.view.getUint16(AT.data + 1008 + index * 32, true),
  ]);
  expect(events).toEqual([
    [1n, 0],
    [2n, 0],
    [3n, 28],
  ]);
});

test('26, 34: a guest that sleeps for ever, or spins in the gate, ends when it is stopped', async () => {
  for (const source of [SLEEPS, SPINS]) {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const stopper = new Worker(
      'const { workerData: s } = require("node:worker_threads"); setTimeout(() => { s[0] = 1; }, 150);',
      { eval: true, workerData: stop },
    );
    await new Promise((resolve) => stopper.once('online', resolve));
    const before = performance.now();
    const { gate } = runGuest(source, { stop, plan: testPlan({ limits: { ...DEFAULT_LIMITS, hostCalls: 1e12 } }) });
    expect(gate.ending).toEqual({ kind: 'stopped' });
    expect(performance.now() - before).toBeLessThan(3000);
    await stopper.terminate();
  }
});

const SLEEPS = `(module (import ${WASI} "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32))) (memory (export "memory") 1)
  (data (i32.const 24) "\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\7f") (data (i32.const 16) "\\01")
  (func (export "_start") (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200)))))`;
const SPINS = `(module (import ${WASI} "sched_yield" (func $yield (result i32))) (func (export "_start") (loop (drop (call $yield)) (br 0))))`;

test('27: a guest sees no variable and no argument of the host', () => {
  const guest = new DirectGuest({ plan: testPlan({ args: [], env: [] }) });
  expect([guest.call('environ_sizes_get', AT.out, AT.out + 4), guest.u32(AT.out), guest.u32(AT.out + 4)]).toEqual([
    'SUCCESS',
    0,
    0,
  ]);
  expect([guest.call('args_sizes_get', AT.out, AT.out + 4), guest.u32(AT.out), guest.u32(AT.out + 4)]).toEqual(['SUCCESS', 0, 0]);
});

test('28: memory that grew between two calls is the memory that is written', () => {
  const { memory, recorder } =
    runGuest(`(module (import ${WASI} "random_get" (func $random (param i32 i32) (result i32))) (memory (export "memory") 1)
    (func (export "_start") (drop (call $random (i32.const 0) (i32.const 8))) (drop (memory.grow (i32.const 1)))
      (drop (call $random (i32.const 65536) (i32.const 8))) (drop (call $random (i32.const 131072) (i32.const 1)))))`);
  expect(recorder.calls.map(({ result, memoryPages }) => [result, memoryPages])).toEqual([
    [0, 1],
    [0, 2],
    [21, 2],
  ]);
  expect(new Uint8Array(memory?.buffer ?? new ArrayBuffer(0), 65_536, 8).some((byte) => byte !== 0)).toBe(true);
});

test('29: a guest that catches everything cannot catch its end, nor call again', () => {
  const { gate, thrown, exports } = runGuest(`(module (import ${WASI} "proc_exit" (func $exit (param i32)))
    (global (export "caught") (mut i32) (i32.const 0))
    (func (export "_start") (loop $again
      (try (do (call $exit (i32.const 3))) (catch_all (global.set 0 (i32.add (global.get 0) (i32.const 1))))) (br $again))))`);
  expect([gate.ending, thrown instanceof WebAssembly.RuntimeError, gate.counts.calls]).toEqual([
    { kind: 'exited', code: 3 },
    true,
    1,
  ]);
  const { caught } = exports;
  expect(caught instanceof WebAssembly.Global ? caught.value : undefined).toBe(0);
});

test('29: try_table catches as little as the older form', async () => {
  const guest = await parse(`(module (import ${WASI} "proc_exit" (func $exit (param i32)))
    (global (export "caught") (mut i32) (i32.const 0))
    (func (export "_start") (loop $again
      (block $all (block $ref (result exnref)
        (try_table (catch_all_ref $ref) (try_table (catch_all $all) (call $exit (i32.const 3)))) (unreachable)) (drop))
      (global.set 0 (i32.add (global.get 0) (i32.const 1))) (br $again))))`);
  const { gate, thrown, exports } = runGuest(new Uint8Array(guest));
  expect([gate.ending, thrown instanceof WebAssembly.RuntimeError, gate.counts.calls]).toEqual([
    { kind: 'exited', code: 3 },
    true,
    1,
  ]);
  const { caught } = exports;
  expect(caught instanceof WebAssembly.Global ? caught.value : undefined).toBe(0);
});

test('29: what try_table catches of a guest is its own: an exception thrown in the guest, with its value', async () => {
  const guest = await parse(`(module (tag $t (param i32)) (global (export "caught") (mut i32) (i32.const 0))
    (func (export "_start") (global.set 0 (block $h (result i32) (try_table (catch $t $h) (throw $t (i32.const 5))) (i32.const 1)))))`);
  const { thrown, exports } = runGuest(new Uint8Array(guest));
  const { caught } = exports;
  expect([thrown, caught instanceof WebAssembly.Global ? caught.value : undefined]).toEqual([undefined, 5]);
});

test('30: a call that is open cannot be entered again', () => {
  const guest: DirectGuest = new DirectGuest({
    files: [],
    plan: memoryPlan(),
    stop: new Int32Array(new SharedArrayBuffer(4)),
  });
  const begin = guest.recorder.begin.bind(guest.recorder);
  let inner: unknown;
  guest.recorder.begin = (...values) => {
    begin(...values);
    guest.recorder.begin = begin;
    try {
      guest.call('proc_exit', 1);
    } catch (thrown) {
      inner = thrown;
    }
  };
  expect(guest.call('sched_yield')).toBe('SUCCESS');
  expect([inner instanceof WebAssembly.RuntimeError, guest.gate.ending, guest.gate.counts.calls]).toEqual([true, undefined, 1]);
});

test('31: at any stack depth, a call is done and recorded, or not done at all', () => {
  const { mounted } = hostFolder();
  const run = (depth: number): { made: boolean; calls: string[] } => {
    const { gate, recorder, exports } = runGuest(DEEP, { plan: planFor(mounted), hostFiles: nodeHostFiles, entry: '' });
    try {
      if (typeof exports['deep'] === 'function') exports['deep'](depth);
    } catch {
      // The overflow of the stack, in the guest or in the host: what counts is what it left behind.
    }
    gate.close();
    const made = existsSync(join(mounted, 'd'));
    if (made) rmdirSync(join(mounted, 'd'));
    return { made, calls: recorder.calls.map(({ outcome }) => outcome) };
  };
  let limit = 1000;
  while (run(limit).made) limit *= 2;
  let [low, high] = [limit / 2, limit];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (run(middle).made) low = middle;
    else high = middle;
  }
  for (let depth = low - 1500; depth < high + 3000; depth += 13) {
    const { made, calls } = run(depth);
    expect([depth, calls]).toEqual([depth, made ? ['ok'] : []]);
  }
});

/** Calls path_create_directory from a chosen depth. */
const DEEP = `(module (import ${WASI} "path_create_directory" (func $make (param i32 i32 i32) (result i32))) (memory (export "memory") 1)
  (data (i32.const 0) "d")
  (func $deep (export "deep") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (i32.load (i32.const 8))))
      (else (call $make (i32.const 3) (i32.const 0) (i32.const 1))))))`;

test('32: a coarse clock shows a guest no time shorter than its step, in any call that tells time', () => {
  const STEP = 50e6;
  // Each look at the machine's clock is 137 µs after the last.
  let passed = 0;
  const clock = {
    monotonic: () => (passed += 137_003) as Nanos,
    wall: () => 1_700_000_000_123_456_789n + BigInt(passed),
  };
  const told = (resolution: Nanos | undefined): number[] => {
    const setting = resolution === undefined ? { kind: 'real' as const } : { kind: 'real' as const, resolution };
    const guest = new DirectGuest({ plan: memoryPlan('/data', { clock: setting }), clock });
    expect(guest.call('clock_res_get', 1, AT.out)).toBe('SUCCESS');
    expect(guest.u64(AT.out)).toBe(BigInt(resolution ?? 1000));
    const fd = Number(guest.open(3, 'f', { oflags: OPEN.CREATE, rights: ALL }));
    const seen = new Set<bigint>();
    for (let call = 0; call < 300; call += 1) {
      for (const id of [0, 1, 2, 3]) {
        guest.call('clock_time_get', id, 1n, AT.out);
        seen.add(guest.u64(AT.out));
      }
      guest.write(fd, 'x');
      guest.call('fd_filestat_get', fd, AT.out);
      // When it was changed last.
      seen.add(guest.u64(AT.out + 48));
    }
    guest.gate.close();
    const sorted = [...seen].toSorted((left, right) => (left < right ? -1 : 1));
    return sorted.slice(1).map((each, index) => Number(each - (sorted[index] ?? 0n)));
  };
  const coarse = told(STEP as Nanos);
  expect(coarse.length).toBeGreaterThan(1);
  expect(coarse.filter((step) => step < STEP)).toEqual([]);
  // Without it the same guest tells them apart: the test would see it.
  expect(told(undefined).filter((step) => step < STEP).length).toBeGreaterThan(300);
});

test('33: outside of the mounts, there is one errno, whether something is there or not', () => {
  const plan = planFor(hostFolder().mounted, ['read', 'write', 'create']);
  const guest = new DirectGuest({ plan, hostFiles: nodeHostFiles });
  const path = fc.array(fc.constantFrom('etc', 'passwd', 'root', 'proc', 'self', 'none', 'tmp', 'x', '.'), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(path, fc.nat(15), (names, oflags) => {
      fc.pre(names.some((name) => name !== '.') && (oflags & 3) !== 3);
      const text = guest.text(names.join('/'));
      expect(guest.open(4, names.join('/'), { oflags })).toBe('NOTCAPABLE');
      expect(guest.call('path_filestat_get', 4, 1, ...text, AT.data)).toBe('NOTCAPABLE');
      expect(guest.call('path_unlink_file', 4, ...text)).toBe('NOTCAPABLE');
      expect(guest.call('path_readlink', 4, ...text, AT.data, 10, AT.out)).toBe('NOTCAPABLE');
    }),
  );
});
