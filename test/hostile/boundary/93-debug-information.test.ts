// What a module says of its sources is text: no file is opened and nothing fetched by it, and it is not let to grow.
import { expect, test } from 'vitest';
import { readModule } from '../../../sandbox-core/module/read-module.ts';
import { LineTable } from '../../../sandbox-core/module/dwarf/line-table.ts';
import { copy, customSection, endSequence, oldUnit, setAddress, step } from '../../fixtures/debug-lines.ts';
import { body, joined, moduleFrom, NO_TYPE, section, SECTION, times, utf8 } from '../encode.ts';
import { runHostile } from '../hostile-run.ts';

/** Exports `_start`, which traps at once, with these custom sections behind it. */
function trapper(...sections: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return moduleFrom(
    section(SECTION.type, [1], NO_TYPE),
    section(SECTION.function, [1, 0]),
    section(SECTION.export, [1, 6], utf8('_start'), [0, 0]),
    section(SECTION.code, [1], body([0], [0x01, 0x01, 0x00])),
    ...sections,
  );
}

const PROGRAM = joined([setAddress(1), copy, [2, 5], endSequence]);

test.each(['file:///etc/passwd', 'http://192.0.2.1/steal', '\\\\192.0.2.1\\share\\x.c', '../../../../etc/shadow'])(
  '93: a source named %j is a name in a stack, and no more',
  async (path) => {
    const bytes = trapper(customSection('.debug_line', oldUnit(4, [], [{ path, folder: 0 }], PROGRAM)));
    const outcome = await runHostile(bytes);
    expect(outcome).toMatchObject({ kind: 'trapped', trap: { stack: [{ source: { file: path, line: 1 } }] } });
  },
);

test('93: a source map by address is not looked at', async () => {
  const url = utf8('file:///etc/passwd');
  const outcome = await runHostile(trapper(customSection('sourceMappingURL', [url.length], url)));
  expect(outcome).toMatchObject({ kind: 'trapped', trap: { kind: 'unreachable' } });
  expect(JSON.stringify(outcome)).not.toContain('passwd');
});

test('93: a name of a megabyte is cut, hidden characters and all', async () => {
  const path = `\u202e${'x'.repeat(1 << 20)}`;
  const outcome = await runHostile(trapper(customSection('.debug_line', oldUnit(4, [], [{ path, folder: 0 }], PROGRAM))));
  expect(JSON.stringify(outcome).length).toBeLessThan(5000);
});

test('93: a table of 20 million rows is read as far as its cap, and says so', () => {
  const program = joined([setAddress(1), times(20_000_000, step(0, 0)), endSequence]);
  const bytes = trapper(customSection('.debug_line', oldUnit(4, [], [], program), oldUnit(4, [], [], [])));
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  const lines = new LineTable(bytes, read.value);
  expect(lines.size).toBe(8_000_000);
  expect(lines.warnings).toMatchObject([{ code: 'too-many' }]);
});
