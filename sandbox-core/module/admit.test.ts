import { parse } from '@bytecodealliance/jco';
import { describe, expect, it } from 'vitest';
import { diagnosticText } from '../base/diagnostic.ts';
import { admit, type AdmitOptions } from './admit.ts';
import { FEATURES, type Feature } from './feature.ts';
import { readModule } from './read-module.ts';

const OPTIONS: AdmitOptions = {
  offered: (module, name) =>
    module === 'host' && name === 'write' ? { parameters: ['i32', 'i64'], results: ['i32'] } : undefined,
  memoryBytes: 4 * 65_536,
  tableElements: 1_000,
  engine: new Set(FEATURES),
};

async function judged(fields: string, options: Partial<AdmitOptions> = {}): Promise<string[]> {
  const bytes = await parse(`(module ${fields})`);
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return admit(read.value, bytes, { ...OPTIONS, ...options }).map(
    (diagnostic) => `${diagnostic.code}: ${diagnosticText(diagnostic)}`,
  );
}

describe('admit', () => {
  it('admits what is offered and fits', async () => {
    expect(await judged('(import "host" "write" (func (param i32 i64) (result i32))) (memory 4) (table 1000 funcref)')).toEqual(
      [],
    );
  });

  it('names every import that is unknown, no function or of another type', async () => {
    expect(
      await judged(`(import "host" "write" (func (param i32))) (import "env" "read" (func (result i32)))
        (import "constructor" "constructor" (func)) (import "env" "memory" (memory 1 2))`),
    ).toEqual([
      'import-type: at byte 0x19: the import "host" "write" has type (i32) -> (); (i32, i64) -> i32 was expected',
      'unknown-import: at byte 0x26: the import "env" "read" of type () -> i32 is not offered',
      'unknown-import: at byte 0x31: the import "constructor" "constructor" of type () -> () is not offered',
      'unknown-import: at byte 0x4b: the import "env" "memory" is a memory (memory 1..2 pages); only functions are offered',
    ]);
  });

  it('names a hundred imports and counts the rest', async () => {
    const many = await judged(Array.from({ length: 130 }, (_, index) => `(import "env" "f${index}" (func))`).join(''));
    expect([many.length, many.at(-1)]).toEqual([101, 'unknown-import: at byte 0x3f1: 30 more imports that are not offered']);
  });

  it('sums the minima of memories and tables (THREATS 49)', async () => {
    expect(await judged('(memory 3) (memory i64 2)')).toEqual([
      'memory-minimum: at byte 0x8: the memories declare at least 320 KiB (327680 bytes); 262144 bytes are allowed',
    ]);
    const bomb = await judged('(table 10000000 externref) '.repeat(20), { tableElements: 1_000_000 });
    expect(bomb).toEqual([
      'table-minimum: at byte 0x8: the tables declare at least 200000000 elements (1.49 GiB at 8 bytes each); 1000000 are allowed',
    ]);
  });

  it('refuses shared memories for now', async () => {
    expect(await judged('(memory 1 2 shared)')).toEqual([
      'shared-memory: at byte 0x8: a shared memory; guests with threads are not run yet',
    ]);
  });

  it('names the features that the engine lacks, first use first', async () => {
    const engine = new Set<Feature>(FEATURES.filter((feature) => feature !== 'simd' && feature !== 'memory64'));
    expect(await judged('(memory i64 1) (func (drop (v128.load (i64.const 0))))', { engine })).toEqual([
      'engine-feature: at byte 0x12: the feature memory64, which this engine lacks',
      'engine-feature: at byte 0x1e: the feature simd, which this engine lacks',
    ]);
  });

  it('names an instruction that is none', async () => {
    const bytes = await parse('(module (func nop))');
    bytes[bytes.lastIndexOf(0x01)] = 0xc7;
    const read = readModule(bytes);
    expect(read.ok && admit(read.value, bytes, OPTIONS)).toMatchObject([
      { code: 'unknown-instruction', message: '0xc7 is the opcode of no instruction' },
    ]);
  });
});
