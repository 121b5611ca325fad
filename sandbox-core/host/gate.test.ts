import { expect, test } from 'vitest';
import { ALL, AT, DirectGuest, memoryPlan, OPEN, READ, WRITE } from '../../test/fixtures/host/direct-guest.ts';
import { testPlan } from '../../test/fixtures/host/guest-environment.ts';
import { moduleOf, runGuest, wasmFrom } from '../../test/fixtures/host/run-guest.ts';
import type { RuleId } from '../base/ids.ts';
import type { Bytes, Nanos } from '../base/units.ts';
import { DEFAULT_LIMITS } from '../limits/limits.ts';
import type { MountRight } from '../policy/manifest.ts';

const imported = (name: string, type: string): string => `(import "wasi_snapshot_preview1" "${name}" (func $${name} ${type}))`;
const WAIT_FREE = new Int32Array(new SharedArrayBuffer(4));

function withRights(...rights: MountRight[]): DirectGuest {
  const plan = testPlan({ mounts: [{ guest: '/data', source: { kind: 'memory' }, rights }] });
  return new DirectGuest({ plan, files: [{ path: '/data/f', bytes: new Uint8Array([104, 105]) }] });
}

test('a call is recorded with its arguments, what was read and written, its rule and its result', () => {
  const guest = new DirectGuest({ plan: memoryPlan() });
  guest.open(3, 'new', { oflags: OPEN.CREATE, rights: WRITE });
  const { accesses, outcome, action, rule, result } = guest.last;
  const shown = accesses.map(
    ({ kind, pointer, bytes }) => `${kind} ${pointer} ${kind === 'wrote' ? bytes.join() : Buffer.from(bytes).toString()}`,
  );
  expect({ shown, outcome, action, rule, result }).toEqual({
    shown: [`read ${AT.text} new`, 'resource 0 /data/new', `wrote ${AT.out} 5,0,0,0`],
    ...{ outcome: 'ok', action: 'fs.create', rule: 2, result: 0 },
  });
});

test('a denied call is NOTCAPABLE, counted, recorded with rule 0 and the path', () => {
  const guest = new DirectGuest();
  expect(guest.open(3, 'etc/passwd')).toBe('NOTCAPABLE');
  const { outcome, action, rule, result } = guest.last;
  expect([outcome, action, rule, result, guest.recorder.resources()]).toEqual(['denied', 'fs.read', 0, 76, ['/etc/passwd']]);
  expect(guest.gate.counts).toEqual({ calls: 1, denials: 1, errors: 0 });
});

test.each([
  ['path_rename', []],
  ['path_link', [0]],
])('a %s that is denied at its second path is recorded with that, after the first', (name, flags) => {
  const plan = memoryPlan();
  const forbid = {
    id: 3 as RuleId,
    effect: 'forbid',
    text: '',
    pointer: '',
    actions: ['fs.create'],
    under: '/data/kept',
  } as const;
  const guest = new DirectGuest({
    plan: { ...plan, rules: [...plan.rules, forbid] },
    files: ['/data/f', '/data/kept/g'].map((path) => ({ path, bytes: new Uint8Array(1) })),
  });
  guest.call(name, 3, ...flags, ...guest.text('f'), 3, ...guest.secondText('kept/f'));
  const { outcome, action, rule } = guest.last;
  expect({ outcome, action, rule }).toEqual({ outcome: 'denied', action: 'fs.create', rule: 3 });
  expect(guest.recorder.resources()).toEqual(['/data/f', '/data/kept/f']);
});

test('a call that is denied where a link leads is recorded with that path, after the named one', () => {
  const plan = memoryPlan();
  const forbid = {
    id: 3 as RuleId,
    effect: 'forbid',
    text: '',
    pointer: '',
    actions: ['fs.create'],
    under: '/data/kept',
  } as const;
  const guest = new DirectGuest({
    plan: { ...plan, rules: [...plan.rules, forbid] },
    files: ['/data/f', '/data/kept/g'].map((path) => ({ path, bytes: new Uint8Array(1) })),
  });
  expect(guest.call('path_symlink', ...guest.text('kept'), 3, ...guest.secondText('alias'))).toBe('SUCCESS');
  guest.recorder.calls.length = 0;
  expect(guest.call('path_rename', 3, ...guest.text('f'), 3, ...guest.secondText('alias/f'))).toBe('NOTCAPABLE');
  const { outcome, action, rule } = guest.last;
  expect({ outcome, action, rule }).toEqual({ outcome: 'denied', action: 'fs.create', rule: 3 });
  expect(guest.recorder.resources()).toEqual(['/data/f', '/data/kept/f']);
});

test('with onMiss stop, a denial ends the run', () => {
  const guest = new DirectGuest({ plan: testPlan({ onMiss: 'stop' }) });
  expect(() => guest.open(3, 'etc/passwd')).toThrow(WebAssembly.RuntimeError);
  expect(guest.gate.ending).toEqual({ kind: 'denied', call: 'path_open', resource: '/etc/passwd', rule: 0 });
});

test('a mount gives what its rights say and no more', () => {
  const tried = (guest: DirectGuest): unknown[] => [
    guest.open(3, 'f'),
    guest.open(3, 'f', { rights: WRITE }),
    guest.open(3, 'f', { oflags: OPEN.TRUNCATE }),
    guest.open(3, 'f', { oflags: OPEN.CREATE, rights: WRITE }),
    guest.open(3, 'new', { oflags: OPEN.CREATE, rights: WRITE }),
    guest.call('path_unlink_file', 3, ...guest.text('f')),
  ];
  expect(tried(withRights('read'))).toEqual([5, 'ACCES', 'ACCES', 'ACCES', 'ACCES', 'ACCES']);
  expect(tried(withRights('read', 'write'))).toEqual([5, 6, 7, 8, 'ACCES', 'ACCES']);
  expect(tried(withRights('read', 'write', 'create'))).toEqual([5, 6, 7, 8, 9, 'SUCCESS']);
  expect(tried(withRights())).toEqual(['ACCES', 'ACCES', 'ACCES', 'ACCES', 'ACCES', 'ACCES']);
});

test('a rule of one mount opens nothing of another', () => {
  const source = { kind: 'memory' as const };
  const plan = testPlan({
    mounts: [
      { guest: '/data', source, rights: ['read'] },
      { guest: '/data/open', source, rights: ['read', 'write', 'create'] },
    ],
  });
  const guest = new DirectGuest({ plan });
  expect(guest.open(3, 'open/new', { oflags: OPEN.CREATE, rights: WRITE })).toBe('ACCES');
  expect(guest.open(4, 'new', { oflags: OPEN.CREATE, rights: WRITE })).toBe(6);
});

test('a file is read by the rule that opened it', () => {
  const guest = withRights('read');
  const fd = Number(guest.open(3, 'f'));
  expect([guest.read(fd), guest.last.action, guest.last.rule]).toEqual(['hi', 'fs.read', 2]);
});

test('the limit of host calls ends the run at the first call past it', () => {
  const guest = new DirectGuest({ plan: testPlan({ limits: { ...DEFAULT_LIMITS, hostCalls: 2 } }) });
  expect([guest.call('sched_yield'), guest.call('sched_yield')]).toEqual(['SUCCESS', 'SUCCESS']);
  expect(() => guest.call('sched_yield')).toThrow(WebAssembly.RuntimeError);
  expect(guest.gate.ending).toEqual({ kind: 'limit', limit: 'host-calls' });
  expect(guest.recorder.calls.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ended']);
  expect(guest.gate.limits()).toContainEqual({ limit: 'host-calls', used: 2, most: 2 });
});

test('the limit of output keeps what fits and ends the run', () => {
  const guest = new DirectGuest({ plan: testPlan({ limits: { ...DEFAULT_LIMITS, output: 5 as typeof DEFAULT_LIMITS.output } }) });
  expect(guest.write(1, 'abc')).toBe('SUCCESS');
  expect(() => guest.write(2, 'defg')).toThrow(WebAssembly.RuntimeError);
  expect([guest.gate.ending, guest.recorder.output('stderr')]).toEqual([{ kind: 'limit', limit: 'output' }, 'de']);
});

test('the limit of the host call rate ends the run at the call past a second’s', () => {
  const guest = new DirectGuest({ plan: testPlan({ limits: { ...DEFAULT_LIMITS, hostCallRate: 3 } }) });
  expect([1, 2, 3].map(() => guest.call('sched_yield'))).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
  expect(() => guest.call('sched_yield')).toThrow(WebAssembly.RuntimeError);
  expect(guest.gate.ending).toEqual({ kind: 'limit', limit: 'host-call-rate' });
  expect(guest.gate.limits()).toContainEqual({ limit: 'host-call-rate', used: 3, most: 3 });
});

test('the limit of input counts what is read of stdin and files together, and ends the run at the read past it', () => {
  const limits = { ...DEFAULT_LIMITS, input: 10 as Bytes };
  const files = [{ path: '/data/f', bytes: new Uint8Array(6).fill(65) }];
  const guest = new DirectGuest({ plan: memoryPlan('/data', { limits }), files, stdin: new TextEncoder().encode('abcdefgh') });
  const fd = Number(guest.open(3, 'f'));
  expect([guest.read(0, 4), guest.read(fd), guest.read(fd)]).toEqual(['abcd', 'AAAAAA', '']);
  expect(guest.gate.limits()).toContainEqual({ limit: 'input', used: 10, most: 10 });
  guest.bytes.fill(0, AT.data, AT.data + 10);
  expect(() => guest.read(0, 1)).toThrow(WebAssembly.RuntimeError);
  expect([guest.gate.ending, guest.bytes[AT.data]]).toEqual([{ kind: 'limit', limit: 'input' }, 0]);
});

test('the limit of input holds for fd_pread, which reads the same bytes again', () => {
  const limits = { ...DEFAULT_LIMITS, input: 10 as Bytes };
  const files = [{ path: '/data/f', bytes: new Uint8Array(6).fill(65) }];
  const guest = new DirectGuest({ plan: memoryPlan('/data', { limits }), files });
  const fd = Number(guest.open(3, 'f', { rights: ALL }));
  const again = (): string => guest.call('fd_pread', fd, ...guest.vector(6), 0n, AT.out);
  expect(again()).toBe('SUCCESS');
  expect(again).toThrow(WebAssembly.RuntimeError);
  expect(guest.gate.ending).toEqual({ kind: 'limit', limit: 'input' });
});

test('the limit of sleep cuts the wait that would pass it, and ends the run', () => {
  const guest = new DirectGuest({ plan: testPlan({ limits: { ...DEFAULT_LIMITS, sleep: 30e6 as Nanos } }) });
  expect(guest.sleep(20e6)).toBe('SUCCESS');
  expect(guest.gate.limits()).toContainEqual({ limit: 'sleep', used: 20e6, most: 30e6 });
  const before = performance.now();
  expect(() => guest.sleep(3600e9)).toThrow(WebAssembly.RuntimeError);
  expect(performance.now() - before).toBeLessThan(2000);
  expect(guest.gate.ending).toEqual({ kind: 'limit', limit: 'sleep' });
  expect(guest.gate.limits()).toContainEqual({ limit: 'sleep', used: 30e6, most: 30e6 });
});

test('a limit of no sleep lets a guest ask for none', () => {
  const guest = new DirectGuest({ plan: testPlan({ limits: { ...DEFAULT_LIMITS, sleep: 0 as Nanos } }) });
  expect(guest.sleep(0)).toBe('SUCCESS');
  expect(() => guest.sleep(1)).toThrow(WebAssembly.RuntimeError);
});

test('limits that are not set are not told of', () => {
  expect(new DirectGuest().gate.limits().map(({ limit }) => limit)).toEqual(['output', 'open-files', 'host-calls', 'denials']);
});

test('the limit of open files is MFILE, and closing gives room again', () => {
  const guest = new DirectGuest({
    plan: memoryPlan('/data', { limits: { ...DEFAULT_LIMITS, openFiles: 1 } }),
    files: [{ path: '/data/f', bytes: new Uint8Array() }],
  });
  expect([guest.open(3, 'f'), guest.open(3, 'f'), guest.call('fd_close', 5), guest.open(3, 'f')]).toEqual([
    5,
    'MFILE',
    'SUCCESS',
    5,
  ]);
});

test('a stop word ends the run at the next call, and wakes one that waits', () => {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const guest = new DirectGuest({ stop });
  expect(guest.call('sched_yield')).toBe('SUCCESS');
  stop[0] = 1;
  expect(() => guest.call('sched_yield')).toThrow(WebAssembly.RuntimeError);
  expect(guest.gate.ending).toEqual({ kind: 'stopped' });
});

test('what ends a run first stays its ending', () => {
  const guest = new DirectGuest({ stop: WAIT_FREE });
  expect(() => guest.call('proc_exit', 1)).toThrow(WebAssembly.RuntimeError);
  expect(() => guest.gate.endBy({ kind: 'limit', limit: 'memory' })).toThrow(WebAssembly.RuntimeError);
  expect(() => guest.call('proc_exit', 2)).toThrow(WebAssembly.RuntimeError);
  expect(guest.gate.ending).toEqual({ kind: 'exited', code: 1 });
});

test('importsFor() gives only what is declared, without prototypes', () => {
  const compiled = new WebAssembly.Module(wasmFrom(`(module ${imported('sched_yield', '(result i32)')})`));
  const linked = new DirectGuest().gate.importsFor(moduleOf(compiled));
  const modules = linked.ok ? (linked.value as Record<string, object>) : {};
  expect([Object.getPrototypeOf(modules), Object.getPrototypeOf(modules['wasi_snapshot_preview1'])]).toEqual([null, null]);
  expect(Object.entries(modules).map(([name, functions]) => [name, Object.keys(functions)])).toEqual([
    ['wasi_snapshot_preview1', ['sched_yield']],
  ]);
});

test('importsFor() names what nobody offers, and what has another type', () => {
  const [module] = [moduleOf(new WebAssembly.Module(wasmFrom('(module)')))];
  const imports = [
    { module: 'env', name: 'system\u202e', offset: 16, type: { kind: 'function' as const, typeIndex: 0 } },
    { module: 'wasi_snapshot_preview1', name: 'proc_exit', offset: 20, type: { kind: 'function' as const, typeIndex: 0 } },
    {
      module: 'wasi_snapshot_preview1',
      name: 'fd_close',
      offset: 24,
      type: { kind: 'memory' as const, limits: { minimum: 1, maximum: undefined, is64: false, shared: false, pageSizeLog2: 16 } },
    },
  ];
  const linked = new DirectGuest().gate.importsFor({
    ...module,
    imports,
    types: [{ kind: 'function', parameters: [], results: [] }],
  });
  expect(linked.ok ? [] : linked.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'unknown-import: the import env.system\\u{202e} is offered by nobody',
    'import-type: the import wasi_snapshot_preview1.proc_exit has another type than the function (i32) -> ()',
    'import-type: the import wasi_snapshot_preview1.fd_close has another type than the function (i32) -> (i32)',
  ]);
});

test('a guest whose memory is not attached yet has no address', () => {
  const { recorder } = runGuest(`(module ${imported('random_get', '(param i32 i32) (result i32)')} (memory 1)
    (func (export "_start") (drop (call $random_get (i32.const 0) (i32.const 1)))))`);
  expect(recorder.calls.map(({ result }) => result)).toEqual([21]);
});

test('reading needs the right to read', () => {
  const guest = withRights('read', 'write');
  expect([
    guest.read(Number(guest.open(3, 'f', { rights: WRITE }))),
    guest.read(Number(guest.open(3, 'f', { rights: READ }))),
  ]).toEqual(['NOTCAPABLE', 'hi']);
});
