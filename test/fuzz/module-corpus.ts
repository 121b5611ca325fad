// Modules that mutation begins with: the written ones, one for each feature of the engine, the samples, and the kernels.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FEATURE_PROBES } from '../../sandbox-core/module/feature-probes.ts';
import { WRITTEN_MODULES } from './written-modules.ts';

const SAMPLES = join(import.meta.dirname, '../../resources/samples');
/** Larger samples would only make each round slower. */
const MOST_SAMPLE_BYTES = 200_000;

export function moduleCorpus(): readonly Uint8Array[] {
  return [...WRITTEN_MODULES, ...Object.values(FEATURE_PROBES), ...samples()];
}

function samples(): Uint8Array[] {
  if (!existsSync(SAMPLES)) return [];
  return readdirSync(SAMPLES)
    .filter((file) => file.endsWith('.wasm'))
    .toSorted()
    .map((file) => new Uint8Array(readFileSync(join(SAMPLES, file))))
    .filter(({ length }) => length <= MOST_SAMPLE_BYTES);
}
