// Hostile modules through the real chain: what reader and admission say, and what a run in a guest process of its own ends as.
import { readFileSync } from 'node:fs';
import {
  admit,
  DEFAULT_LIMITS,
  emptyManifest,
  engineFeatures,
  GuestPool,
  newRunId,
  offeredFunction,
  planRun,
  readModule,
  startRun,
  type Limits,
  type Manifest,
  type Outcome,
  type Run,
} from '../../sandbox-core/index.ts';
import { nodePlatform, stderrLog } from '../../sandbox-core/node.ts';
import { wasmFrom } from '../fixtures/host/run-guest.ts';
import { SAMPLES } from '../flow/command-line.ts';

export const platform = nodePlatform({ log: stderrLog('error') });
const ENGINE = engineFeatures((bytes) => WebAssembly.validate(bytes.slice()));

/** Codes of all that reader and admission have against a module, in order; none admits it. */
export function refusals(source: Uint8Array | string, limits: Limits = DEFAULT_LIMITS): string[] {
  const bytes = bytesOf(source);
  const read = readModule(bytes);
  const diagnostics = read.ok
    ? admit(read.value, bytes, {
        offered: offeredFunction,
        memoryBytes: limits.memory.most,
        tableElements: limits.tableElements,
        engine: ENGINE,
      })
    : read.diagnostics;
  return diagnostics.map(({ code }) => code);
}

/** Starts a run past admission: what is behind it must hold by itself. */
export function startHostile(source: Uint8Array | string, change: Partial<Manifest> = {}, guests = cold()): Run {
  const bytes = bytesOf(source);
  const read = readModule(bytes);
  if (!read.ok) throw new Error(`unreadable: ${read.diagnostics[0]?.message ?? ''}`);
  const manifest = { ...emptyManifest(), ...change };
  const mounts = manifest.mounts.map(({ guest, rights }) => ({ guest, rights, source: { kind: 'memory' as const } }));
  const plan = planRun({ run: newRunId(platform.clock.wall(), platform.random), manifest, program: 'hostile', mounts });
  return startRun({ platform, plan, bytes, module: read.value, stdin: new Uint8Array(), guests, recording: undefined });
}

export function runHostile(source: Uint8Array | string, change: Partial<Manifest> = {}): Promise<Outcome> {
  return startHostile(source, change).ended;
}

/** How a harmless guest fares right after. */
export async function nextRun(): Promise<string> {
  const outcome = await runHostile(new Uint8Array(readFileSync(`${SAMPLES}/hello.wasm`)));
  return outcome.kind === 'exited' && outcome.code === 0 ? 'returned' : outcome.kind;
}

export function limited(change: Partial<Limits>): Partial<Manifest> {
  return { limits: { ...DEFAULT_LIMITS, ...change } };
}

/** A pool that spawns only when asked. */
export function cold(): GuestPool {
  return new GuestPool(platform.guests, 0);
}

function bytesOf(source: Uint8Array | string): Uint8Array {
  return typeof source === 'string' ? wasmFrom(source) : source;
}
