// The official suite, run as it is and run rewritten: whatever the original gives as asserted, the rewritten module gives too,
// traps by the same words. Along the way, exact fuel is compared with a count of one unit before every instruction.
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from '@bytecodealliance/jco';
import wabt from 'wabt';

import { SandboxError } from '../../sandbox-core/base/errors.ts';
import type { Module } from '../../sandbox-core/module/module.ts';
import { NAMES } from '../../sandbox-core/module/opcodes.ts';
import { readModule } from '../../sandbox-core/module/read-module.ts';
import { walkBodies } from '../../sandbox-core/module/walk-bodies.ts';
import { rewriteModule, type RewriteOptions } from '../../sandbox-core/rewrite/rewrite-module.ts';
import { NAIVE_EXPORT, naiveCount } from '../fixtures/naive-count.ts';
import { scriptsIn, suitesFolder, type Script } from './suites.ts';
import { ScriptRun, type CommandResult, type Variant } from './wast-run.ts';

const FOLDERS = ['', 'legacy', 'proposals/threads', 'proposals/custom-page-sizes', 'proposals/wide-arithmetic'];
const FUEL = 1n << 61n;
const WIDE: RewriteOptions = {
  memoryBytes: 2 ** 52,
  onMemoryExceed: 'fail',
  tableElements: 2 ** 40,
  fuel: 'exact',
  stackLimit: 'off',
};

/** What costs by length, which the naive count does not know. */
const BY_LENGTH = /^(?:memory|table)\.(?:fill|copy|init|grow)$|^array\.(?:new|fill|copy|init)/;

const ORIGINAL: Variant = { name: 'original', change: (bytes) => ({ bytes }), prepare: () => undefined };
const NAIVE: Variant = {
  name: 'naive',
  // Without a start function: it would run before the fuel is set.
  change: (bytes, module) => ({ bytes: module.functions.length === 0 ? bytes : naiveCount(bytes, module) }),
  prepare: (exports) => fill(exports[NAIVE_EXPORT]),
};

function rewritten(name: string, options: RewriteOptions): Variant {
  return {
    name,
    change: (bytes, module) => {
      const { bytes: changed, start } = rewriteModule(bytes, module, options);
      return { bytes: changed, start: start?.functionExport };
    },
    prepare: (exports) => {
      fill(exports['sandbox:fuel']);
      const hooks = exports['sandbox:hooks'];
      if (hooks instanceof WebAssembly.Table) for (let slot = 0; slot < hooks.length; slot += 1) hooks.set(slot, NOTHING);
    },
  };
}

function fill(exported: unknown): void {
  if (exported instanceof WebAssembly.Global) exported.value = FUEL;
}

/** (module (func (export "f"))) */
const NOTHING = new WebAssembly.Instance(
  new WebAssembly.Module(
    Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0],
      ...[7, 5, 1, 1, 0x66, 0, 0, 10, 4, 1, 2, 0, 0x0b],
    ]),
  ),
).exports['f'];

const REWRITTEN: readonly Variant[] = [
  rewritten('exact', WIDE),
  rewritten('exact, stack limit', { ...WIDE, onMemoryExceed: 'stop', stackLimit: 300_000 }),
  rewritten('coarse, stack limit', { ...WIDE, fuel: 'coarse', stackLimit: 300_000 }),
];

/** What V8 itself does not give as asserted, or nobody here assembles: nothing to compare with. */
const ORIGINAL_DIFFERS: Readonly<Record<string, number>> = {
  // The module is text in quotes, or its names are too odd for the assemblers.
  'comments.wast': 3,
  'names.wast': 479,
  // References that do not cross to JavaScript.
  'ref_null.wast': 7,
  // Beyond V8's limits, or not in V8 yet.
  'memory64.wast': 1,
  'proposals/custom-page-sizes/custom-page-sizes-invalid.wast': 3,
  'proposals/custom-page-sizes/custom-page-sizes.wast': 43,
  'proposals/wide-arithmetic/wide-arithmetic.wast': 101,
};

const SETTINGS: readonly RewriteOptions[] = [
  { ...WIDE, stackLimit: 500_000 },
  { ...WIDE, fuel: 'coarse', memoryBytes: 0, tableElements: 0, onMemoryExceed: 'stop' },
  { ...WIDE, fuel: 'off', stackLimit: 0, memoryBytes: 100_000, tableElements: 10 },
];

/** A local whose type is one past the last: the rewriter appends a function type there, which does no harm. */
const NAMES_APPENDED_TYPE: ReadonlySet<string> = new Set(['ref.wast:68']);

const suites = suitesFolder();

describe.skipIf(suites === undefined)(`official suite, rewritten${suites === undefined ? ' (skipped: no suites)' : ''}`, () => {
  let scripts: { script: Script; assembled: ReadonlyMap<number, Uint8Array> }[] = [];

  beforeAll(async () => {
    const legacy = await wabt();
    scripts = await Promise.all(
      FOLDERS.flatMap((below) => scriptsIn(`${suites ?? ''}/spec`, below)).map(async (script) => ({
        script,
        assembled: await assembleAll(script, legacy),
      })),
    );
  }, 170_000);

  it.each(REWRITTEN)(
    'gives every asserted result: $name',
    (variant) => {
      const counts = { asserted: 0, asExpected: 0 };
      const different: string[] = [];
      const originalDiffers: Record<string, number> = {};
      for (const { script, assembled } of scripts) {
        const one = new ScriptRun(ORIGINAL, assembled);
        const other = new ScriptRun(variant, assembled);
        for (const command of script.commands) {
          const original = one.run(command);
          const changed = other.run(command);
          if (original === undefined) continue;
          counts.asserted += 1;
          if (!original.asExpected) {
            originalDiffers[script.name] = (originalDiffers[script.name] ?? 0) + 1;
            continue;
          }
          if (changed?.asExpected === true && sameTrap(original, changed)) counts.asExpected += 1;
          else different.push(`${script.name}:${command.line} ${command.kind}: ${original.text} | ${changed?.text ?? 'nothing'}`);
        }
      }
      expect(different).toEqual([]);
      expect(originalDiffers).toEqual(ORIGINAL_DIFFERS);
      expect(counts).toEqual({ asserted: 61_182, asExpected: 60_545 });
    },
    300_000,
  );

  it.each(SETTINGS)(
    'stay valid and stay invalid with fuel $fuel and stack limit $stackLimit',
    (options) => {
      const wrong: string[] = [];
      const counts = { valid: 0, invalid: 0 };
      for (const { script, assembled } of scripts) {
        for (const [line, bytes] of assembled) {
          const read = readModule(bytes);
          if (!read.ok) continue;
          const valid = WebAssembly.validate(bytes.slice());
          const invalid = script.commands.some((command) => command.line === line && command.kind === 'assert-invalid');
          if (valid === invalid || NAMES_APPENDED_TYPE.has(`${script.name}:${line}`)) continue;
          counts[valid ? 'valid' : 'invalid'] += 1;
          if (staysValid(bytes, read.value, options) !== valid) wrong.push(`${script.name}:${line}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(counts).toEqual({ valid: 2689, invalid: 2668 });
    },
    120_000,
  );

  it('counts what a naive count counts', () => {
    let compared = 0;
    const different: string[] = [];
    for (const { script, assembled } of scripts) {
      if ([...assembled.values()].some((bytes) => costsByLength(bytes))) continue;
      const exact = new ScriptRun(REWRITTEN[0] ?? ORIGINAL, assembled);
      const naive = new ScriptRun(NAIVE, assembled);
      let [exactBefore, naiveBefore] = [0n, 0n];
      for (const command of script.commands) {
        const counted = exact.run(command);
        const expected = naive.run(command);
        if (counted === undefined || expected === undefined) continue;
        // After a trap, what the trapping block had executed is not charged.
        if (counted.kind === 'assert-return' || counted.kind === 'action' || counted.kind === 'assert-exception') {
          compared += 1;
          const [used, wanted] = [exactBefore - counted.fuel, naiveBefore - expected.fuel];
          if (used !== wanted) different.push(`${script.name}:${command.line} ${used} instead of ${wanted}`);
        }
        [exactBefore, naiveBefore] = [counted.fuel, expected.fuel];
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBe(40_832);
  }, 300_000);
});

function sameTrap(original: CommandResult, changed: CommandResult): boolean {
  // With a stack limit of our own, exhaustion is told by the hook, and the trap is `unreachable`.
  if (original.kind === 'assert-exhaustion' || original.kind === 'assert-unlinkable') return true;
  return original.text === changed.text;
}

function staysValid(bytes: Uint8Array, module: Module, options: RewriteOptions): boolean {
  try {
    return WebAssembly.validate(rewriteModule(bytes, module, options).bytes.slice());
  } catch (thrown) {
    if (thrown instanceof SandboxError && thrown.code === 'REFUSED') return false;
    throw thrown;
  }
}

function costsByLength(bytes: Uint8Array): boolean {
  const read = readModule(bytes);
  if (!read.ok || !WebAssembly.validate(bytes.slice())) return false;
  let found = read.value.start !== undefined;
  walkBodies(bytes, read.value, (walker) => {
    while (walker.next()) found ||= BY_LENGTH.test(NAMES[walker.opcode] ?? '');
  });
  return found;
}

async function assembleAll(script: Script, legacy: Awaited<ReturnType<typeof wabt>>): Promise<Map<number, Uint8Array>> {
  const assembled = new Map<number, Uint8Array>();
  for (const command of script.commands) {
    if (!('module' in command) || typeof command.module !== 'object' || command.module.form === 'quote') continue;
    if (command.kind === 'assert-malformed') continue;
    const bytes = command.module.form === 'binary' ? command.module.bytes : await assemble(command.module.source, legacy);
    if (bytes) assembled.set(command.line, bytes);
  }
  return assembled;
}

async function assemble(source: string, legacy: Awaited<ReturnType<typeof wabt>>): Promise<Uint8Array | undefined> {
  try {
    return await parse(source);
  } catch {
    return assembleLegacy(source, legacy);
  }
}

/** Legacy exceptions in folded form are known to wabt's assembler alone. */
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
