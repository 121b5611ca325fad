import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createRecording,
  emptyManifest,
  GuestPool,
  newRecording,
  newRunId,
  openRecording,
  planRun,
  readModule,
  startRun,
  type GuestProcess,
  type Manifest,
  type Module,
  type Run,
} from '../../sandbox-core/index.ts';
import { nodePlatform, stderrLog } from '../../sandbox-core/node.ts';
import { SAMPLES } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-'));
const platform = nodePlatform({ log: stderrLog('error') });
const guests = new GuestPool(platform.guests);
afterAll(() => {
  guests.close();
  rmSync(folder, { recursive: true });
});

function load(name: string): { bytes: Uint8Array; module: Module } {
  const bytes = new Uint8Array(readFileSync(`${SAMPLES}/${name}.wasm`));
  const read = readModule(bytes);
  if (!read.ok) throw new Error('sample is unreadable');
  return { bytes, module: read.value };
}

function start(name: string, change: Partial<Manifest> = {}, session?: string, pool = guests): Run {
  const { bytes, module } = load(name);
  const manifest = { ...emptyManifest(), ...change };
  const mounts = manifest.mounts.map(({ guest, rights }) => ({ guest, rights, source: { kind: 'memory' as const } }));
  const plan = planRun({ run: newRunId(platform.clock.wall(), platform.random), manifest, program: name, mounts });
  const recording =
    session === undefined
      ? undefined
      : createRecording(
          platform,
          session,
          newRecording(platform, { plan, moduleName: name, moduleBytes: bytes, manifestText: '' }),
        );
  return startRun({ platform, plan, bytes, module, stdin: new Uint8Array(), guests: pool, recording });
}

const MAZE = { mounts: [{ guest: '/maze', source: { kind: 'memory' }, rights: ['read', 'write', 'create'] }] } as const;

/** Hands out processes and remembers them. */
function watchedPool(): { pool: GuestPool; processes: GuestProcess[] } {
  const processes: GuestProcess[] = [];
  const spawn = (jail: Parameters<typeof platform.guests.spawn>[0]): GuestProcess => {
    const guest = platform.guests.spawn(jail);
    processes.push(guest);
    return guest;
  };
  return { pool: new GuestPool({ spawn }), processes };
}

describe('a run', () => {
  it('gives output, counts and a recording that tells the same', async () => {
    const session = join(folder, 'maze.session');
    const run = start('maze', MAZE, session);
    let output = '';
    run.output.listen(({ bytes }) => (output += new TextDecoder().decode(bytes)));
    const outcome = await run.ended;
    expect(outcome.kind).toMatch(/returned|exited/);
    expect(output.length).toBeGreaterThan(0);
    const opened = openRecording(platform, session);
    if (!opened.ok) throw new Error('unreadable recording');
    expect(opened.value.rows).toBe(outcome.totals.calls);
    expect(JSON.parse(opened.value.outcome ?? '')).toEqual(JSON.parse(JSON.stringify(outcome)));
    opened.value.close();
  });

  it('whose process is killed ends as crashed, with a recording that opens; the next run is unaffected', async () => {
    const { pool, processes } = watchedPool();
    const session = join(folder, 'killed.session');
    const run = start('spinner', {}, session, pool);
    await new Promise<void>((resolve) => run.changed.listen(resolve));
    processes[0]?.kill();
    expect(await run.ended).toMatchObject({ kind: 'crashed', signal: 'SIGKILL' });
    const opened = openRecording(platform, session);
    expect(opened.ok).toBe(true);
    if (opened.ok) opened.value.close();
    expect((await start('hello', {}, undefined, pool).ended).kind).toMatch(/returned|exited/);
    pool.close();
  });

  it('stops when asked, wherever the guest is', async () => {
    const run = start('spinner');
    await new Promise<void>((resolve) => run.changed.listen(resolve));
    run.stop();
    expect((await run.ended).kind).toBe('stopped');
  });

  it('is bounded in output', async () => {
    const outcome = await start('maze', { ...MAZE, limits: { ...emptyManifest().limits, output: 10 as never } }).ended;
    expect(outcome).toMatchObject({ kind: 'limit', limit: 'output' });
  });

  it('is bounded in host calls', async () => {
    const outcome = await start('maze', { ...MAZE, limits: { ...emptyManifest().limits, hostCalls: 100 } }).ended;
    expect(outcome).toMatchObject({ kind: 'limit', limit: 'host-calls' });
  });

  it('of a guest process that talks nonsense ends as crashed', async () => {
    const liar: GuestProcess = {
      pid: undefined,
      channel: {
        send: () => undefined,
        onMessage: (listener) => setTimeout(() => listener(Uint8Array.of(3, 1, 2, 3)), 1),
        close: () => undefined,
        onClose: () => undefined,
      },
      kill: () => undefined,
      exited: new Promise(() => undefined),
      lastWords: () => '',
    };
    const outcome = await start('hello', {}, undefined, new GuestPool({ spawn: () => liar })).ended;
    expect(outcome).toMatchObject({ kind: 'crashed', reason: 'the guest process sent a faulty chunk' });
  });
});
