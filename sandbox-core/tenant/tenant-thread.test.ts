import { describe, expect, it } from 'vitest';
import { wasmFrom } from '../../test/fixtures/host/run-guest.ts';
import type { RunId } from '../base/ids.ts';
import { readModule } from '../module/read-module.ts';
import { nodeClock } from '../platform/node/clock.ts';
import { ownProcessorTime } from '../platform/node/processor-time.ts';
import { emptyManifest } from '../policy/empty-manifest.ts';
import type { Manifest } from '../policy/manifest.ts';
import { rewriteModule } from '../rewrite/rewrite-module.ts';
import { createControlWords } from '../run/control-words.ts';
import { planRun } from '../run/plan.ts';
import { decodeReport } from './decode-report.ts';
import { encodeEvents, type DoneReport, type TenantEvent } from './reports.ts';
import { TenantThread } from './tenant-thread.ts';

const fuel = { most: 1_000_000, counting: 'exact' } as const;

/** A thread's work on the test's own, with one module. */
function threadWith(text: string, change: Partial<Manifest> = {}) {
  const bytes = wasmFrom(text);
  const read = readModule(bytes);
  if (!read.ok) throw new Error('unreadable');
  const manifest = { ...emptyManifest(), limits: { ...emptyManifest().limits, fuel }, ...change };
  const mounts = manifest.mounts.map(({ guest, rights }) => ({ guest, rights, source: { kind: 'memory' as const } }));
  const plan = planRun({ run: 'r000000000000' as RunId, manifest, program: 'a', mounts });
  const {
    hooks = null,
    fuelExport = null,
    stackExport = null,
    ...rewritten
  } = rewriteModule(bytes, read.value, {
    ...{
      memoryBytes: manifest.limits.memory.most,
      onMemoryExceed: 'fail',
      tableElements: 1000,
      fuel: 'exact',
      stackLimit: 100_000,
    },
  });
  const done: DoneReport[] = [];
  const events: TenantEvent[] = [];
  const thread = new TenantThread({
    ...{ configuration: { plan, reporting: { decisions: true, output: true } }, words: createControlWords(), clock: nodeClock },
    hostFiles: undefined as never,
    random: () => undefined,
    processorTime: ownProcessorTime,
    tell: (message) => {
      if (message.kind === 'up') return;
      const bytesTold = message.kind === 'done' ? message.report : encodeEvents(0, 0, message.batch, message.events);
      const report = decodeReport(bytesTold);
      if (!report.ok) throw new Error(report.diagnostics[0]?.message);
      if (report.value.kind === 'done') done.push(report.value);
      if (report.value.kind === 'events') events.push(...report.value.events);
    },
  });
  const entries = rewritten.start ? [rewritten.start.functionExport] : [];
  thread.take({
    kind: 'module',
    digest: 'm',
    head: { entries, hooks, fuelExport, stackExport, stackBytes: 100_000 },
    bytes: rewritten.bytes,
  });
  const place = { thread: 0, generation: 0, operation: 1 };
  const open = (first: number, count = 1): DoneReport | undefined => {
    thread.take({ kind: 'open', ...place, first, count, digest: 'm', stdin: new Uint8Array() });
    return done.at(-1);
  };
  const call = (instance: number, name: string, ...values: number[]): DoneReport | undefined => {
    thread.take({ kind: 'call', ...place, instance, milliseconds: 1000, name, values });
    return done.at(-1);
  };
  return { thread, events, open, call };
}

const ended = (report: DoneReport | undefined): unknown => (report?.end.kind === 'ended' ? report.end : undefined);

describe('a thread of a tenant', () => {
  it('keeps its instances apart: what one writes, no other finds', () => {
    const { open, call } = threadWith(`(module (memory 1) (global $g (mut i32) (i32.const 0))
      (func (export "put") (param i32) (i32.store (i32.const 8) (local.get 0)) (global.set $g (local.get 0)))
      (func (export "get") (result i32 i32) (i32.load (i32.const 8)) (global.get $g)))`);
    open(1, 3);
    call(2, 'put', 99);
    expect([1, 2, 3].map((each) => call(each, 'get')?.end)).toEqual([
      { kind: 'values', values: [0, 0] },
      { kind: 'values', values: [99, 99] },
      { kind: 'values', values: [0, 0] },
    ]);
  });

  it('serves an instance after its trap, with its whole stack', () => {
    const { open, call } = threadWith(`(module
      (func $down (export "down") (param i32) (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1)))) (else unreachable)))
      (func $for-ever (export "for-ever") (call $for-ever)))`);
    open(1);
    for (let round = 0; round < 20; round += 1) {
      expect(ended(call(1, 'down', 100))).toMatchObject({ alive: true, ending: { trap: { kind: 'unreachable' } } });
    }
    expect(ended(call(1, 'for-ever'))).toMatchObject({ alive: true, ending: { trap: { kind: 'stack-overflow' } } });
    expect(ended(call(1, 'down', 100))).toMatchObject({ alive: true, ending: { trap: { kind: 'unreachable' } } });
  });

  it('ends an instance without fuel, for good, and no other', () => {
    const { open, call } = threadWith('(module (func (export "spin") (loop (br 0))) (func (export "nothing")))');
    open(1, 2);
    const spun = call(1, 'spin');
    expect(ended(spun)).toEqual({ kind: 'ended', ending: { kind: 'limit', limit: 'fuel' }, alive: false });
    expect(spun?.counts?.fuel).toBeGreaterThanOrEqual(fuel.most);
    expect(ended(call(1, 'nothing'))).toMatchObject({ ending: { kind: 'crashed', reason: 'the thread has no such instance' } });
    expect(call(2, 'nothing')?.end.kind).toBe('values');
  });

  it('makes all instances of a command or none', () => {
    const { open, call } = threadWith('(module (memory 1) (func unreachable) (func (export "f")) (start 0))');
    expect(ended(open(1, 3))).toMatchObject({ alive: false, ending: { kind: 'trapped' } });
    expect([1, 2, 3].map((each) => call(each, 'f')?.end.kind)).toEqual(['ended', 'ended', 'ended']);
  });

  it('tells decisions and output with the instance whose they are', () => {
    const { open, call, events } = threadWith(`(module
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (memory (export "memory") 1) (data (i32.const 0) "\\08\\00\\00\\00\\02\\00\\00\\00hietc/x")
      (func (export "say") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64))))
      (func (export "reach") (result i32)
        (call $open (i32.const 3) (i32.const 0) (i32.const 10) (i32.const 5) (i32.const 0) (i64.const 2) (i64.const 2) (i32.const 0) (i32.const 64))))`);
    open(1, 2);
    call(2, 'say');
    const reached = call(1, 'reach');
    expect(reached?.counts).toMatchObject({ hostCalls: 1, denials: 1 });
    expect(events).toMatchObject([
      { kind: 'output', instance: 2, stream: 'stdout', bytes: new TextEncoder().encode('hi') },
      { kind: 'decision', instance: 2, allowed: true },
      { kind: 'decision', instance: 1, allowed: false, rule: 0, resource: '/etc/x' },
    ]);
  });
});
