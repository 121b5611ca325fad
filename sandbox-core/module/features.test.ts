import { parse } from '@bytecodealliance/jco';
import { describe, expect, it } from 'vitest';
import { FEATURE_PROBES } from './feature-probes.ts';
import { FEATURES, type Feature } from './feature.ts';
import { engineFeatures, usedFeatures } from './features.ts';
import { readModule } from './read-module.ts';

function featuresOf(bytes: Uint8Array): Map<Feature, number> {
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return new Map(usedFeatures(bytes, read.value).offsets);
}

describe('usedFeatures', () => {
  it('finds in each probe the feature it probes', () => {
    const without = FEATURES.filter((feature) => !featuresOf(FEATURE_PROBES[feature]).has(feature));
    expect(without).toEqual([]);
  });

  it('finds nothing in a module of the first version', async () => {
    const bytes = await parse(
      '(module (memory 1) (table 1 funcref) (func (param i32) (result i32) (block (result i32) (i32.load (local.get 0)))))',
    );
    expect([...featuresOf(bytes)]).toEqual([]);
  });

  it('says where a feature is first used', async () => {
    const bytes = await parse('(module (func nop (drop (i32.extend8_s (i32.const 0))) (drop (i32.extend16_s (i32.const 0)))))');
    const offset = featuresOf(bytes).get('sign-extension') ?? 0;
    expect([bytes[offset], bytes[offset - 3]]).toEqual([0xc0, 0x01]);
  });
});

describe('engineFeatures', () => {
  it('asks the engine', () => {
    expect(engineFeatures(() => false)).toEqual(new Set());
    const here = engineFeatures((bytes) => WebAssembly.validate(bytes.slice()));
    expect([here.has('simd'), here.has('bulk-memory'), here.has('tail-calls')]).toEqual([true, true, true]);
  });
});
