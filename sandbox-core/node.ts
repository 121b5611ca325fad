// The door to the engine on Node: the Platform, and what processes are made of.
import type { GuestSpawner, Log, Platform } from './platform/platform.ts';
import { cedarThread } from './platform/node/cedar/cedar-thread.ts';
import { nodeClock } from './platform/node/clock.ts';
import { nodeCompression } from './platform/node/compression.ts';
import { nodeDatabases } from './platform/node/database.ts';
import { nodeDigests } from './platform/node/digests.ts';
import { nodeGuests } from './platform/node/guest-processes.ts';
import { nodePrivateFiles } from './platform/node/private-files.ts';
import { programEntry } from './platform/node/program-entry.ts';
import { fillRandom } from './platform/node/random.ts';
import { readSandboxFile, sandboxFolder } from './platform/node/sandbox-files.ts';
import { nodeSignatures } from './platform/node/signatures.ts';
import { nodeTimers } from './platform/node/timers.ts';
import { CedarOracle } from './policy/cedar/oracle.ts';
import { SandboxBuilder } from './sandbox/sandbox-builder.ts';

export { nodeGuests } from './platform/node/guest-processes.ts';
export { admitSessionFile, sessionProbes } from './platform/node/admit-session.ts';
export { guestWorker } from './platform/node/guest-worker.ts';
export { findIsolation, type IsolationAttempt, type IsolationReport } from './platform/node/jail/isolation.ts';
export { describeLayers, type GuestKind, type IsolationLayer } from './platform/node/jail/describe-isolation.ts';
export { askRuntime, type Runtime } from './platform/node/jail/runtime.ts';
export { findLayers, NO_LAYERS, type JailLayers } from './platform/node/jail/launch.ts';
export { stderrLog } from './platform/node/log.ts';
export { nodeTimers } from './platform/node/timers.ts';

/** The guest process's entry. */
export function guestEntry(): URL {
  return programEntry('guest-process', import.meta.url);
}

/** The entry of the process that reads session files from elsewhere first. */
export function sessionProbeEntry(): URL {
  return programEntry('session-probe', import.meta.url);
}

/**
 * Cedar, on a thread of its own that starts with the first question. Close it when no more will be asked. `entry` is where a
 * build has put the thread's first file.
 */
export function nodeCedar(entry: URL = cedarEntry()): CedarOracle {
  return new CedarOracle(cedarThread(entry));
}

function cedarEntry(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './cedar-thread.ts' : './cedar-thread.js', import.meta.url);
}

/** The entry of tenants' processes, in the same folder. */
export function tenantEntry(): URL {
  return programEntry('tenant-process', import.meta.url);
}

/** The isolation report's entry, in the same folder: what a guest process may read is what the self-test may read. */
export function selfTestEntry(): URL {
  return programEntry('jail-self-test', import.meta.url);
}

/** The Platform of a Node process; in Electron with guests of its own. */
export function nodePlatform(options: { readonly log: Log; readonly guests?: GuestSpawner }): Platform {
  return {
    engine: { name: 'V8', version: process.versions.v8 },
    clock: nodeClock,
    timers: nodeTimers,
    log: options.log,
    guests: options.guests ?? nodeGuests({ entry: guestEntry() }),
    databases: nodeDatabases,
    digests: nodeDigests,
    compression: nodeCompression,
    signatures: nodeSignatures,
    privateFiles: nodePrivateFiles,
    random: fillRandom,
  };
}

/** The library's face: `Sandbox.builder().source('module.wasm').build()`. See docs/library.md. */
export const Sandbox = {
  /** `tenants` spawns the processes; by default with the layers that this machine has. */
  builder: (options: { readonly tenants?: GuestSpawner } = {}): SandboxBuilder =>
    new SandboxBuilder({
      platform: { clock: nodeClock, timers: nodeTimers, digests: nodeDigests, random: fillRandom },
      tenants: options.tenants ?? nodeGuests({ entry: tenantEntry() }),
      cedar: () => nodeCedar(),
      readFile: readSandboxFile,
      folder: sandboxFolder,
    }),
};
