// THREATS 45, 46, 47 and 48: guests that wait for ever, outlive their run, or have names that no screen can show.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GuestPool, readModule, visibleText, type GuestProcess } from '../../../sandbox-core/index.ts';
import { ROOT } from '../../flow/command-line.ts';
import { exporting, functionImport, moduleFrom, NO_TYPE, SECTION, section, utf8 } from '../encode.ts';
import { limited, nextRun, platform, refusals, runHostile, startHostile } from '../hostile-run.ts';

const SHORT = limited({ wallTime: 300e6 as never });

test('45: a guest that waits on shared memory for ever is stopped, and one with shared memory is not admitted', async () => {
  const wat = `(module (memory 1 1 shared)
    (func (export "_start") (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))`;
  expect(refusals(wat)).toEqual(['shared-memory']);
  expect(await runHostile(wat, SHORT)).toMatchObject({ kind: 'limit', limit: 'wall-time' });
  expect(await nextRun()).toBe('returned');
});

test('46: host functions never suspend a guest: no stack of it is kept', () => {
  const files = readdirSync(`${ROOT}sandbox-core`, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  expect(
    sources.filter((file) => /\bSuspending\b|\bpromising\b/.test(readFileSync(`${ROOT}sandbox-core/${file}`, 'utf8'))),
  ).toEqual([]);
});

test('47: when a run has ended, nothing of its guest runs on', async () => {
  const spawned: GuestProcess[] = [];
  const pool = new GuestPool(
    {
      spawn: (jail) => {
        const guest = platform.guests.spawn(jail);
        spawned.push(guest);
        return guest;
      },
    },
    0,
  );
  const run = startHostile('(module (func (export "_start") (loop (br 0))))', SHORT, pool);
  expect(await run.ended).toMatchObject({ kind: 'limit', limit: 'wall-time' });
  const [guest] = spawned;
  await guest?.exited;
  expect(() => process.kill(guest?.pid ?? 0, 0)).toThrow('ESRCH');
});

test('48: a name that is not UTF-8 is refused; any other comes back as it was and is shown without doing anything', () => {
  for (const bytes of [[0xed, 0xa0, 0x80], [0xc0, 0x80], [0xff], [0xf4, 0x90, 0x80, 0x80]]) {
    expect(refusals(exporting([bytes]))).toHaveLength(1);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const read = readModule(exporting([utf8(text)]));
      expect(read.ok && read.value.exports.map(({ name }) => name)).toEqual([
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8(text)),
      ]);
      expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Cs}]/u);
    }),
  );
});

test('48: look-alike names stay apart, twins are refused, and a name of 100,000 bytes is cut where it is told', () => {
  const alike = ['run', 'r\u0443n', 'run\u200b', 'run\0'];
  const read = readModule(exporting(alike.map(utf8)));
  expect(read.ok && new Set(read.value.exports.map(({ name }) => visibleText(name))).size).toBe(alike.length);
  expect(refusals(exporting([utf8('twin'), utf8('twin')]))).toHaveLength(1);
  expect(refusals(exporting([utf8('n'.repeat(100_001))]))).toHaveLength(1);
  const long = moduleFrom(
    section(SECTION.type, [1], NO_TYPE),
    section(SECTION.import, [1], functionImport('m'.repeat(100_000), 'n'.repeat(100_000))),
  );
  expect(refusals(long)).toEqual(['unknown-import']);
});
