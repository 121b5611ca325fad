// Processes that lie, are silent or die, against the engine's side of a tenant.
import { describe, expect, it } from 'vitest';
import { settled, TurnedTimers } from '../../test/fixtures/tenant/turned-timers.ts';
import type { RunId } from '../base/ids.ts';
import type { GuestExit, GuestProcess } from '../platform/platform.ts';
import { emptyManifest } from '../policy/empty-manifest.ts';
import type { Ending } from '../run/outcome.ts';
import { planRun } from '../run/plan.ts';
import { decodeCommand, type Command } from '../tenant/commands.ts';
import { FrameWriter } from '../tenant/frame-writer.ts';
import { encodeDone, encodeEvents, encodeLost, encodeUp, EVENT, type OperationEnd } from '../tenant/reports.ts';
import { Tenant } from './tenant.ts';

const limits = { ...emptyManifest().limits, wallTime: 1e9 as never, output: 10 as never };
const plan = planRun({ run: 'r000000000000' as RunId, manifest: { ...emptyManifest(), limits }, program: 'a', mounts: [] });
const head = { entries: [], hooks: null, fuelExport: null, stackExport: null, stackBytes: null };
const NO_INPUT = new Uint8Array();

/** A process of which the test writes every word. */
class ScriptedProcess implements GuestProcess {
  readonly pid = 1;
  readonly heard: Command[] = [];
  killed = false;
  say: (report: Uint8Array) => void = () => undefined;
  readonly exited: Promise<GuestExit>;
  #exit: (exit: GuestExit) => void = () => undefined;
  readonly channel = {
    send: (bytes: Uint8Array): void => void this.heard.push(decodeCommand(bytes)),
    onMessage: (listener: (bytes: Uint8Array) => void): void => void (this.say = listener),
    close: (): void => undefined,
    onClose: (): void => undefined,
  };

  constructor() {
    this.exited = new Promise((resolve) => (this.#exit = resolve));
  }

  kill(): void {
    this.killed = true;
    this.exit({ code: null, signal: 'SIGKILL' });
  }

  exit(exit: GuestExit): void {
    this.#exit(exit);
  }

  lastWords(): string {
    return '';
  }

  /** Number of the last operation of this kind. */
  asked(kind: 'open' | 'call'): number {
    const command = this.heard.findLast((each) => each.kind === kind);
    return command && 'operation' in command ? command.operation : 0;
  }

  answer(operation: number, end: OperationEnd = { kind: 'values', values: [] }): void {
    this.say(encodeDone({ operation, nanos: 5, cpuNanos: 0, counts: null, end }));
  }
}

function scripted(threads = 1) {
  const timers = new TurnedTimers();
  const processes: ScriptedProcess[] = [];
  const tenant = new Tenant({
    ...{ platform: { clock: timers.clock, timers }, plan, threads, killAfter: 40 },
    reporting: { decisions: true, output: true },
    module: { kind: 'module', digest: 'm', head, bytes: new Uint8Array() },
    spawner: {
      spawn: () => {
        const process = new ScriptedProcess();
        processes.push(process);
        return process;
      },
    },
    readEnding: (ending) => ending as Ending,
    onEvent: () => undefined,
  });
  const call = (resident: Parameters<Tenant['call']>[0]): ReturnType<Tenant['call']> =>
    tenant.call(resident, { name: 'f', values: [], milliseconds: 100, fits: (values) => values.length === 1 });
  return { timers, processes, tenant, call };
}

/** A tenant with one instance on which one call is under way. */
async function calling() {
  const parts = scripted();
  const opening = parts.tenant.open(1, NO_INPUT);
  const [process] = parts.processes;
  if (process === undefined) throw new Error('no process was spawned');
  process.say(encodeUp(0, 0));
  process.answer(process.asked('open'));
  const [resident] = await opening;
  if (resident === undefined) throw new Error('no instance was made');
  return { ...parts, process, resident, underway: parts.call(resident) };
}

describe('a process that lies', () => {
  const piece = new FrameWriter().u8(EVENT.stdout).u32(1).bytes(new Uint8Array(11)).take();
  const foreign = new FrameWriter().u8(EVENT.stdout).u32(77).bytes(new Uint8Array(1)).take();
  const ruled = new FrameWriter().u8(EVENT.decision).u32(1).u8(0).u8(0).u8(1).u32(99).text('').take();
  const done = (operation: number, end: OperationEnd): Uint8Array =>
    encodeDone({ operation, nanos: 0, cpuNanos: 0, counts: null, end });

  it.each([
    ['garbage', Uint8Array.of(99, 1, 2, 3), 'a report of kind 99'],
    ['nothing at all', new Uint8Array(), 'a report of kind nothing'],
    ['an answer that nobody asked for', done(77, { kind: 'withdrawn' }), 'answered what nobody asked'],
    ['no result where there is one', done(2, { kind: 'values', values: [] }), 'answered what cannot be'],
    ['a thread that is not there', encodeUp(9, 0), 'spoke for a thread that is not there'],
    ['a thread of another life', encodeLost(0, 7, ''), 'spoke for a thread that is not there'],
    ['events out of order', encodeEvents(0, 0, 2, piece), 'sent events out of order'],
    ['more output than its limit', encodeEvents(0, 0, 1, piece), 'told of more than its limits allow'],
    ['the word of an instance that never was', encodeEvents(0, 0, 1, foreign), 'an instance that never was'],
    ['a rule that is not there', encodeEvents(0, 0, 1, ruled), 'named a rule that is not there'],
  ])('with %s is killed, and the call ends with a value', async (_what, report, reason) => {
    const { process, underway, resident } = await calling();
    process.say(report);
    const ending = { kind: 'crashed', reason: expect.stringContaining(reason) as string };
    expect(await underway.ended).toMatchObject({ kind: 'ended', ending });
    expect([process.killed, resident.ending?.kind]).toEqual([true, 'crashed']);
  });

  it('is heard no more: what it sends after its end changes nothing', async () => {
    const { process, underway } = await calling();
    process.say(Uint8Array.of(99));
    process.answer(2, { kind: 'values', values: [1] });
    expect(await underway.ended).toMatchObject({ kind: 'ended', ending: { kind: 'crashed' } });
  });
});

describe('a process that does not do as it was told', () => {
  it('is killed 40 ms after the time of a call', async () => {
    const { process, underway, timers } = await calling();
    await timers.turn(139);
    expect(process.killed).toBe(false);
    await timers.turn(2);
    expect(process.killed).toBe(true);
    expect(await underway.ended).toEqual({ kind: 'ended', ending: { kind: 'limit', limit: 'wall-time' } });
  });

  it('is killed 40 ms after a call was to stop', async () => {
    const { process, underway, timers } = await calling();
    underway.stop();
    expect(process.heard.at(-1)).toEqual({ kind: 'withdraw', operation: 2 });
    await timers.turn(41);
    expect(process.killed).toBe(true);
    expect(await underway.ended).toEqual({ kind: 'ended', ending: { kind: 'stopped' } });
  });

  it('is killed when no thread comes up', async () => {
    const { tenant, processes, timers } = scripted();
    const opening = tenant.open(1, NO_INPUT);
    await timers.turn(60_041);
    expect(processes[0]?.killed).toBe(true);
    expect((await opening)[0]?.ending).toBeDefined();
  });
});

describe('a thread that is lost', () => {
  it('takes the instances that were used with it; one that was not is made anew and then called', async () => {
    const { tenant, process, underway, resident, call } = await calling();
    const opening = tenant.open(1, NO_INPUT);
    process.answer(2, { kind: 'values', values: [1] });
    process.answer(process.asked('open'));
    const [fresh] = await opening;
    if (fresh === undefined) throw new Error('no instance was made');
    process.say(encodeLost(0, 0, 'why'));
    expect([(await underway.ended).kind, resident.ending, fresh.ending]).toEqual([
      'values',
      { kind: 'crashed', reason: 'why', signal: null },
      undefined,
    ]);
    const later = call(fresh);
    expect(process.heard.slice(-2)).toMatchObject([
      { kind: 'open', generation: 1, first: fresh.number },
      { kind: 'call', generation: 1, instance: fresh.number },
    ]);
    process.say(encodeUp(0, 1));
    process.answer(process.asked('open'));
    process.answer(process.asked('call'), { kind: 'values', values: [2] });
    expect(await later.ended).toEqual({ kind: 'values', values: [2] });
  });

  it('sends a call that waited on an unused instance once more, and no third time', async () => {
    const { process, underway, resident } = await calling();
    process.say(encodeLost(0, 0, 'first'));
    expect(process.heard.slice(-2)).toMatchObject([{ kind: 'open' }, { kind: 'call', operation: 2, generation: 1 }]);
    process.say(encodeLost(0, 1, 'second'));
    expect(await underway.ended).toMatchObject({ kind: 'ended', ending: { kind: 'crashed', reason: 'second' } });
    expect(resident.ending?.kind).toBe('crashed');
  });
});

describe('a process that dies', () => {
  it('ends what was under way, says so of every used instance, and is replaced at the next use', async () => {
    const { tenant, process, processes, underway, resident } = await calling();
    process.exit({ code: null, signal: 'SIGSEGV' });
    await settled();
    const ending = { kind: 'crashed', reason: 'the tenant process ended by signal SIGSEGV', signal: 'SIGSEGV' };
    expect(await underway.ended).toEqual({ kind: 'ended', ending });
    expect([resident.ending, processes.length]).toEqual([ending, 1]);
    void tenant.open(1, NO_INPUT);
    expect(processes[1]?.heard.map(({ kind }) => kind)).toEqual(['configure', 'module', 'open']);
  });
});
