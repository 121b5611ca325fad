import { describe, expect, it } from 'vitest';
import { settled, TurnedTimers } from '../../test/fixtures/tenant/turned-timers.ts';
import type { RunId } from '../base/ids.ts';
import { emptyManifest } from '../policy/empty-manifest.ts';
import { stopReason, STOP_REASON } from '../run/control-words.ts';
import { planRun } from '../run/plan.ts';
import type { CallCommand, ConfigureCommand, ModuleCommand, OpenCommand } from './commands.ts';
import { decodeReport } from './decode-report.ts';
import { encodeDone } from './reports.ts';
import type { ThreadMessage, ThreadTask } from './tenant-thread.ts';
import { ThreadPlace } from './thread-place.ts';

const plan = planRun({ run: 'r000000000000' as RunId, manifest: emptyManifest(), program: 'a', mounts: [] });
const configuration: ConfigureCommand = { kind: 'configure', plan, threads: 1, reporting: { decisions: false, output: false } };
const head = { entries: [], hooks: null, fuelExport: null, stackExport: null, stackBytes: null };
const module: ModuleCommand = { kind: 'module', digest: 'm', head, bytes: new Uint8Array() };
const open: OpenCommand = {
  ...{ kind: 'open', operation: 1, thread: 0, generation: 0, first: 1, count: 1, digest: 'm', stdin: new Uint8Array() },
};
const call = (operation: number): CallCommand => ({
  ...{ kind: 'call', operation, thread: 0, generation: 0, instance: 1, milliseconds: 100, name: 'f', values: [] },
});

interface TestThread {
  readonly words: Int32Array;
  say: (message: ThreadMessage) => void;
  exit: (reason?: string) => void;
  ended: boolean;
  /** Nanoseconds of processor time. */
  used: number;
}

function configured(cpuTime: number | null): ConfigureCommand {
  return { ...configuration, plan: { ...plan, limits: { ...plan.limits, cpuTime: cpuTime as never } } };
}

/** A place with threads that do nothing by themselves. */
function placed({ cpuTime = null }: { cpuTime?: number | null } = {}) {
  const timers = new TurnedTimers();
  const tasks: ThreadTask[] = [];
  const told: unknown[] = [];
  const threads: TestThread[] = [];
  const place = new ThreadPlace({
    ...{ place: 0, configuration: configured(cpuTime), timers, modules: new Map([['m', module]]) },
    tell: (report) => {
      const decoded = decodeReport(report);
      told.push(decoded.ok ? decoded.value : decoded.diagnostics);
    },
    spawn: (_configuration, words) => {
      const thread = { words, say: (_: ThreadMessage) => {}, exit: (_?: string) => {}, ended: false, used: 0 };
      threads.push(thread);
      return {
        take: (task) => tasks.push(task),
        onMessage: (listener) => (thread.say = listener),
        onExit: (listener) => (thread.exit = listener),
        processorTime: () => Promise.resolve(thread.used),
        terminate: () => {
          thread.ended = true;
          return Promise.resolve();
        },
      };
    },
  });
  const done = (operation: number): void =>
    threads.at(-1)?.say({
      ...{ kind: 'done', operation },
      report: encodeDone({ operation, nanos: 0, cpuNanos: 0, counts: null, end: { kind: 'values', values: [] } }),
    });
  return { timers, tasks, told, threads, place, done };
}

describe('a place', () => {
  it('begins nothing before its thread is up, and one operation at a time', () => {
    const { place, tasks, threads, done } = placed();
    place.take(call(1));
    place.take(call(2));
    expect(tasks).toEqual([]);
    threads[0]?.say({ kind: 'up' });
    expect(tasks).toEqual([call(1)]);
    done(1);
    expect(tasks).toEqual([call(1), call(2)]);
  });

  it('compiles a module before the first instance, in an operation of its own that is told to nobody', () => {
    const { place, tasks, threads, told, done } = placed();
    threads[0]?.say({ kind: 'up' });
    place.take(open);
    expect(tasks).toEqual([module, { ...open, operation: 0, count: 0 }]);
    done(0);
    expect(tasks.at(-1)).toEqual(open);
    expect(told).toEqual([{ kind: 'up', thread: 0, generation: 0 }]);
  });

  it('asks politely when the time of a call is over, ends the thread 10 ms later, and starts another', async () => {
    const { place, threads, told, timers } = placed();
    threads[0]?.say({ kind: 'up' });
    place.take(call(1));
    await timers.turn(100);
    expect([stopReason(threads[0]?.words ?? new Int32Array(1)), threads[0]?.ended]).toEqual([STOP_REASON.wallTime, false]);
    await timers.turn(10);
    expect([threads[0]?.ended, threads.length]).toEqual([true, 2]);
    expect(told.slice(1)).toMatchObject([
      { kind: 'done', operation: 1, end: { kind: 'ended', ending: { kind: 'limit', limit: 'wall-time' }, alive: false } },
      { kind: 'lost', generation: 0 },
    ]);
  });

  it('holds each call to the limit of processor time, counted from its own beginning', async () => {
    const { place, threads, told, timers, done } = placed({ cpuTime: 50e6 });
    const [thread] = threads;
    if (thread === undefined) throw new Error('no thread');
    thread.say({ kind: 'up' });
    place.take(call(1));
    await timers.turn(20);
    thread.used = 40e6;
    done(1);
    place.take(call(2));
    await timers.turn(1);
    thread.used = 60e6;
    await timers.turn(60);
    expect(stopReason(thread.words)).toBe(STOP_REASON.none);
    thread.used = 95e6;
    await timers.turn(35);
    expect(stopReason(thread.words)).toBe(STOP_REASON.cpuTime);
    expect(told.at(-2)).toMatchObject({
      ...{ kind: 'done', operation: 2, cpuNanos: 55e6 },
      end: { kind: 'ended', ending: { kind: 'limit', limit: 'cpu-time' }, alive: false },
    });
  });

  it('spares the thread of a guest that stops when asked, and takes the word back before the next call', async () => {
    const { place, threads, timers, done } = placed();
    threads[0]?.say({ kind: 'up' });
    place.take(call(1));
    await timers.turn(105);
    done(1);
    place.take(call(2));
    await timers.turn(50);
    expect([stopReason(threads[0]?.words ?? new Int32Array(1)), threads.length]).toEqual([STOP_REASON.none, 1]);
  });

  it('begins nothing on a thread that is being ended', async () => {
    const { place, threads, tasks, timers, done } = placed();
    threads[0]?.say({ kind: 'up' });
    place.take(call(1));
    place.take(call(2));
    await timers.turn(110);
    done(1);
    await settled();
    expect(tasks).toEqual([call(1)]);
  });

  it('takes back what has not begun, and stops what has', async () => {
    const { place, threads, told, timers } = placed();
    threads[0]?.say({ kind: 'up' });
    place.take(call(1));
    place.take(call(2));
    expect([place.withdraw(2), place.withdraw(3)]).toEqual([true, false]);
    expect(told.at(-1)).toMatchObject({ operation: 2, end: { kind: 'withdrawn' } });
    place.withdraw(1);
    await timers.turn(10);
    expect(told.at(-2)).toMatchObject({ operation: 1, end: { kind: 'ended', ending: { kind: 'stopped' } } });
  });

  it('does nothing on a next thread that was meant for the one before', () => {
    const { place, threads, tasks, told } = placed();
    threads[0]?.say({ kind: 'up' });
    threads[0]?.exit('out of memory');
    expect(told.at(-1)).toEqual({ kind: 'lost', thread: 0, generation: 0, reason: 'out of memory' });
    threads[1]?.say({ kind: 'up' });
    place.take(call(1));
    place.take({ ...call(2), generation: 1 });
    expect(tasks).toEqual([{ ...call(2), generation: 1 }]);
  });

  it('answers the operation for which it compiled when the compiler takes the thread with it', () => {
    const { place, threads, told } = placed();
    threads[0]?.say({ kind: 'up' });
    place.take(open);
    threads[0]?.exit('out of memory');
    expect(told.slice(1)).toMatchObject([
      { kind: 'done', operation: 1, end: { ending: { kind: 'crashed', reason: 'out of memory' } } },
      { kind: 'lost' },
    ]);
  });
});
