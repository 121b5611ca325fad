// A mutational fuzzer for the module reader and the rewriter, repeatable by seed:
//   node test/fuzz/fuzz-module.ts [--seconds 10] [--seed 1] [--save FOLDER]
// It exits 1, with the bytes saved as hex, on anything thrown, on a module that the engine takes and the reader refuses, and on
// a valid module whose rewritten form is not valid.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SandboxError } from '../../sandbox-core/base/errors.ts';
import { admit } from '../../sandbox-core/module/admit.ts';
import { describeModule } from '../../sandbox-core/module/describe-module.ts';
import { FEATURE_PROBES } from '../../sandbox-core/module/feature-probes.ts';
import type { Module } from '../../sandbox-core/module/module.ts';
import { functionName, readNames } from '../../sandbox-core/module/names.ts';
import { readModule } from '../../sandbox-core/module/read-module.ts';
import { rewriteModule, type RewriteOptions } from '../../sandbox-core/rewrite/rewrite-module.ts';
import { seededRandom, type Random } from './seeded-random.ts';
import { mutate } from './mutate.ts';
import { WRITTEN_MODULES } from './written-modules.ts';

const SETTINGS: readonly RewriteOptions[] = [
  { memoryBytes: 3 * 65_536, onMemoryExceed: 'stop', tableElements: 5, fuel: 'off', stackLimit: 'off' },
  { memoryBytes: 1 << 30, onMemoryExceed: 'fail', tableElements: 1_000_000, fuel: 'exact', stackLimit: 500_000 },
  { memoryBytes: 0, onMemoryExceed: 'fail', tableElements: 0, fuel: 'exact', stackLimit: 'off' },
  { memoryBytes: 1 << 20, onMemoryExceed: 'stop', tableElements: 10, fuel: 'coarse', stackLimit: 0 },
  { memoryBytes: 1 << 20, onMemoryExceed: 'fail', tableElements: 10, fuel: 'off', stackLimit: 100_000 },
];
const SAMPLES = join(import.meta.dirname, '../../resources/samples');
/** Larger samples would only make each round slower. */
const MOST_SAMPLE_BYTES = 200_000;
/** A reader that takes longer than this for a module of the corpus is as broken as one that throws. */
const SLOW_MILLISECONDS = 2_000;

interface Counts {
  rounds: number;
  read: number;
  valid: number;
  rewritten: number;
  refusedByRewriter: number;
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    save: { type: 'string', default: join(tmpdir(), 'wasm-sandbox-fuzz') },
  },
});
process.exitCode = fuzz(Number(values.seconds), Number(values.seed), values.save);

function fuzz(seconds: number, seed: number, folder: string): number {
  const random = seededRandom(seed);
  const corpus = [...WRITTEN_MODULES, ...Object.values(FEATURE_PROBES), ...samples()];
  const counts: Counts = { rounds: 0, read: 0, valid: 0, rewritten: 0, refusedByRewriter: 0 };
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    const bytes = mutate(corpus, random);
    const began = performance.now();
    const fault = judged(bytes, random, counts);
    const slow = performance.now() - began > SLOW_MILLISECONDS ? 'took too long' : undefined;
    if (fault ?? slow) return report(fault ?? slow ?? '', bytes, folder, seed, counts);
  }
  process.stdout.write(`${summary(seed, counts)}: no fault\n`);
  return 0;
}

/** What is wrong with how these bytes were treated, undefined where nothing is. */
function judged(bytes: Uint8Array<ArrayBuffer>, random: Random, counts: Counts): string | undefined {
  counts.rounds += 1;
  try {
    const read = readModule(bytes);
    const valid = WebAssembly.validate(bytes);
    counts.valid += valid ? 1 : 0;
    if (!read.ok) return valid ? `refused a valid module: ${read.diagnostics[0]?.message}` : undefined;
    counts.read += 1;
    lookAround(bytes, read.value);
    return judgeRewriting(bytes, read.value, valid, random, counts);
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : 'threw something else';
  }
}

function lookAround(bytes: Uint8Array, module: Module): void {
  describeModule(bytes, module);
  admit(module, bytes, { offered: () => undefined, memoryBytes: 1 << 20, tableElements: 100, engine: new Set() });
  const names = readNames(bytes, module);
  for (let index = 0; index < 5; index += 1) {
    functionName(names, module, index);
    names.localName(index, 0);
  }
}

function judgeRewriting(bytes: Uint8Array, module: Module, valid: boolean, random: Random, counts: Counts): string | undefined {
  const options = SETTINGS[random(SETTINGS.length)];
  if (!options) return undefined;
  try {
    const bound = rewriteModule(bytes, module, options);
    counts.rewritten += 1;
    if (!valid) return WebAssembly.validate(bound.bytes.slice()) ? mended(bytes, options) : undefined;
    if (!WebAssembly.validate(bound.bytes.slice())) return `valid before, not valid after ${JSON.stringify(options)}`;
    return readModule(bound.bytes).ok ? undefined : 'the rewritten module is not readable';
  } catch (thrown) {
    if (!(thrown instanceof SandboxError) || thrown.code !== 'REFUSED') throw thrown;
    counts.refusedByRewriter += 1;
    return valid ? `the rewriter refused a valid module: ${thrown.message}` : undefined;
  }
}

/**
 * An invalid module may become valid only where the rewriter replaces what is wrong, maxima and the start function, or where a
 * heap type names the type it appends.
 */
function mended(bytes: Uint8Array, options: RewriteOptions): string | undefined {
  const message = compileError(bytes);
  return /heap type|memory size|start function|maximum/i.test(message)
    ? undefined
    : `${message}, but valid after ${JSON.stringify(options)}`;
}

function compileError(bytes: Uint8Array): string {
  try {
    new WebAssembly.Module(bytes.slice());
    return '';
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : '';
  }
}

function samples(): Uint8Array[] {
  if (!existsSync(SAMPLES)) return [];
  return readdirSync(SAMPLES)
    .filter((file) => file.endsWith('.wasm'))
    .toSorted()
    .map((file) => new Uint8Array(readFileSync(join(SAMPLES, file))))
    .filter(({ length }) => length <= MOST_SAMPLE_BYTES);
}

function report(fault: string, bytes: Uint8Array, folder: string, seed: number, counts: Counts): number {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `module-${seed}-${counts.rounds}.hex`);
  writeFileSync(file, Buffer.from(bytes).toString('hex'));
  process.stdout.write(`${summary(seed, counts)}: ${fault}\nsaved as ${file}\n`);
  return 1;
}

function summary(seed: number, counts: Counts): string {
  const { rounds, read, valid, rewritten, refusedByRewriter } = counts;
  return `seed ${seed}: ${rounds} modules, ${read} read, ${valid} valid, ${rewritten} rewritten, ${refusedByRewriter} refused by the rewriter`;
}
