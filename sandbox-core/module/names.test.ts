import { parse } from '@bytecodealliance/jco';
import { describe, expect, it } from 'vitest';
import type { Module } from './module.ts';
import { functionName, readNames, type Names } from './names.ts';
import { readModule } from './read-module.ts';

function named(bytes: Uint8Array): { names: Names; module: Module } {
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return { names: readNames(bytes, read.value), module: read.value };
}

/** A module of one custom section `name` with this content after its name. */
function nameSection(...content: number[]): Uint8Array {
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, content.length + 5, 4, 0x6e, 0x61, 0x6d, 0x65, ...content]);
}

describe('readNames', () => {
  it('gives names of the module, its functions and their locals', async () => {
    const { names } = named(
      await parse('(module $counter (func $add (param $left i32) (local i32) (local $sum i32)) (func) (func $sub))'),
    );
    expect([
      names.moduleName,
      names.functionName(0),
      names.functionName(1),
      names.functionName(2),
      names.localName(0, 0),
      names.localName(0, 2),
    ]).toEqual(['counter', 'add', undefined, 'sub', 'left', 'sum']);
    expect(names.localName(0, 1) ?? names.localName(1, 0) ?? names.localName(9, 9)).toBeUndefined();
    expect(names.warnings).toEqual([]);
  });

  it('warns about a faulty section and keeps what came before the fault', () => {
    const { names } = named(nameSection(1, 7, 2, 0, 1, 0x61, 5, 9, 0x62));
    expect([names.functionName(0), names.functionName(5)]).toEqual(['a', undefined]);
    expect(names.warnings).toMatchObject([{ code: 'name-section', place: { kind: 'byte', offset: 23 } }]);
  });

  it('warns about names out of order and about a subsection that is cut off', () => {
    const disorder = named(nameSection(1, 7, 2, 5, 1, 0x61, 5, 1, 0x62)).names;
    expect([disorder.functionName(5), disorder.warnings.length]).toEqual(['a', 1]);
    const cut = named(nameSection(1, 99, 1, 0, 1, 0x61)).names;
    expect([cut.functionName(0), cut.warnings.length]).toEqual(['a', 1]);
  });
});

describe('functionName', () => {
  it('falls back to imports and exports', async () => {
    const { names, module } = named(await parse('(module (import "env" "log" (func)) (func (export "go")) (func))'));
    expect([0, 1, 2].map((index) => functionName(names, module, index))).toEqual(['env.log', 'go', undefined]);
  });
});
