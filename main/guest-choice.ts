// What guests run in, in the app: children of a Node that is shipped with it, in what jail this machine has; else utility
// processes, around which there is none. The isolation report says which.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GuestSpawner } from '../sandbox-core/index.ts';
import {
  askRuntime,
  findLayers,
  nodeGuests,
  NO_LAYERS,
  sessionProbes,
  type GuestKind,
  type JailLayers,
  type Runtime,
} from '../sandbox-core/node.ts';
import { outsideArchive } from './bundled-node.ts';
import type { UtilityGuests } from './utility-guests.ts';

export interface GuestChoice {
  readonly kind: GuestKind;
  /** For people, in a sentence. */
  readonly guests: string;
  readonly layers: JailLayers;
  readonly spawner: GuestSpawner;
  /** Starts the self-test as guests are started. */
  readonly spawnerFor: (layers: JailLayers) => GuestSpawner;
  /** Reads session files from elsewhere first; null where nothing would hold it. */
  readonly probes: GuestSpawner | null;
}

/** `node` is the shipped one's path; one that does not start here, or finds no entry to run, is not used. */
export function guestsOf(
  utility: Pick<UtilityGuests, 'spawn' | 'selfTests'>,
  node: string | null,
  bubblewrap: boolean,
): GuestChoice {
  const entry = outsideArchive(new URL('./guest-process.js', import.meta.url));
  const runtime = node !== null && existsSync(fileURLToPath(entry)) ? askRuntime(node) : undefined;
  return runtime ? childrenOf(runtime, entry, bubblewrap) : utilities(utility);
}

function childrenOf(runtime: Runtime, entry: URL, bubblewrap: boolean): GuestChoice {
  const layers = findLayers({ runtime, bubblewrap });
  return {
    kind: 'child',
    guests: 'Each guest runs in a child process of the Node that is shipped with the app.',
    layers,
    spawner: nodeGuests({ entry, layers, runtime }),
    spawnerFor: (tried) => nodeGuests({ entry: new URL('./jail-self-test.js', entry), layers: tried, runtime }),
    probes: sessionProbes(new URL('./session-probe.js', entry), runtime),
  };
}

function utilities(utility: Pick<UtilityGuests, 'spawn' | 'selfTests'>): GuestChoice {
  return {
    kind: 'utility',
    guests: "Each guest runs in a utility process of Electron's: no Node is shipped with this app.",
    layers: NO_LAYERS,
    spawner: utility,
    spawnerFor: () => utility.selfTests,
    probes: null,
  };
}
