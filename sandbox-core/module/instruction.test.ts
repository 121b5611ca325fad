import { parse } from '@bytecodealliance/jco';
import { describe, expect, it } from 'vitest';
import { attempt } from './fault.ts';
import { readImmediates } from './immediates.ts';
import { InstructionWalker } from './instruction.ts';
import { NAMES } from './opcodes.ts';
import { readModule } from './read-module.ts';
import { walkBodies } from './walk-bodies.ts';

async function instructions(fields: string): Promise<string[]> {
  const bytes = await parse(`(module ${fields})`);
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  const lines: string[] = [];
  walkBodies(bytes, read.value, (walker) => {
    while (walker.next()) {
      const immediates = readImmediates(walker).map(({ kind: _, ...value }) => JSON.stringify(value, shown));
      lines.push([NAMES[walker.opcode], ...immediates].join(' '));
    }
  });
  return lines;
}

function shown(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  return value instanceof Uint8Array ? [...value].join(' ') : value;
}

describe('InstructionWalker', () => {
  it('meets every instruction with its immediates', async () => {
    expect(
      await instructions(`(memory 1) (memory 1) (type $s (struct (field i32))) (tag $e)
        (func (param i32) (result i32)
          (block $b (result i32)
            (br_table $b 1 $b (i32.const -5) (local.get 0)))
          (drop (i64.load 1 offset=8 align=4 (i32.const 0)))
          (drop (f32.const nan:0x200001))
          (drop (struct.get $s 0 (struct.new_default $s)))
          (block $h (try_table (catch_all $h) (throw $e)))
          (drop (br_on_cast 0 anyref (ref i31) (ref.null any)))
          (drop (select (result (ref null $s)) (ref.null $s) (ref.null $s) (i32.const 1)))
          (drop (i8x16.extract_lane_s 3 (v128.load8_lane 1 offset=2 5 (i32.const 0) (v128.const i32x4 1 0 0 0))))
          unreachable)`),
    ).toMatchInlineSnapshot(`
      [
        "block {"type":{"result":"i32"}}",
        "i32.const {"value":-5}",
        "local.get {"value":0}",
        "br_table {"labels":[0,1,0]}",
        "end",
        "i32.const {"value":0}",
        "i64.load {"alignLog2":2,"memory":1,"offset":"8n"}",
        "drop",
        "f32.const {"bytes":"1 0 160 127"}",
        "drop",
        "struct.new_default {"value":0}",
        "struct.get {"value":0} {"value":0}",
        "drop",
        "block {"type":"empty"}",
        "try_table {"type":"empty"} {"catches":[{"kind":"catch_all","label":0}]}",
        "throw {"value":0}",
        "end",
        "end",
        "ref.null {"text":"any"}",
        "br_on_cast {"fromNull":true,"toNull":false} {"value":0} {"text":"any"} {"text":"i31"}",
        "drop",
        "ref.null {"text":"0"}",
        "ref.null {"text":"0"}",
        "i32.const {"value":1}",
        "select {"types":["(ref null 0)"]}",
        "drop",
        "i32.const {"value":0}",
        "v128.const {"bytes":"1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"}",
        "v128.load8_lane {"alignLog2":0,"memory":1,"offset":"2n"} {"value":5}",
        "i8x16.extract_lane_s {"value":3}",
        "drop",
        "unreachable",
        "end",
      ]
    `);
  });

  it('refuses opcodes that are none, with prefix and place', () => {
    const refused = (...bytes: number[]): unknown => {
      const walker = new InstructionWalker(Uint8Array.from(bytes));
      walker.enter(0, bytes.length);
      const walk = attempt(() => {
        while (walker.next());
      });
      return walk.ok ? 'walked' : walk.diagnostics.map(({ message, place }) => [message, place.kind === 'byte' && place.offset]);
    };
    expect([
      refused(0x01, 0x27),
      refused(0x01, 0xfd, 0x9a, 0x01),
      refused(0xff),
      refused(0x41, 0x80),
      refused(0x0e, 0xff, 0xff, 0xff, 0xff, 0x0f, 0),
    ]).toEqual([
      [['0x27 is the opcode of no instruction', 1]],
      [['0xfd 154 is the opcode of no instruction', 1]],
      [['0xff is the opcode of no instruction', 0]],
      [['i32.const runs past the end of its function or expression by 1 bytes', 0]],
      [['br_table runs past the end of its function or expression by 1 bytes', 0]],
    ]);
  });
});
