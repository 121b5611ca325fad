// What the layers around a guest cost at its start: from asking for a run to the guest's first instruction, with a process
// spawned for it in none, one or all of the layers, and with one that waited. The layers take turns, so that a noisy
// minute hits them alike.
import { readFileSync } from 'node:fs';
import {
  emptyManifest,
  GuestPool,
  newRunId,
  planRun,
  readModule,
  startRun,
  type GuestProcess,
  type GuestSpawner,
} from '../../sandbox-core/index.ts';
import { findLayers, guestEntry, nodeGuests, nodePlatform, NO_LAYERS, type JailLayers } from '../../sandbox-core/node.ts';

const ROUNDS = 7;
/** Kind of the message that says that the guest's first instruction is next. */
const ENTERED = 2;
const bytes = new Uint8Array(readFileSync(new URL('../../resources/samples/hello.wasm', import.meta.url)));
const platform = nodePlatform({ log: { write: () => undefined } });
const machine = findLayers();

interface Case {
  readonly name: string;
  readonly layers: JailLayers;
  readonly warm: boolean;
}

const CASES: readonly Case[] = [
  { name: 'bare process', layers: NO_LAYERS, warm: false },
  { name: 'permission model', layers: { ...NO_LAYERS, permission: true }, warm: false },
  { name: 'resource limits', layers: { ...NO_LAYERS, limits: machine.limits }, warm: false },
  { name: 'bubblewrap', layers: { ...NO_LAYERS, bubblewrap: machine.bubblewrap }, warm: false },
  {
    name: 'bubblewrap and seccomp',
    layers: { ...NO_LAYERS, bubblewrap: machine.bubblewrap, seccomp: machine.seccomp },
    warm: false,
  },
  { name: 'all layers', layers: machine, warm: false },
  { name: 'bare process, waiting', layers: NO_LAYERS, warm: true },
  { name: 'all layers, waiting', layers: machine, warm: true },
];

async function main(): Promise<void> {
  if (!machine.bubblewrap) process.stdout.write('bubblewrap is not there: its rows are those of a bare process\n');
  const times = new Map<string, number[]>(CASES.map(({ name }) => [name, []]));
  for (let round = -1; round < ROUNDS; round += 1)
    for (const one of CASES) {
      const milliseconds = await toFirstInstruction(one);
      // The first round reads everything from the disk.
      if (round >= 0) times.get(one.name)?.push(milliseconds);
    }
  for (const [name, all] of times) {
    const sorted = all.toSorted((left, right) => left - right);
    const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(1).padStart(6);
    process.stdout.write(`${name.padEnd(24)} median ${at(0.5)} ms, least ${at(0)} ms, most ${at(1)} ms\n`);
  }
}

async function toFirstInstruction({ layers, warm }: Case): Promise<number> {
  const { promise: entered, resolve } = Promise.withResolvers<number>();
  const pool = new GuestPool(announcing(nodeGuests({ entry: guestEntry(), layers }), resolve), warm ? 1 : 0);
  if (warm) await new Promise((done) => setTimeout(done, 600));
  const read = readModule(bytes);
  if (!read.ok) throw new Error('the sample is unreadable');
  const plan = planRun({
    run: newRunId(platform.clock.wall(), platform.random),
    manifest: emptyManifest(),
    program: 'hello',
    mounts: [],
  });
  const began = performance.now();
  const run = startRun({
    platform,
    plan,
    bytes,
    module: read.value,
    stdin: new Uint8Array(),
    guests: pool,
    recording: undefined,
  });
  const took = (await entered) - began;
  await run.ended;
  pool.close();
  return took;
}

/** Tells when a process says that its guest's first instruction is next. */
function announcing(spawner: GuestSpawner, entered: (at: number) => void): GuestSpawner {
  return {
    spawn: (jail): GuestProcess => {
      const guest = spawner.spawn(jail);
      guest.channel.onMessage((message) => {
        if (message[0] === ENTERED) entered(performance.now());
      });
      return guest;
    },
  };
}

await main();
