// The isolation report: which layers really hold a guest process on this machine. It is found by trying: a child started as
// guest processes are tries to get out, once inside all layers and once inside each of them alone.
import { nodeGuests } from '../guest-processes.ts';
import { findBubblewrap, NO_BUBBLEWRAP_SAYS } from './bubblewrap.ts';
import { layBait } from './bait.ts';
import { findLayers, NO_LAYERS, type JailLayers } from './launch.ts';
import type { Bait } from './attempts.ts';
import { decodeResult, encodeBait } from './self-test-messages.ts';
import type { SelfTestResult, Tried } from './try-attempts.ts';

export type LayerName = 'process' | 'environment' | 'permission model' | 'jail' | 'system calls' | 'resource limits';

export interface IsolationLayer {
  readonly layer: LayerName;
  readonly on: boolean;
  readonly says: string;
}

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
  /** jail-self-test.ts, or its built form, beside the guest process's entry. */
  readonly entry: URL;
  /** Those that this machine has where nothing is said. */
  readonly layers?: JailLayers;
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
  const laid = await layBait();
  try {
    const test = (tested: JailLayers): Promise<SelfTestResult | undefined> => selfTest(options, tested, laid.bait);
    // One after the other: side by side, a busy machine would take slow answers for held attempts.
    const together = await test(layers);
    return reportOf(layers, {
      together,
      bare: await test(NO_LAYERS),
      permission: layers.permission ? await test({ ...NO_LAYERS, permission: true }) : undefined,
      limits: layers.limits ? await test({ ...NO_LAYERS, limits: layers.limits }) : undefined,
      jail: layers.bubblewrap ? await test({ ...NO_LAYERS, bubblewrap: layers.bubblewrap }) : undefined,
      jailAndFilter: layers.seccomp ? await test({ ...layers, limits: undefined, permission: false }) : undefined,
    });
  } finally {
    laid.remove();
  }
}

/** Answers undefined when the child died, or said nothing that makes sense. */
async function selfTest(
  { entry, signal }: IsolationOptions,
  layers: JailLayers,
  bait: Bait,
): Promise<SelfTestResult | undefined> {
  if (signal?.aborted) return undefined;
  const child = nodeGuests({ entry, layers }).spawn({ mounts: [] });
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

function reportOf(layers: JailLayers, results: Results): IsolationReport {
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
    layers: describeLayers(layers, guestsRun ? holding : new Set()),
    attempts,
    holds: guestsRun && judged.length > 0 && judged.every(({ held }) => held),
    advice: adviceFor(layers, guestsRun),
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

function describeLayers(layers: JailLayers, holding: ReadonlySet<LayerName>): IsolationLayer[] {
  const layer = (name: LayerName, on: string, off: string): IsolationLayer => ({
    layer: name,
    on: holding.has(name),
    says: holding.has(name) ? on : off,
  });
  const started = (given: unknown, off: string): string => (given ? 'It is asked for, but held nothing when it was tried.' : off);
  return [
    layer(
      'process',
      'Each run has a process of its own, without native addons and SQLite.',
      'A guest process could not be tried.',
    ),
    layer('environment', 'Guest processes inherit no variable of yours.', 'Guest processes find variables in their environment.'),
    layer(
      'permission model',
      'Node denies guest processes the network, other processes, and every file but their program and mounts.',
      started(layers.permission, 'Guest processes are started without the permission model of Node.'),
    ),
    layer(
      'jail',
      'bubblewrap shows guest processes no files but their program and mounts, no network and no other process.',
      started(layers.bubblewrap, whyNoJail()),
    ),
    layer(
      'system calls',
      'A seccomp filter refuses guest processes sockets, new processes, tracing, mounting and the like.',
      started(layers.seccomp, 'The seccomp filter comes with bubblewrap on Linux (x64, arm64).'),
    ),
    layer(
      'resource limits',
      'Guest processes leave no core dumps and have a bounded number of files and bytes of memory.',
      started(layers.limits, 'prlimit (util-linux) is not there, or may not be used.'),
    ),
  ];
}

function whyNoJail(): string {
  const found = findBubblewrap();
  return typeof found === 'string'
    ? NO_BUBBLEWRAP_SAYS[found]
    : 'bubblewrap is here, but guest processes are started without it.';
}

function adviceFor(layers: JailLayers, guestsRun: boolean): string[] {
  if (!guestsRun) return ['Guest processes do not start with these layers; run --no-jail starts them without.'];
  if (process.platform !== 'linux' || layers.bubblewrap) return [];
  const found = findBubblewrap();
  if (found === 'not-installed') return ['Install bubblewrap (apt install bubblewrap, dnf install bubblewrap).'];
  if (found === 'not-working')
    return ['Allow unprivileged user namespaces to this user or container; bubblewrap is installed but is not let work.'];
  return [];
}
