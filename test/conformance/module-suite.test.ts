// The reader, the instruction walk and the rewriter over every module of the official suite. V8 is the judge of validity;
// what it does not know yet is only read.
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, print } from '@bytecodealliance/jco';
import wabt from 'wabt';
import { attempt } from '../../sandbox-core/module/fault.ts';
import { readImmediates } from '../../sandbox-core/module/immediates.ts';
import { engineFeatures, usedFeatures } from '../../sandbox-core/module/features.ts';
import type { Module } from '../../sandbox-core/module/module.ts';
import { readModule } from '../../sandbox-core/module/read-module.ts';
import { NAMES } from '../../sandbox-core/module/opcodes.ts';
import { walkBodies } from '../../sandbox-core/module/walk-bodies.ts';
import { boundResources, type BoundOptions } from '../../sandbox-core/rewrite/bound-resources.ts';
import { SandboxError } from '../../sandbox-core/base/errors.ts';
import { scriptsIn, suitesFolder } from './suites.ts';
import type { WastCommand } from './wast.ts';

interface Sample {
  /** `memory.wast:12`. */
  readonly place: string;
  readonly claim: WastCommand['kind'];
  readonly bytes: Uint8Array;
  readonly valid: boolean;
  /** What the suite says is wrong, where it does. */
  readonly message: string;
}

const suites = suitesFolder();
const FOLDERS = ['', 'legacy', 'proposals/threads', 'proposals/custom-page-sizes', 'proposals/wide-arithmetic'];

/** Wrong inside function bodies, whose validation is the engine's. */
const MALFORMED_IN_BODIES = [
  'malformed memop flags',
  'integer representation too long',
  'integer too large',
  'data count section required',
  'unexpected end of section or function',
  'illegal opcode ff',
];

/** In no module that this engine takes and the other disassembler prints. */
const NEVER_PRINTED = ['i64.add128', 'i64.sub128', 'i64.mul_wide_s', 'i64.mul_wide_u', 'atomic.fence'];

const BOUNDS: readonly BoundOptions[] = [
  { memoryBytes: 256 * 2 ** 20, onMemoryExceed: 'stop', tableElements: 1_000_000 },
  { memoryBytes: 0, onMemoryExceed: 'stop', tableElements: 0 },
  { memoryBytes: 3 * 65_536 + 17, onMemoryExceed: 'fail', tableElements: 20 },
];

describe.skipIf(suites === undefined)(`official modules${suites === undefined ? ' (skipped: no suites)' : ''}`, () => {
  let samples: Sample[] = [];
  let unassembled: string[] = [];

  beforeAll(async () => {
    ({ samples, unassembled } = await assembleAll(suites ?? ''));
  }, 170_000);

  it('are assembled, but for one that no assembler here takes', () => {
    expect(unassembled).toEqual(['names.wast:19']);
    expect(samples.length).toBeGreaterThan(6_000);
  });

  it('are refused when malformed: by the reader, or inside bodies by the engine', () => {
    const malformed = samples.filter(({ claim }) => claim === 'assert-malformed');
    const accepted = malformed.filter(({ bytes }) => readModule(bytes).ok);
    expect(accepted.filter(({ valid }) => valid)).toEqual([]);
    expect([...new Set(accepted.map(({ message }) => message))]).toEqual(MALFORMED_IN_BODIES);
    expect({ malformed: malformed.length, leftToTheEngine: accepted.length }).toEqual({ malformed: 819, leftToTheEngine: 30 });
  });

  it('are read when the engine accepts them, and when they are definitions it does not know', () => {
    const refused = samples.flatMap(({ place, claim, valid, bytes }) => {
      if (!valid && (claim === 'assert-malformed' || claim === 'assert-invalid')) return [];
      const read = readModule(bytes);
      return read.ok ? [] : [`${place} ${read.diagnostics[0]?.message}`];
    });
    expect(refused).toEqual([]);
  });

  it('are walked to the last instruction, immediates included', () => {
    const faults = readable(samples).flatMap(({ sample, module }) => {
      const walk = attempt(() =>
        walkBodies(sample.bytes, module, (walker) => {
          while (walker.next()) readImmediates(walker);
        }),
      );
      return walk.ok ? [] : [`${sample.place} ${walk.diagnostics[0]?.message}`];
    });
    expect(faults).toEqual([]);
  });

  it('have instructions of the names that another disassembler gives them', async () => {
    const seen = new Set<string>();
    const different: string[] = [];
    for (const { sample, module } of readable(samples)) {
      if (sample.claim !== 'module') continue;
      const ours = instructionNames(sample.bytes, module);
      const theirs = await print(sample.bytes).then(printedNames, () => undefined);
      if (theirs === undefined) continue;
      if (ours.join(' ') !== theirs.join(' ')) different.push(sample.place);
      for (const name of ours) seen.add(name);
    }
    expect(different).toEqual([]);
    expect([...new Set(NAMES)].filter((name) => name !== undefined && !seen.has(name))).toEqual(NEVER_PRINTED);
  }, 60_000);

  it('use a feature that the engine lacks when it refuses them as definitions', () => {
    const engine = engineFeatures((bytes) => WebAssembly.validate(bytes.slice()));
    const wrong = readable(samples, false).flatMap(({ sample, module }) => {
      if (sample.claim === 'assert-invalid') return [];
      const lacking = [...usedFeatures(sample.bytes, module).offsets.keys()].filter((feature) => !engine.has(feature));
      return lacking.length > 0 ? [] : [sample.place];
    });
    // Minima beyond the engine's own limits, which are no feature.
    expect(wrong).toEqual(['memory64.wast:8', 'memory64.wast:9', 'table.wast:9', 'table64.wast:9']);
  });

  it.each(BOUNDS)('stay valid when bounded to $memoryBytes bytes and $tableElements elements ($onMemoryExceed)', (options) => {
    const broken = readable(samples).flatMap(({ sample, module }) => {
      return WebAssembly.validate(boundResources(sample.bytes, module, options).bytes.slice()) ? [] : [sample.place];
    });
    expect(broken).toEqual([]);
  });

  it('stay invalid when bounded', () => {
    const mended = readable(samples, false).flatMap(({ sample, module }) => {
      if (sample.claim !== 'assert-invalid') return [];
      const bytes = boundOrRefused(sample.bytes, module);
      return bytes !== undefined && WebAssembly.validate(bytes.slice()) ? [sample.place] : [];
    });
    expect(mended).toEqual([]);
  });
});

function readable(samples: readonly Sample[], valid = true): { sample: Sample; module: Module }[] {
  return samples.flatMap((sample) => {
    const read = sample.valid === valid && sample.claim !== 'assert-malformed' ? readModule(sample.bytes) : undefined;
    return read?.ok === true ? [{ sample, module: read.value }] : [];
  });
}

/** Of all bodies, without the last `end` of each, which text does not show. */
function instructionNames(bytes: Uint8Array, module: Module): string[] {
  const names: string[] = [];
  walkBodies(bytes, module, (walker) => {
    while (walker.next()) names.push(NAMES[walker.opcode] ?? '');
    names.pop();
  });
  return names;
}

/** First words of the lines inside functions: the printer writes one instruction a line. */
function printedNames(text: string): string[] {
  const names: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('  (')) inside = line.startsWith('  (func ');
    else if (inside && /^\s+[a-z]/.test(line)) names.push(line.trim().split(/\s/)[0] ?? '');
  }
  return names;
}

function boundOrRefused(bytes: Uint8Array, module: Module): Uint8Array | undefined {
  try {
    return boundResources(bytes, module, { memoryBytes: 65_536, onMemoryExceed: 'stop', tableElements: 0 }).bytes;
  } catch (thrown) {
    if (thrown instanceof SandboxError && thrown.code === 'REFUSED') return undefined;
    throw thrown;
  }
}

/** Modules in binary form as they are, those in text form assembled; text that is claimed to be malformed is left out. */
async function assembleAll(folder: string): Promise<{ samples: Sample[]; unassembled: string[] }> {
  const legacy = await wabt();
  const samples: Sample[] = [];
  const unassembled: string[] = [];
  for (const { name, commands } of FOLDERS.flatMap((below) => scriptsIn(`${folder}/spec`, below))) {
    for (const command of commands) {
      if (!('module' in command) || typeof command.module !== 'object' || command.module.form === 'quote') continue;
      const { module, kind } = command;
      const place = `${name}:${command.line}`;
      const message = 'message' in command ? command.message : '';
      if (module.form === 'text' && kind === 'assert-malformed') continue;
      const assembled = module.form === 'binary' ? module.bytes : await assemble(module.source, legacy);
      if (assembled)
        samples.push({ place, claim: kind, bytes: assembled, valid: WebAssembly.validate(assembled.slice()), message });
      else if (kind !== 'assert-invalid') unassembled.push(place);
    }
  }
  return { samples, unassembled };
}

/** jco's assembler knows the most; legacy exceptions in folded form only wabt's does. */
async function assemble(source: string, legacy: Awaited<ReturnType<typeof wabt>>): Promise<Uint8Array | undefined> {
  try {
    return await parse(source);
  } catch {
    return assembleLegacy(source, legacy);
  }
}

function assembleLegacy(source: string, legacy: Awaited<ReturnType<typeof wabt>>): Uint8Array | undefined {
  try {
    const parsed = legacy.parseWat('suite.wat', source, { exceptions: true, tail_call: true });
    const { buffer } = parsed.toBinary({});
    parsed.destroy();
    return buffer;
  } catch {
    return undefined;
  }
}
