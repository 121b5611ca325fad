// The isolation report in words: each layer, what it is there for, whether it held when it was tried, and what can be done.
import { NO_BUBBLEWRAP_SAYS, type NoBubblewrap } from './bubblewrap.ts';
import type { JailLayers } from './launch.ts';

export type LayerName = 'process' | 'environment' | 'permission model' | 'jail' | 'system calls' | 'resource limits';

/** `not-held`: guests are started with it, and it held nothing. `absent`: this machine or host has it not. */
export type LayerState = 'untried' | 'held' | 'not-held' | 'absent' | 'switched-off';

/** What guest processes are: children of Node, or utility processes of Electron, which none of our layers can go around. */
export type GuestKind = 'child' | 'utility';

export interface IsolationLayer {
  readonly layer: LayerName;
  readonly state: LayerState;
  /** What it is there to stop, in a few words. */
  readonly stops: string;
  /** What it does, or why it does not. */
  readonly says: string;
  /** What a person can do about it, in a sentence; empty where there is nothing to do. */
  readonly advice: string;
}

export interface Judged {
  readonly layers: JailLayers;
  readonly kind: GuestKind;
  /** The layers that held something by themselves; undefined before anything was tried. */
  readonly holding: ReadonlySet<LayerName> | undefined;
}

interface Facts {
  readonly stops: string;
  readonly held: string;
  readonly notHeld: string;
}

const FACTS: Readonly<Record<LayerName, Facts>> = {
  process: {
    stops: 'a crash or an endless loop that takes the app with it',
    held: 'Each run has a process of its own, without native addons and SQLite.',
    notHeld: 'A guest process could not be tried.',
  },
  environment: {
    stops: 'reading tokens and passwords out of variables',
    held: 'Guest processes inherit no variable of yours.',
    notHeld: 'Guest processes find variables in their environment.',
  },
  'permission model': {
    stops: 'files, network and other processes, by Node',
    held: 'Node denies guest processes the network, other processes, and every file but their program and mounts.',
    notHeld: 'Node was asked to deny guest processes files, network and processes, but held nothing when it was tried.',
  },
  jail: {
    stops: 'files, network and other processes, by namespaces',
    held: 'bubblewrap shows guest processes no files but their program and mounts, no network and no other process.',
    notHeld: 'bubblewrap is around guest processes, but held nothing when it was tried.',
  },
  'system calls': {
    stops: 'attacks on the kernel itself',
    held: 'A seccomp filter refuses guest processes sockets, new processes, tracing, mounting and the like.',
    notHeld: 'The seccomp filter is around guest processes, but held nothing when it was tried.',
  },
  'resource limits': {
    stops: 'using up memory and open files; core dumps',
    held: 'Guest processes leave no core dumps and have a bounded number of files and bytes of memory.',
    notHeld: 'prlimit bounds guest processes, but held nothing when it was tried.',
  },
};

const UTILITY_SAYS: Readonly<Partial<Record<LayerName, string>>> = {
  'permission model': "Electron's utility processes take no permission flags of Node.",
  jail: "Electron's utility processes cannot be started inside bubblewrap.",
  'system calls': "Electron's utility processes cannot be given a seccomp filter of ours.",
  'resource limits': "Electron's utility processes cannot be started under limits of ours.",
};
const UTILITY_ADVICE = 'Use the browser host or the command line (npm start -- --browser), where guests have this layer.';

const BUBBLEWRAP_ADVICE: Readonly<Record<NoBubblewrap, string>> = {
  'not-linux': '',
  'not-installed': 'Install bubblewrap (apt install bubblewrap, dnf install bubblewrap).',
  'not-working': 'Allow unprivileged user namespaces to this user or container; bubblewrap is installed but is not let work.',
  'switched-off': 'Start without --no-bubblewrap.',
};

export function describeLayers(judged: Judged): IsolationLayer[] {
  const started: Readonly<Record<LayerName, boolean>> = {
    process: true,
    environment: true,
    'permission model': judged.layers.permission,
    jail: judged.layers.bubblewrap !== undefined,
    'system calls': judged.layers.bubblewrap !== undefined && judged.layers.seccomp !== undefined,
    'resource limits': judged.layers.limits !== undefined,
  };
  return LAYER_NAMES.map((layer) => (started[layer] ? startedLayer(layer, judged.holding) : missingLayer(layer, judged)));
}

/** What can be done about the layers that are not there, each sentence once. */
export function adviceFor(layers: JailLayers, kind: GuestKind, guestsRun: boolean): string[] {
  if (!guestsRun) return ['Guest processes do not start with these layers; run --no-jail starts them without.'];
  if (kind === 'utility') return [UTILITY_ADVICE];
  const advice = layers.noBubblewrap === undefined ? '' : BUBBLEWRAP_ADVICE[layers.noBubblewrap];
  return advice === '' ? [] : [advice];
}

const LAYER_NAMES: readonly LayerName[] = [
  'process',
  'environment',
  'permission model',
  'jail',
  'system calls',
  'resource limits',
];

function startedLayer(layer: LayerName, holding: ReadonlySet<LayerName> | undefined): IsolationLayer {
  const { stops, held, notHeld } = FACTS[layer];
  if (!holding)
    return { layer, state: 'untried', stops, says: 'Guest processes are started with it; it has not been tried.', advice: '' };
  if (holding.has(layer)) return { layer, state: 'held', stops, says: held, advice: '' };
  return {
    layer,
    state: 'not-held',
    stops,
    says: notHeld,
    advice: 'Report this with what doctor --json prints: it should hold.',
  };
}

function missingLayer(layer: LayerName, { layers, kind }: Judged): IsolationLayer {
  const { stops } = FACTS[layer];
  const ofUtility = UTILITY_SAYS[layer];
  if (kind === 'utility' && ofUtility !== undefined)
    return { layer, state: 'absent', stops, says: ofUtility, advice: UTILITY_ADVICE };
  if (layer === 'jail' || layer === 'system calls') return withoutBubblewrap(layer, stops, layers);
  const says =
    layer === 'resource limits'
      ? 'prlimit (util-linux) is not there, or may not be used.'
      : 'Guest processes are started without the permission model of Node.';
  const advice = layer === 'resource limits' && process.platform === 'linux' ? 'Install util-linux, which has prlimit.' : '';
  return { layer, state: 'absent', stops, says, advice };
}

function withoutBubblewrap(layer: LayerName, stops: string, { bubblewrap, noBubblewrap }: JailLayers): IsolationLayer {
  if (bubblewrap)
    return { layer, state: 'absent', stops, says: 'There is no seccomp filter for this kind of processor.', advice: '' };
  if (noBubblewrap === undefined)
    return { layer, state: 'absent', stops, says: 'Guest processes are started without bubblewrap.', advice: '' };
  const says =
    layer === 'jail'
      ? NO_BUBBLEWRAP_SAYS[noBubblewrap]
      : `The seccomp filter comes with bubblewrap. ${NO_BUBBLEWRAP_SAYS[noBubblewrap]}`;
  return {
    layer,
    state: noBubblewrap === 'switched-off' ? 'switched-off' : 'absent',
    stops,
    says,
    advice: BUBBLEWRAP_ADVICE[noBubblewrap],
  };
}
