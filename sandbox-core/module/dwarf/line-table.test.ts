import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  advanceLine,
  copy,
  customSection,
  endSequence,
  fixed32,
  newUnit,
  oldUnit,
  setAddress,
  setFile,
  step,
} from '../../../test/fixtures/debug-lines.ts';
import { body, joined, moduleFrom, NO_TYPE, section, SECTION, times, type Bytes } from '../../../test/hostile/encode.ts';
import type { Module } from '../module.ts';
import { readModule } from '../read-module.ts';
import { LineTable } from './line-table.ts';

/** A function of 200 instructions of one byte each, and these custom sections. */
function withSections(...sections: readonly Bytes[]): { readonly lines: LineTable; readonly code: number } {
  const bytes = moduleFrom(
    section(SECTION.type, [1], NO_TYPE),
    section(SECTION.function, [1, 0]),
    section(SECTION.code, [1], body([0], times(200, [0x01]))),
    ...sections,
  );
  return { lines: new LineTable(bytes, moduleIn(bytes)), code: codeOf(moduleIn(bytes)) };
}

function moduleIn(bytes: Uint8Array): Module {
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return read.value;
}

function codeOf(module: Module): number {
  return module.sections.find(({ kind }) => kind === 'code')?.payload.start ?? 0;
}

const FILES = [
  { path: 'a.c', folder: 0 },
  { path: 'b.h', folder: 1 },
  { path: '/abs/c.h', folder: 1 },
];
/** Line 10 of the first file from 16, line 12 from 20, line 3 of the second from 30 to 40. */
const PROGRAM = joined([
  setAddress(16),
  advanceLine(9),
  copy,
  step(4, 2),
  setFile(2),
  advanceLine(-9),
  step(10, 0),
  [2, 10],
  endSequence,
]);

describe('LineTable', () => {
  test.each([2, 3, 4] as const)('finds the last row at or before an instruction, in version %i', (version) => {
    const { lines, code } = withSections(customSection('.debug_line', oldUnit(version, ['inc'], FILES, PROGRAM)));
    expect(lines.warnings).toEqual([]);
    expect([15, 16, 19, 20, 29, 30, 39, 40].map((address) => lines.placeOf(code + address))).toEqual([
      undefined,
      { file: 'a.c', line: 10, column: 0 },
      { file: 'a.c', line: 10, column: 0 },
      { file: 'a.c', line: 12, column: 0 },
      { file: 'a.c', line: 12, column: 0 },
      { file: 'inc/b.h', line: 3, column: 0 },
      { file: 'inc/b.h', line: 3, column: 0 },
      undefined,
    ]);
  });

  test('counts files and folders of version 5 from 0', () => {
    const program = joined([setAddress(16), setFile(0), copy, step(4, 0), setFile(2), step(4, 0), [2, 8], endSequence]);
    const { lines, code } = withSections(customSection('.debug_line', newUnit(['/work', 'inc'], FILES, program)));
    expect([lines.placeOf(code + 16)?.file, lines.placeOf(code + 24)?.file]).toEqual(['/work/a.c', '/abs/c.h']);
  });

  test('passes over what linkers leave of code that is gone, and what lies outside of the code', () => {
    const sequence = (address: number): number[] => [...setAddress(address), ...copy, 2, 10, ...endSequence];
    const program = [0, 0xffff_ffff, 0xffff_fffe, 5000].flatMap(sequence);
    const { lines, code } = withSections(customSection('.debug_line', oldUnit(4, [], FILES, [...program, ...sequence(50)])));
    expect([0, 5000, 50].map((address) => lines.placeOf(code + address)?.line)).toEqual([undefined, undefined, 1]);
  });

  test('keeps the units before a faulty one, and says where the fault is', () => {
    const good = oldUnit(4, [], FILES, PROGRAM);
    const { lines, code } = withSections(customSection('.debug_line', good, [2, 0, 0, 0, 9, 0], good));
    expect(lines.placeOf(code + 16)).toMatchObject({ line: 10 });
    expect(lines.warnings).toMatchObject([{ code: 'dwarf-version', place: { kind: 'byte' } }]);
  });

  test.each([
    ['a length past the end', fixed32(1000)],
    ['the 64-bit form', fixed32(0xffff_ffff)],
    ['a file without an end', [...fixed32(30), 4, 0, ...fixed32(10), 1, 1, 1, 0xfb, 14, 1, 65, 65, 65, 65]],
    ['a line range of 0', [...fixed32(12), 4, 0, ...fixed32(6), 1, 1, 1, 0, 0, 1]],
  ])('warns of %s', (_what, bytes) => {
    expect(withSections(customSection('.debug_line', bytes)).lines.warnings).toHaveLength(1);
  });

  test('knows nothing where there is no such section, nor of code that no line is told of', () => {
    expect(withSections().lines.size).toBe(0);
    const program = joined([setAddress(16), advanceLine(-1), copy, [2, 10], endSequence]);
    const { lines, code } = withSections(customSection('.debug_line', oldUnit(4, [], FILES, program)));
    expect(lines.placeOf(code + 16)).toBeUndefined();
  });

  test('finds the lines of a sample where its source says something', () => {
    const bytes = new Uint8Array(readFileSync(new URL('../../../resources/samples/thief.wasm', import.meta.url)));
    const source = readFileSync(new URL('../../../resources/samples/thief.c', import.meta.url), 'utf8').split('\n');
    const module = moduleIn(bytes);
    const lines = new LineTable(bytes, module);
    const told = new Set<number>();
    for (let offset = codeOf(module); offset < bytes.length; offset += 1) {
      const place = lines.placeOf(offset);
      if (place?.file === 'thief.c') told.add(place.line);
    }
    const wanted = source.flatMap((line, index) => (/^ {2}(puts|steal_file)\(/.test(line) ? [index + 1] : []));
    expect(wanted.length).toBeGreaterThan(3);
    expect(wanted.filter((line) => !told.has(line))).toEqual([]);
  });
});
