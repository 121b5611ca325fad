import fc from 'fast-check';
import { parse } from '@bytecodealliance/jco';
import { describe, expect, it } from 'vitest';
import { diagnosticText } from '../base/diagnostic.ts';
import { READ_CAPS } from './caps.ts';
import { readModule } from './read-module.ts';

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** The diagnostic of a module that is the header and these bytes. */
function refusal(sections: number[], caps = READ_CAPS): string {
  const read = readModule(Uint8Array.from([...HEADER, ...sections]), caps);
  const [diagnostic] = read.ok ? [] : read.diagnostics;
  return diagnostic ? diagnosticText(diagnostic) : 'read';
}

const EVERYTHING = `(module
  (import "env" "log" (func $log (param i32)))
  (type $pair (struct (field i32) (field (mut i64))))
  (type $bytes (array (mut i8)))
  (tag $broken (param i32))
  (table $t 2 10 funcref)
  (memory (export "memory") 1 3)
  (memory i64 2)
  (global (mut i32) (i32.const 7))
  (func $main (export "_start") (local i32 i64 i64) i32.const 1 call $log)
  (start $main)
  (elem (table $t) (i32.const 0) func $main $log)
  (data (i32.const 8) "hello")
  (data "passive"))`;

describe('readModule', () => {
  it('reads every section into its index space', async () => {
    const read = readModule(await parse(EVERYTHING));
    if (!read.ok) throw new Error(read.diagnostics[0]?.message);
    const { functions, sections, dataSegments, imports, ...rest } = read.value;
    expect(rest).toEqual({
      size: rest.size,
      types: [
        { kind: 'struct', text: '(struct (field i32) (field (mut i64)))' },
        { kind: 'array', text: '(array (mut i8))' },
        { kind: 'function', parameters: ['i32'], results: [] },
        { kind: 'function', parameters: [], results: [] },
      ],
      tables: [
        { kind: 'table', element: 'funcref', limits: { minimum: 2, maximum: 10, is64: false, shared: false, pageSizeLog2: 0 } },
      ],
      memories: [
        { kind: 'memory', limits: { minimum: 1, maximum: 3, is64: false, shared: false, pageSizeLog2: 16 } },
        { kind: 'memory', limits: { minimum: 2, maximum: undefined, is64: true, shared: false, pageSizeLog2: 16 } },
      ],
      globals: [{ kind: 'global', value: 'i32', mutable: true }],
      tags: [{ kind: 'tag', typeIndex: 2 }],
      importedFunctions: 1,
      importedTables: 0,
      importedMemories: 0,
      importedGlobals: 0,
      importedTags: 0,
      exports: [
        { name: 'memory', kind: 'memory', index: 0 },
        { name: '_start', kind: 'function', index: 1 },
      ],
      start: 1,
      elementSegments: 1,
      referencedFunctions: [0, 1],
    });
    expect(functions).toMatchObject([{ typeIndex: 3, locals: 3 }]);
    expect(imports).toMatchObject([{ module: 'env', name: 'log', type: { kind: 'function', typeIndex: 2 } }]);
    expect(dataSegments.map(({ mode, memory, bytes }) => [mode, memory, bytes.end - bytes.start])).toEqual([
      ['active', 0, 5],
      ['passive', 0, 7],
    ]);
    expect(sections.map(({ kind, name }) => name || kind)).toEqual(
      'type import function table memory tag global export start element code data name'.split(' '),
    );
  });

  it('says what was found, where, and what was expected', () => {
    expect([
      refusal([0x01, 0x10, 0x00]),
      refusal([0x0e, 0x00]),
      refusal([0x03, 0x01, 0x00, 0x01, 0x01, 0x00]),
      refusal([0x01, 0x01, 0x00, 0x01, 0x01, 0x00]),
      refusal([0x01, 0x02, 0x00, 0x00]),
      refusal([0x01, 0x02, 0x01, 0x61]),
      refusal([0x05, 0x03, 0x01, 0x10, 0x00]),
      refusal([0x05, 0x04, 0x01, 0x01, 0x05, 0x02]),
      refusal([0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00]),
      refusal([0x07, 0x05, 0x01, 0x01, 0x61, 0x00, 0x03]),
      refusal([0x0c, 0x01, 0x02]),
    ]).toEqual([
      'at byte 0x9: section size 16 runs past the end by 15; 1 or less was expected',
      'at byte 0x8: section id 0x0e; 0 to 13 was expected',
      'at byte 0xb: the type section comes after the function section',
      'at byte 0xb: a second type section',
      'at byte 0xb: 1 bytes are left over at the end of the type section',
      'at byte 0xb: 0x61 begins no type; 0x60 (function), 0x5f (struct) or 0x5e (array) was expected',
      'at byte 0xb: limits flags 0x10 of a memory; bits in 0x0f were expected',
      'at byte 0xb: a memory with minimum 5 and maximum 2; the maximum is below the minimum',
      'at byte 0x12: no code section; the function section has 1 functions',
      'at byte 0xe: the export "a" names function 3; there are 0',
      'at byte 0xb: no data section; the data count section says 2',
    ]);
  });

  it('tells a component from a module', () => {
    const read = readModule(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00));
    expect(read.ok ? [] : read.diagnostics).toEqual([
      {
        code: 'component',
        message: 'a component (layer 1), not a core module; components come in a later version',
        place: { kind: 'byte', offset: 4 },
      },
    ]);
  });

  it('hides nothing in a name it quotes', () => {
    const name = [...new TextEncoder().encode('\u202eevil')];
    const entry = [name.length, ...name, 0x00, 0x00];
    expect(refusal([0x07, entry.length + 1, 0x01, ...entry])).toContain('"\\u{202e}evil"');
  });

  it('keeps to its caps before it allocates', () => {
    const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
    expect([
      refusal([0x01, 0x06, ...huge, 0x00]),
      refusal([0x0a, 0x06, ...huge, 0x00]),
      refusal([0x00, 0x01, 0x00, 0x00, 0x01, 0x00], { ...READ_CAPS, customSections: 1 }),
      refusal([], { ...READ_CAPS, moduleBytes: 7 }),
    ]).toEqual([
      'at byte 0xa: 4294967295 type groups; 100000 is the most that is read',
      'at byte 0xa: 4294967295 function bodies; 500000 is the most that is read',
      'at byte 0xb: more than 1 custom sections',
      'at byte 0x0: a module of 8 bytes; 7 is the most that is read',
    ]);
  });

  it('counts locals of all functions together (THREATS 55)', () => {
    const body = [0x06, 0x01, 0xd0, 0x86, 0x03, 0x7f, 0x0b];
    const functions = 500;
    const code = [0xf4, 0x03, ...Array.from({ length: functions }, () => body).flat()];
    const size = (length: number): number[] => [(length & 0x7f) | 0x80, length >> 7];
    const types = [
      0x01,
      0x04,
      0x01,
      0x60,
      0x00,
      0x00,
      0x03,
      ...size(functions + 2),
      0xf4,
      0x03,
      ...Array.from({ length: functions }, () => 0),
    ];
    expect(refusal([...types, 0x0a, ...size(code.length), ...code])).toMatch(
      /20050000 locals in all functions; 20000000 is the most/,
    );
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readModule(Uint8Array.from([...HEADER, ...bytes]))),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => !readModule(bytes).ok),
      { numRuns: 500 },
    );
  });

  it('never throws on a valid module with some bytes changed', async () => {
    const original = await parse(EVERYTHING);
    const change = fc.tuple(fc.nat(original.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = original.slice();
        for (const [offset, byte] of changes) bytes[offset] = byte;
        const read = readModule(bytes);
        // What the engine takes, we take.
        expect(read.ok || !WebAssembly.validate(bytes)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
