// Every input that fuzzing once found at fault, and a few by hand that would be, judged again.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fuzzTarget } from '../fuzz/fuzz-target.ts';
import { seededRandom } from '../fuzz/seeded-random.ts';
import { judged, type FuzzTarget } from '../fuzz/target.ts';
import { TARGETS } from '../fuzz/targets.ts';

const FOLDER = join(import.meta.dirname, '../fuzz/crashes');
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.hex'));

test.each(files)('%s is treated as it should be', (file) => {
  const target = TARGETS.find(({ name }) => file.startsWith(`${name}.`));
  if (!target) throw new Error(`${file} names no target`);
  const bytes = new Uint8Array(Buffer.from(readFileSync(join(FOLDER, file), 'utf8').trim(), 'hex'));
  for (const seed of [1, 2, 3]) expect(judged(target, bytes, seededRandom(seed)).fault).toBeUndefined();
});

test('every target has an input among them', () => {
  for (const { name } of TARGETS) expect(files.filter((file) => file.startsWith(`${name}.`))).not.toEqual([]);
});

/** Finds fault with the byte 0xff behind the byte 7. */
const planted: FuzzTarget = {
  name: 'planted',
  corpus: () => [Uint8Array.of(1, 2, 3)],
  judge: (bytes) => {
    const at = bytes.indexOf(7);
    if (at >= 0 && bytes[at + 1] === 0xff) throw new Error('found');
    return { happened: at >= 0 ? 'seven' : 'none' };
  },
};

test('fuzzTarget() finds a fault in two steps by keeping the first, and the same one by the same seed', () => {
  const one = fuzzTarget(planted, { seed: 5, milliseconds: 5000 });
  const other = fuzzTarget(planted, { seed: 5, milliseconds: 5000 });
  expect(one.crash?.fault).toContain('found');
  expect([other.rounds, other.crash?.bytes]).toEqual([one.rounds, one.crash?.bytes]);
});
