// THREATS 49, 50, 51 and 52: tables and memories that would eat the machine.
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../sandbox-core/index.ts';
import { moduleFrom, repeated, SECTION, section } from '../encode.ts';
import { limited, nextRun, refusals, runHostile } from '../hostile-run.ts';

const MEBIBYTE = 2 ** 20;
const memory = (most: number, onExceed: 'fail' | 'stop'): ReturnType<typeof limited> =>
  limited({ memory: { most: most as never, onExceed } });

test('49: 131 bytes that ask for 200 million table elements are refused, and survived where they are not', async () => {
  // funcref, no maximum, at least 10,000,000
  const bomb = moduleFrom(section(SECTION.table, repeated(20, [0x70, 0x00, 0x80, 0xad, 0xe2, 0x04])));
  expect(bomb.length).toBeLessThan(140);
  expect(refusals(bomb)).toEqual(['table-minimum']);
  expect((await runHostile(bomb, limited({ wallTime: 2e9 as never }))).kind).toMatch(/^(refused|crashed|limit)$/);
  expect(await nextRun()).toBe('returned');
});

test.each(['funcref', 'externref'])('50: a table of %s does not grow past the limit of all tables', async (type) => {
  const most = DEFAULT_LIMITS.tableElements;
  const none = type === 'funcref' ? 'func' : 'extern';
  const wat = `(module (table $a 0 ${type}) (table $b 0 ${type}) (func (export "_start")
    (if (i32.ne (table.grow $a (ref.null ${none}) (i32.const ${most})) (i32.const 0)) (then unreachable))
    (if (i32.ne (table.grow $b (ref.null ${none}) (i32.const 1)) (i32.const -1)) (then unreachable))))`;
  expect(await runHostile(wat)).toMatchObject({ kind: 'returned' });
});

const GROWS = `(module (memory (export "memory") 1) (func (export "_start")
  (loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
  (if (i32.ne (memory.size) (i32.const 32)) (then unreachable))))`;

test('51: memory grows to its limit and no page further, whatever the module declares', async () => {
  expect(await runHostile(GROWS, memory(2 * MEBIBYTE, 'fail'))).toMatchObject({
    kind: 'returned',
    totals: { memory: 2 * MEBIBYTE },
  });
  expect(await runHostile(GROWS, memory(2 * MEBIBYTE, 'stop'))).toMatchObject({ kind: 'limit', limit: 'memory' });
  const declares = GROWS.replace('") 1)', '") 1 65536)');
  expect(await runHostile(declares, memory(2 * MEBIBYTE, 'fail'))).toMatchObject({ kind: 'returned' });
  expect(refusals('(module (memory 65536))')).toEqual(['memory-minimum']);
});

test('52: memories are bounded in number and as a sum', async () => {
  const memories = (count: number, pages: number): Uint8Array =>
    moduleFrom(section(SECTION.memory, repeated(count, [0x00, pages])));
  expect(refusals(memories(101, 0))).toHaveLength(1);
  expect(refusals(memories(100, 127))).toEqual(['memory-minimum']);
  const many = Array.from({ length: 40 }, () => '(memory 1)').join('');
  const grow = Array.from({ length: 40 }, (_, index) => `(drop (memory.grow ${index} (i32.const 8)))`).join('');
  const sum = Array.from({ length: 40 }, (_, index) => `(memory.size ${index})`).reduce((all, one) => `(i32.add ${all} ${one})`);
  const wat = `(module ${many} (func (export "_start") ${grow} (if (i32.gt_u ${sum} (i32.const 64)) (then unreachable))))`;
  expect(await runHostile(wat, memory(4 * MEBIBYTE, 'fail'))).toMatchObject({ kind: 'returned' });
});
