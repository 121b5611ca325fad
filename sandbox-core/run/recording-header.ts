// What a recording says of its run before the first call, put together from the plan.
import { SIGNATURES } from '../host/gate.ts';
import type { Platform } from '../platform/platform.ts';
import { DEFAULT_RULE } from '../policy/decision.ts';
import { ACTIONS } from '../policy/request.ts';
import type { ChunkBounds } from '../recording/record/chunk-codec.ts';
import { CHUNK_CAPS } from '../recording/record/chunk.ts';
import type { NewRecording } from '../recording/store/recording-writer.ts';
import type { RunPlan } from './run-plan.ts';

export interface RecordingSource {
  readonly plan: RunPlan;
  readonly moduleName: string;
  readonly moduleBytes: Uint8Array;
  readonly manifestText: string;
  /** Policies beside the manifest; none where left out. */
  readonly policies?: NewRecording['policies'];
}

/** The header's start is now: the run's time 0 follows as soon as the module is compiled. */
export function newRecording(platform: Pick<Platform, 'clock' | 'digests' | 'engine'>, source: RecordingSource): NewRecording {
  const { plan, moduleName, moduleBytes, manifestText, policies = [] } = source;
  return {
    engine: platform.engine.name,
    engineVersion: platform.engine.version,
    run: plan.run,
    startedAt: platform.clock.wall(),
    moduleName,
    moduleDigest: hexadecimal(platform.digests.sha256(moduleBytes)),
    moduleBytes,
    manifestText,
    policies,
    ...planTexts(plan),
    signatures: SIGNATURES,
    actions: ACTIONS,
    rules: [DEFAULT_RULE, ...plan.rules],
  };
}

/** The plan, and apart from it what an export leaves out unless it is asked for: values of variables, and paths of the host. */
function planTexts(plan: RunPlan): Pick<NewRecording, 'planJson' | 'privateJson'> {
  const mounts = plan.mounts.map(({ guest, source, rights }) => ({ guest, source: { kind: source.kind }, rights }));
  const hostPaths = plan.mounts.map(({ source }) => (source.kind === 'host' ? source.path : null));
  return {
    planJson: JSON.stringify({ ...plan, env: plan.env.map(([name]) => name), mounts }),
    privateJson: JSON.stringify({ env: plan.env, hostPaths }),
  };
}

/** What the numbers in a chunk of this plan may be at most. */
export function chunkBounds(plan: RunPlan): ChunkBounds {
  return { ...CHUNK_CAPS, signatures: SIGNATURES.length, actions: ACTIONS.length, mostRule: plan.rules.length };
}

function hexadecimal(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
