// THREATS 53, 54, 55, 56 and 57: small files that cost an engine much. Ours judges them first, in bounded time and depth.
import { expect, test } from 'vitest';
import { boundResources, DEFAULT_LIMITS, readModule } from '../../../sandbox-core/index.ts';
import { unsigned } from '../../../sandbox-core/rewrite/encode.ts';
import {
  body,
  functionImport,
  joined,
  moduleFrom,
  NO_BODY,
  NO_TYPE,
  repeated,
  SECTION,
  section,
  times,
  utf8,
} from '../encode.ts';
import { refusals, runHostile } from '../hostile-run.ts';

const MILLION = 1_000_000;

test('53: a million types are refused before an engine sees them', () => {
  expect(refusals(moduleFrom(section(SECTION.type, repeated(MILLION, NO_TYPE))))).toEqual(['too-many']);
  const structs = moduleFrom(section(SECTION.type, repeated(MILLION, [0x5f, 0x00])));
  expect(refusals(structs)).toEqual(['too-many']);
});

test('54: a million functions and a hundred thousand imports are refused', () => {
  const functions = moduleFrom(
    section(SECTION.type, [1], NO_TYPE),
    section(SECTION.function, repeated(MILLION, [0])),
    section(SECTION.code, repeated(MILLION, NO_BODY)),
  );
  expect(refusals(functions)).toEqual(['too-many']);
  const imports = moduleFrom(
    section(SECTION.type, [1], NO_TYPE),
    section(SECTION.import, repeated(100_000, functionImport('wasi_snapshot_preview1', 'sched_yield'))),
  );
  expect(refusals(imports)).toEqual(['too-many']);
});

test('55: locals are counted over all functions', () => {
  const locals = body([1, ...unsigned(50_000), 0x7f], []);
  const bytes = moduleFrom(
    section(SECTION.type, [1], NO_TYPE),
    section(SECTION.function, repeated(2000, [0])),
    section(SECTION.code, repeated(2000, locals)),
  );
  expect(bytes.length).toBeLessThan(30_000);
  expect(refusals(bytes)).toEqual(['too-many']);
});

const functionOf = (code: Uint8Array | readonly number[]): Uint8Array<ArrayBuffer> =>
  moduleFrom(
    section(SECTION.type, [1], NO_TYPE),
    section(SECTION.function, [1, 0]),
    section(SECTION.memory, [1, 0, 1]),
    section(SECTION.export, [1, 6], utf8('_start'), [0, 0]),
    section(SECTION.code, [1], body([0], code)),
  );

/** drop (memory.grow (i32.const 0)): what makes the rewriter walk the body. */
const GROW = [0x41, 0x00, 0x40, 0x00, 0x1a];

test('56: a million nested blocks do not overflow a stack of ours', async () => {
  const deep = functionOf(joined([times(MILLION, [0x02, 0x40]), GROW, times(MILLION, [0x0b])]));
  const read = readModule(deep);
  expect(refusals(deep)).toEqual([]);
  if (!read.ok) throw new Error('refused');
  const options = { memoryBytes: 2 ** 20, onMemoryExceed: 'stop', tableElements: DEFAULT_LIMITS.tableElements } as const;
  expect(() => boundResources(deep, read.value, options)).not.toThrow(RangeError);
  expect((await runHostile(deep)).kind).toMatch(/^(returned|refused|crashed)$/);
});

test('56: branch tables and bodies of the largest size are read, or refused, in bounded time', () => {
  const table = joined([[0x41, 0x00, 0x0e], repeated(65_000, [0x00]), [0x00]]);
  const started = performance.now();
  expect(
    refusals(functionOf(joined([times(30, [0x02, 0x40]), ...Array.from({ length: 30 }, () => joined([table, [0x0b]]))]))),
  ).toEqual([]);
  expect(refusals(functionOf(times(7_000_000, [0x01])))).toEqual([]);
  expect(refusals(functionOf(times(8_000_000, [0x01])))).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(60_000);
});

test('57: custom sections are bounded in number; a large one is passed over, not copied', () => {
  expect(refusals(moduleFrom(times(MILLION, [0x00, 0x01, 0x00])))).toEqual(['too-many']);
  const large = moduleFrom(section(SECTION.custom, [1, 0x78], new Uint8Array(64 * 2 ** 20)));
  const before = process.memoryUsage().arrayBuffers;
  expect(refusals(large)).toEqual([]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
});
