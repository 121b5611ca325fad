// Lines of instructions, held against LLVM's symbolizer: for every sample in C, and for a program compiled with DWARF of
// version 4 and 5.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLLVM } from '@yowasp/clang';
import { expect, it } from 'vitest';
import { LineTable } from '../../sandbox-core/module/dwarf/line-table.ts';
import type { Module } from '../../sandbox-core/module/module.ts';
import { readModule } from '../../sandbox-core/module/read-module.ts';
import { SAMPLES } from '../flow/command-line.ts';

interface Symbolized {
  readonly Symbol: readonly { readonly FileName: string; readonly Line: number; readonly Column: number }[];
}

const ADDRESSES_A_CALL = 2000;
const MINUTES = 60_000;

async function llvm(
  args: readonly string[],
  files: Record<string, Uint8Array>,
): Promise<{ out: string; files: Record<string, unknown> }> {
  const decoder = new TextDecoder();
  let out = '';
  const stdout = (bytes: Uint8Array | null): void => {
    if (bytes !== null) out += decoder.decode(bytes, { stream: true });
  };
  const left = await runLLVM([...args], files, { stdout, stderr: () => undefined, fetchProgress: () => undefined });
  return { out, files: left ?? {} };
}

function bytesOf(files: Record<string, unknown>, name: string): Uint8Array {
  const bytes = files[name];
  if (bytes instanceof Uint8Array) return bytes;
  throw new Error(`${name} was not made`);
}

/** `file:line:column` by the symbolizer, `''` where it knows none. */
async function symbolized(bytes: Uint8Array, addresses: readonly number[]): Promise<string[]> {
  const places: string[] = [];
  for (let from = 0; from < addresses.length; from += ADDRESSES_A_CALL) {
    const some = addresses.slice(from, from + ADDRESSES_A_CALL).map((address) => `0x${address.toString(16)}`);
    const { out } = await llvm(['symbolizer', '--no-inlines', '--obj=a.wasm', '--output-style=JSON', ...some], {
      'a.wasm': bytes,
    });
    const found = JSON.parse(out) as readonly Symbolized[];
    places.push(
      ...found.map(({ Symbol: [first] }) =>
        first === undefined || first.Line === 0 ? '' : `${plain(first.FileName)}:${first.Line}:${first.Column}`,
      ),
    );
  }
  return places;
}

/** LLVM puts the compiler's own folder in front, which stands in another section: what follows is compared. */
function plain(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function moduleIn(bytes: Uint8Array): Module {
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return read.value;
}

/** Each third byte of the code, which begins no instruction as often as one. */
async function compare(bytes: Uint8Array): Promise<void> {
  const module = moduleIn(bytes);
  const lines = new LineTable(bytes, module);
  expect(lines.warnings).toEqual([]);
  const code = module.sections.find(({ kind }) => kind === 'code')?.payload ?? { start: 0, end: 0 };
  const addresses = Array.from({ length: Math.floor((code.end - code.start) / 3) }, (_, index) => 3 * index);
  const ours = addresses.map((address) => {
    const place = lines.placeOf(code.start + address);
    return place === undefined ? '' : `${plain(place.file)}:${place.line}:${place.column}`;
  });
  const theirs = await symbolized(bytes, addresses);
  expect(ours.filter((place) => place !== '').length).toBeGreaterThan(addresses.length / 10);
  const different = addresses.flatMap((address, index) =>
    ours[index] === theirs[index] ? [] : [`0x${address.toString(16)}: ours ${ours[index] ?? ''}, theirs ${theirs[index] ?? ''}`],
  );
  expect(different).toEqual([]);
}

const samples = readdirSync(SAMPLES)
  .filter((name) => name.endsWith('.c'))
  .map((name) => name.replace(/\.c$/, '.wasm'));

it.each(samples)('%s', (name) => compare(new Uint8Array(readFileSync(join(SAMPLES, name)))), 5 * MINUTES);

const PROGRAM = `
int twice(int x);
static inline int more(int x) { return x + twice(x); }
int twice(int x) {
  int sum = 0;
  for (int i = 0; i < x; i++)
    sum += i & 1 ? more(i / 2) : i;
  return sum;
}
`;

it.each([4, 5])(
  'a program compiled with DWARF of version %i',
  async (version) => {
    const source = new TextEncoder().encode(PROGRAM);
    const compile = ['clang', '--target=wasm32', '-O1', '-g', `-gdwarf-${version}`, '-c', 'a.c', '-o', 'a.o'];
    const compiled = await llvm(compile, { 'a.c': source });
    const object = bytesOf(compiled.files, 'a.o');
    const linked = await llvm(['wasm-ld', '--no-entry', '--export-all', 'a.o', '-o', 'a.wasm'], { 'a.o': object });
    await compare(bytesOf(linked.files, 'a.wasm'));
  },
  5 * MINUTES,
);
