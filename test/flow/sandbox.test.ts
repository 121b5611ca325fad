// The library's face from end to end: real processes, real guests.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  GuestError,
  type AuditEntry,
  type CallValue,
  type SandboxBuilder,
  type SandboxOutput,
} from '../../sandbox-core/index.ts';
import { Sandbox } from '../../sandbox-core/node.ts';
import { wasmFrom } from '../fixtures/host/run-guest.ts';
import { SAMPLES } from './command-line.ts';

type Built = Awaited<ReturnType<SandboxBuilder['build']>>;

/** Long enough for a busy machine: what is tested of time is that it ends, and how. */
const PATIENCE = '20s';
const builder = (text: string): SandboxBuilder => Sandbox.builder().source(wasmFrom(text)).killAfter(PATIENCE);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What a call of a guest's fault rejects with. */
async function faultOf(call: Promise<unknown>): Promise<GuestError> {
  const thrown: unknown = await call.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  if (thrown instanceof GuestError) return thrown;
  throw new Error(`no fault of the guest: ${String(thrown)}`);
}

const LIBRARY = `(module (memory (export "memory") 1) (global $n (mut i32) (i32.const 0))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "square") (param i64) (result i64) (i64.mul (local.get 0) (local.get 0)))
  (func (export "half") (param f32) (result f32) (f32.div (local.get 0) (f32.const 2)))
  (func (export "third") (param f64) (result f64) (f64.div (local.get 0) (f64.const 3)))
  (func (export "pair") (result i32 i64) (i32.const -1) (i64.const -2))
  (func (export "count") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n))
  (func (export "then") (result i32) (i32.const 7))
  (func (export "__proto__") (result i32) (i32.const 8))
  (func (export "trap") unreachable)
  (func (export "spin") (loop (br 0))))`;

describe('a library of pure functions', () => {
  let sandbox: Built;
  beforeAll(async () => {
    sandbox = await builder(LIBRARY).threads(2).limits({ memory: '1MiB', time: '20s' }).build();
  }, 60_000);
  afterAll(() => sandbox.close());

  it.each<[string, (number | bigint)[], CallValue]>([
    ['add', [2, 3], 5],
    ['add', [2 ** 32 - 1, 0], -1],
    ['square', [-(2n ** 31n)], 2n ** 62n],
    ['half', [0.1], Math.fround(0.1) / 2],
    ['third', [1], 1 / 3],
    ['pair', [], [-1, -2n]],
    ['then', [], 7],
    ['__proto__', [], 8],
  ])('answers %s by its type', async (name, values, result) => {
    expect(await sandbox.call(name, values)).toEqual(result);
  });

  it('says what is wrong with a call, and makes none', async () => {
    await expect(sandbox.call('ad', [1, 2])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('"add" is one') as string,
    });
    await expect(sandbox.call('add', [1])).rejects.toThrow(TypeError);
    await expect(sandbox.call('add', [1, 2n])).rejects.toThrow('argument 2 of add(i32, i32) -> i32 is a bigint');
    await expect(sandbox.call('toString')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('rejects with the ending of the guest, and goes on after a trap', async () => {
    const fault = await faultOf(sandbox.call('trap'));
    expect(fault.ending).toMatchObject({ kind: 'trapped', trap: { kind: 'unreachable', stack: [{ name: 'trap' }] } });
    expect(fault.message).toMatch(/^Trapped in trap at byte 0x[0-9a-f]+: it reached an unreachable instruction\.$/);
    expect(await sandbox.call('add', [1, 1])).toBe(2);
  });

  it('has as many instances as are asked for, each with a state of its own', async () => {
    const [first, second] = await sandbox.instances(2);
    if (!first || !second) throw new Error('no instances');
    expect([await first.call('count'), await first.call('count'), await second.call('count')]).toEqual([1, 2, 1]);
    expect(first.usage()).toMatchObject({ instance: first.number, state: 'alive', calls: 2, memory: 65_536 });
    await first.reset();
    expect(await first.call('count')).toBe(1);
    first.close();
    await expect(first.call('count')).rejects.toMatchObject({ code: 'CLOSED' });
    second.close();
  });

  it('stops an endless call at its signal, for real; that instance is dead and says so until it is reset', async () => {
    const instance = await sandbox.instance();
    const controller = new AbortController();
    const call = faultOf(instance.call('spin', [], { signal: controller.signal }));
    setTimeout(() => controller.abort(new Error('enough')), 50);
    const fault = await call;
    expect([fault.ending.kind, (fault.cause as Error).message, instance.state]).toEqual(['stopped', 'enough', 'dead']);
    expect((await faultOf(instance.call('count'))).ending.kind).toBe('stopped');
    await instance.reset();
    expect(await instance.call('count')).toBe(1);
    instance.close();
  });

  it('stops a call at its own time, however long the policy would let it', async () => {
    const instance = await sandbox.instance();
    const fault = await faultOf(instance.call('spin', [], { time: '30ms' }));
    expect(fault.ending).toEqual({ kind: 'limit', limit: 'wall-time' });
    instance.close();
  });

  it('takes a call back that has not begun, and its instance lives', async () => {
    const instance = await sandbox.instance();
    const spinning = new AbortController();
    const spin = faultOf(instance.call('spin', [], { signal: spinning.signal }));
    const waiting = new AbortController();
    const other = faultOf(instance.call('count', [], { signal: waiting.signal }));
    waiting.abort();
    expect((await other).ending.kind).toBe('stopped');
    expect(instance.state).toBe('alive');
    expect((await faultOf(instance.call('count', [], { signal: AbortSignal.abort() }))).ending.kind).toBe('stopped');
    spinning.abort();
    await spin;
    instance.close();
  });

  it('declares dead what was used on the thread of a guest that had to be ended, and makes anew what was not', async () => {
    await using alone = await builder(LIBRARY).threads(1).limits({ time: '20s' }).build();
    const [spins, used, fresh] = await alone.instances(3);
    if (!spins || !used || !fresh) throw new Error('no instances');
    await used.call('count');
    await faultOf(spins.call('spin', [], { time: 30 }));
    // Its place is told to be lost right after the answer; the next call waits for the new thread.
    expect(await fresh.call('count')).toBe(1);
    expect([used.state, used.ending, fresh.state]).toEqual([
      'dead',
      { kind: 'crashed', reason: 'an instance on the same thread had to be stopped', signal: null },
      'alive',
    ]);
  });

  it('counts in sum what its instances used, those that are gone included', async () => {
    await using counted = await builder(LIBRARY).limits({ fuel: 1e6 }).build();
    const instance = await counted.instance();
    await instance.call('count');
    const { fuel } = instance.usage();
    instance.close();
    await counted.call('add', [1, 2]);
    const { instances, total } = counted.usage();
    expect([instances.length, total.calls, total.fuel > fuel, fuel > 0]).toEqual([1, 2, true, true]);
    expect(instances[0]?.limits.find(({ limit }) => limit === 'fuel')).toMatchObject({ most: 1e6 });
  });
});

describe('a sandbox', () => {
  it('refuses what is faulty, before there is a process', async () => {
    const refused = { code: 'REFUSED' };
    await expect(
      Sandbox.builder()
        .source(Uint8Array.of(1, 2, 3))
        .build(),
    ).rejects.toMatchObject(refused);
    await expect(builder('(module (import "env" "system" (func)))').build()).rejects.toMatchObject(refused);
    await expect(builder('(module)').policy('{ "version": 1, "mount": [] }').build()).rejects.toThrow('unknown key "mount"');
    await expect(builder('(module (memory 100))').limits({ memory: '1MiB' }).build()).rejects.toMatchObject(refused);
    await expect(Sandbox.builder().source('nowhere.wasm').build()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(Sandbox.builder().build()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('initialises a reactor once for each instance, and runs start functions', async () => {
    await using sandbox = await builder(`(module (global $n (mut i32) (i32.const 0))
      (func $more (global.set $n (i32.add (global.get $n) (i32.const 1)))) (start $more)
      (func (export "_initialize") (call $more) (call $more)) (func (export "get") (result i32) (global.get $n)))`).build();
    expect(await sandbox.call('get')).toBe(3);
    await sandbox.reset();
    expect(await sandbox.call('get')).toBe(3);
    await expect(sandbox.run()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('rejects an instance whose start ends badly, with that ending', async () => {
    await using sandbox = await builder('(module (func unreachable) (start 0) (func (export "f")))').build();
    expect((await faultOf(sandbox.call('f'))).ending.kind).toBe('trapped');
    await using endless = await builder('(module (func (loop (br 0))) (start 0) (func (export "f")))')
      .limits({ time: 50 })
      .build();
    expect((await faultOf(endless.instance())).ending).toEqual({ kind: 'limit', limit: 'wall-time' });
  });

  it('runs commands to their outcomes, tells their output and every decision with its rule', async () => {
    const output: SandboxOutput[] = [];
    const audit: AuditEntry[] = [];
    await using sandbox = await Sandbox.builder()
      .source(`${SAMPLES}/thief.wasm`)
      .policy(`${SAMPLES}/thief.sandbox.json`)
      .killAfter(PATIENCE)
      .onOutput((piece) => output.push(piece))
      .onAudit((entry) => audit.push(entry))
      .build();
    const outcome = await sandbox.run();
    expect(outcome.kind).toBe('returned');
    expect(decode(Buffer.concat(output.map(({ bytes }) => bytes)))).toContain('I got nothing');
    const denied = audit.filter(({ allowed }) => !allowed);
    expect(denied.length).toBe(outcome.totals.denials);
    expect(denied.find(({ resource }) => resource === '/etc/passwd')).toMatchObject({
      ...{ call: 'path_open', action: 'fs.read', instance: output[0]?.instance },
      rule: { id: 0, text: 'what no rule permits is denied' },
    });
    expect(audit.some(({ allowed, rule }) => allowed && rule.text.includes('standard output'))).toBe(true);
    expect(sandbox.usage().total.denials).toBe(outcome.totals.denials);
  });

  it('gives a run its input, and each run a fresh instance', async () => {
    const output: SandboxOutput[] = [];
    await using sandbox = await builder(`(module
      (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1) (data (i32.const 0) "\\40\\00\\00\\00\\20\\00\\00\\00")
      (func (export "_start")
        (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 4)))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))`)
      .onOutput((piece) => output.push(piece))
      .build();
    expect((await sandbox.run({ stdin: 'one' })).kind).toBe('returned');
    expect(await sandbox.run({ stdin: 'two' })).toMatchObject({ kind: 'returned', totals: { calls: 2, denials: 0 } });
    expect(output.map(({ bytes }) => decode(bytes))).toEqual(['one', 'two']);
    expect((await sandbox.run({ signal: AbortSignal.abort() })).kind).toBe('stopped');
  });

  it('ends a guest by its limits and denials, each a value', async () => {
    await using hog = await Sandbox.builder()
      .source(`${SAMPLES}/hog.wasm`)
      .policy(`${SAMPLES}/hog.sandbox.json`)
      .killAfter(PATIENCE)
      .build();
    expect(await hog.run()).toMatchObject({ kind: 'limit', limit: 'memory' });
    await using thief = await Sandbox.builder()
      .source(`${SAMPLES}/thief.wasm`)
      .policy('{ "version": 1, "onMiss": "stop" }')
      .killAfter(PATIENCE)
      .build();
    expect(await thief.run()).toMatchObject({ kind: 'denied', call: 'path_open', rule: 0 });
    await using spinner = await Sandbox.builder()
      .source(`${SAMPLES}/spinner.wasm`)
      .limits({ fuel: 1e6, time: '20s' })
      .killAfter(PATIENCE)
      .build();
    expect(await spinner.run()).toMatchObject({ kind: 'limit', limit: 'fuel' });
  });

  it('ends a call by its processor time', async () => {
    await using sandbox = await builder(LIBRARY).limits({ cpu: '200ms', time: '20s' }).build();
    const fault = await faultOf(sandbox.call('spin'));
    expect(fault.ending).toEqual({ kind: 'limit', limit: 'cpu-time' });
    const { instances, total } = sandbox.usage();
    const use = instances[0]?.limits.find(({ limit }) => limit === 'cpu-time');
    expect([total.cpu >= 200e6, total.cpu <= total.time, use]).toEqual([
      true,
      true,
      { limit: 'cpu-time', used: total.cpu, most: 200e6 },
    ]);
  });

  it('ends a guest that reads more than its input', async () => {
    await using sandbox = await builder(`(module
      (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1) (data (i32.const 0) "\\40\\00\\00\\00\\04\\00\\00\\00")
      (func (export "_start") (loop (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 32))) (br 0))))`)
      .policy('{ "version": 1 }')
      .limits({ input: 10, time: '20s' })
      .build();
    const outcome = await sandbox.run({ stdin: 'much more than ten bytes' });
    expect(outcome).toMatchObject({ kind: 'limit', limit: 'input', totals: { calls: 3 } });
    expect(outcome.totals.limits).toContainEqual({ limit: 'input', used: 10, most: 10 });
    expect(sandbox.usage().total.input).toBe(10);
  });

  it('tells of every limit that is set, and of the stack where it was passed', async () => {
    await using sandbox = await builder('(module (func $deep (export "deep") (call $deep) (call $deep)) (func (export "flat")))')
      .limits({ cpu: '10s', stack: '64KiB', input: '1KiB', hostCallRate: 1000, sleep: '1s', fuel: 1e9 })
      .build();
    const names = (): unknown => sandbox.usage().instances[0]?.limits.map(({ limit }) => limit);
    await sandbox.call('flat');
    const always = ['wall-time', 'cpu-time', 'fuel', 'memory', 'output', 'input', 'open-files', 'host-calls'];
    expect(names()).toEqual([...always, 'host-call-rate', 'sleep', 'denials']);
    expect((await faultOf(sandbox.call('deep'))).ending).toMatchObject({ kind: 'trapped', trap: { kind: 'stack-overflow' } });
    await sandbox.call('flat');
    expect(sandbox.usage().instances[0]?.limits).toContainEqual({ limit: 'stack', used: 65_536, most: 65_536 });
  });

  it('slows a guest that says more than is listened to, and loses nothing of it', async () => {
    let bytes = 0;
    await using sandbox = await builder(`(module
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 2) (data (i32.const 0) "\\40\\00\\00\\00\\00\\00\\01\\00")
      (func (export "say") (param $n i32) (loop (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`)
      .limits({ output: '64MiB', time: '60s' })
      .onOutput((piece) => (bytes += piece.bytes.length))
      .build();
    await sandbox.call('say', [256]);
    expect([bytes, sandbox.usage().total.output]).toEqual([256 * 65_536, 256 * 65_536]);
  });

  it('survives the death of its process: what was used is dead, the next use starts another', async () => {
    await using sandbox = await builder(LIBRARY).build();
    const [used, fresh] = await sandbox.instances(2);
    if (!used || !fresh) throw new Error('no instances');
    await used.call('count');
    const { pid } = sandbox;
    const call = faultOf(used.call('spin'));
    process.kill(pid ?? 0, 'SIGKILL');
    expect((await call).ending).toMatchObject({ kind: 'crashed' });
    expect([used.state, await fresh.call('count'), sandbox.pid === pid]).toEqual(['dead', 1, false]);
  });

  it('ends its process when it is closed, and calls under way with it', async () => {
    const sandbox = await builder(LIBRARY).build();
    const call = sandbox.call('spin');
    const rejected = call.catch((thrown: unknown) => thrown);
    await sandbox[Symbol.asyncDispose]();
    expect(await rejected).toMatchObject({ code: 'CLOSED' });
    expect(sandbox.pid).toBeUndefined();
    await expect(sandbox.call('count')).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(sandbox.run()).rejects.toMatchObject({ code: 'CLOSED' });
  });
});
