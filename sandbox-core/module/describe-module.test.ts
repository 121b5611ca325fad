import { parse } from '@bytecodealliance/jco';
import { describe, expect, it } from 'vitest';
import { describeModule, type ModuleDescription } from './describe-module.ts';
import { readModule } from './read-module.ts';

async function described(fields: string): Promise<ModuleDescription> {
  const bytes = await parse(`(module ${fields})`);
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return describeModule(bytes, read.value);
}

describe('describeModule', () => {
  it('tells commands, reactors and libraries apart', async () => {
    const kinds = ['(func (export "_start"))', '(func (export "_initialize"))', '(memory (export "_start") 1)'];
    expect(await Promise.all(kinds.map(async (fields) => (await described(fields)).kind))).toEqual([
      'command',
      'reactor',
      'library',
    ]);
  });

  it('writes types as text', async () => {
    const { imports, exports, memories, functions } = await described(`
      (import "env" "log" (func (param i32 i64) (result i32))) (import "env" "limit" (global (mut f64)))
      (memory (export "m") 17 256) (table (export "t") 1 externref) (tag (export "e") (param i32))
      (func (export "pair") (result i32 i64) unreachable)`);
    expect([...imports, ...exports].map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'log: (i32, i64) -> i32',
      'limit: global mut f64',
      'm: memory 17..256 pages',
      't: table 1.. externref',
      'e: tag (i32)',
      'pair: () -> (i32, i64)',
    ]);
    expect([memories, functions]).toEqual([['memory 17..256 pages'], { imported: 1, defined: 1 }]);
  });

  it('reads the producers, and nothing from a faulty section', async () => {
    const ok = await described('(@producers (language "C11" "") (processed-by "clang" "14.0.6")) (func)');
    expect(ok.producers).toEqual([
      { field: 'language', name: 'C11', version: '' },
      { field: 'processed-by', name: 'clang', version: '14.0.6' },
    ]);
    expect((await described('(@custom "producers" "\\09")')).producers).toEqual([]);
  });

  it('counts the entries of sections', async () => {
    const { sections } = await described('(func) (func) (@custom "note" "abc")');
    expect(sections.map(({ kind, name, entries, size }) => [kind, name, entries, size])).toEqual([
      ['type', '', 1, 4],
      ['function', '', 2, 3],
      ['code', '', 2, 7],
      ['custom', 'note', undefined, 3],
    ]);
  });
});
