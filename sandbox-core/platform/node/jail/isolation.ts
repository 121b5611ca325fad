// The isolation report: which layers really hold a guest process on this machine. It is found by trying: a child started as
// guest processes are tries to get out, once inside all layers and once inside each of them alone.
import type { GuestSpawner } from '../../platform.ts';
import { nodeGuests } from '../guest-processes.ts';
import { layBait } from './bait.ts';
import { adviceFor, describeLayers, type GuestKind, type IsolationLayer, type LayerName } from './describe-isolation.ts';
import { findLayers, NO_LAYERS, type JailLayers } from './launch.ts';
import type { Bait } from './attempts.ts';
import { decodeResult, encodeBait } from './self-test-messages.ts';
import type { SelfTestResult, Tried } from './try-attempts.ts';

export interface IsolationAttempt {
  readonly attempt: string;
  /** Inside all layers together, as guests run. */
  readonly held: boolean;
  /** The layers that hold it by themselves. */
  readonly by: readonly LayerName[];
  /** Why it failed, by the system's or Node's name. */
  readonly code: string;
}

export interface IsolationReport {
  readonly layers: readonly IsolationLayer[];
  readonly attempts: readonly IsolationAttempt[];
  /** Nothing got out that this platform has a layer against, and guests can run. */
  readonly holds: boolean;
  /** What to install or change, in sentences. */
  readonly advice: readonly string[];
}

export interface IsolationOptions {
  /** jail-self-test.ts, or its built form, beside the guest process's entry; for children of Node. */
  readonly entry?: URL;
  /** Those that this machine has where nothing is said. */
  readonly layers?: JailLayers;
  /** Starts the self-test as guests are started, within these layers; children of the engine's Node where nothing is said. */
  readonly spawnerFor?: (layers: JailLayers) => GuestSpawner;
  readonly kind?: GuestKind;
  /** Ends the tests early; the report is then of no worth. */
  readonly signal?: AbortSignal;
}

/** A child that has not answered by then is hung. */
const MOST_MILLISECONDS = 30_000;

/** Outside of Linux nothing that we have stands against these. */
const ONLY_ON_LINUX = new Set([
  'signal the engine',
  "signal the system's first process",
  "change the engine's priority",
  'open more files than a guest can need',
  'leave a core dump',
]);

export async function findIsolation(options: IsolationOptions): Promise<IsolationReport> {
  const layers = options.layers ?? findLayers();
  const spawnerFor = options.spawnerFor ?? childrenAt(options.entry);
  const laid = await layBait();
  try {
    const test = (tested: JailLayers): Promise<SelfTestResult | undefined> =>
      selfTest(spawnerFor(tested), laid.bait, options.signal);
    // One after the other: side by side, a busy machine would take slow answers for held attempts.
    const together = await test(layers);
    return reportOf(layers, options.kind ?? 'child', {
      together,
      bare: hasLayers(layers) ? await test(NO_LAYERS) : together,
      permission: layers.permission ? await test({ ...NO_LAYERS, permission: true }) : undefined,
      limits: layers.limits ? await test({ ...NO_LAYERS, limits: layers.limits }) : undefined,
      jail: layers.bubblewrap ? await test({ ...NO_LAYERS, bubblewrap: layers.bubblewrap }) : undefined,
      jailAndFilter: layers.seccomp ? await test({ ...layers, limits: undefined, permission: false }) : undefined,
    });
  } finally {
    laid.remove();
  }
}

function childrenAt(entry: URL | undefined): (layers: JailLayers) => GuestSpawner {
  if (!entry) throw new TypeError('neither an entry nor a spawner for the self-test');
  return (layers) => nodeGuests({ entry, layers });
}

function hasLayers({ bubblewrap, limits, permission }: JailLayers): boolean {
  return bubblewrap !== undefined || limits !== undefined || permission;
}

/** Answers undefined when the child died, or said nothing that makes sense. */
async function selfTest(spawner: GuestSpawner, bait: Bait, signal: AbortSignal | undefined): Promise<SelfTestResult | undefined> {
  if (signal?.aborted) return undefined;
  const child = spawner.spawn({ mounts: [] });
  const { promise, resolve } = Promise.withResolvers<SelfTestResult | undefined>();
  child.channel.onMessage((message) => resolve(decodeResult(message)));
  void child.exited.then(() => resolve(undefined));
  const timer = setTimeout(() => resolve(undefined), MOST_MILLISECONDS);
  const stop = (): void => resolve(undefined);
  signal?.addEventListener('abort', stop);
  child.channel.send(encodeBait(bait));
  const result = await promise;
  clearTimeout(timer);
  signal?.removeEventListener('abort', stop);
  // It ends with its pipe, also where it cannot be killed yet.
  child.channel.close();
  child.kill();
  await child.exited;
  return result;
}

interface Results {
  readonly together: SelfTestResult | undefined;
  readonly bare: SelfTestResult | undefined;
  readonly permission: SelfTestResult | undefined;
  readonly limits: SelfTestResult | undefined;
  readonly jail: SelfTestResult | undefined;
  readonly jailAndFilter: SelfTestResult | undefined;
}

function reportOf(layers: JailLayers, kind: GuestKind, results: Results): IsolationReport {
  const attempts = (results.together?.tried ?? []).map((tried) => ({
    attempt: tried.attempt,
    held: tried.held,
    by: heldBy(tried.attempt, results),
    code: tried.code,
  }));
  const holding = new Set(attempts.flatMap(({ held, by }) => (held ? by : [])));
  const guestsRun = results.together?.threads === true;
  const judged = attempts.filter(({ attempt }) => process.platform === 'linux' || !ONLY_ON_LINUX.has(attempt));
  return {
    layers: describeLayers({ layers, kind, holding: guestsRun ? holding : new Set() }),
    attempts,
    holds: guestsRun && judged.length > 0 && judged.every(({ held }) => held),
    advice: adviceFor(layers, kind, guestsRun),
  };
}

function heldBy(attempt: string, results: Results): LayerName[] {
  const of = (result: SelfTestResult | undefined): Tried | undefined => result?.tried.find((tried) => tried.attempt === attempt);
  const bare = of(results.bare);
  // What a bare process already cannot do, the other layers need not be thanked for.
  if (bare?.held) return [attempt.startsWith('have variables') ? 'environment' : 'process'];
  const jail = of(results.jail);
  const filtered = of(results.jailAndFilter);
  const alone: readonly (readonly [LayerName, boolean])[] = [
    ['permission model', of(results.permission)?.held === true],
    ['jail', jail?.held === true],
    // The filter cannot be tried without the jail: what fails otherwise under both is its doing.
    ['system calls', filtered?.held === true && filtered.code !== jail?.code],
    ['resource limits', of(results.limits)?.held === true],
  ];
  return alone.filter(([, held]) => held).map(([layer]) => layer);
}
