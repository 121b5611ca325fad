import { expect, test } from 'vitest';
import type { CallRow } from '../../store/call-row.ts';
import { copyText } from './copy-text.ts';

const CALL: CallRow = {
  ...{ row: 4181, time: 1_204_118_000, duration: 4000, family: 'files', outcome: 'denied', rule: 3 },
  ...{ memory: 17, bytes: 10, computed: 1200, alike: 1, head: 4181, last: 4181, least: 0, most: 0, until: 0, edited: false },
  ...{ name: 'path_open', arguments: '"/etc/a|`b`"', result: 'EACCES' },
};
const SOURCE = { calls: [CALL], where: 'seq:4182', file: '12-r000000000012.session' };

test('copyText() writes calls as text, JSON and a Markdown table in which guest text is code', () => {
  expect(copyText('text', SOURCE)).toBe('#4182  1.204118 s  path_open("/etc/a|`b`") = denied EACCES  rule 3');
  expect(JSON.parse(copyText('json', SOURCE))).toMatchObject([{ row: 4181, call: 'path_open', outcome: 'denied', rule: 3 }]);
  expect(copyText('markdown', SOURCE).split('\n')[2]).toBe(
    '| 4182 | 1.204118 | `path_open` | `` "/etc/a\\|`b`" `` | `EACCES` | 3 |',
  );
});

test('copyText() writes the command line that shows the same rows, quoted for a shell', () => {
  expect(copyText('command', SOURCE)).toBe('wasm-sandbox trace 12-r000000000012.session --where "seq:4182"');
  expect(copyText('command', { ...SOURCE, where: `arg.path:"a'b" $(x)` })).toBe(
    `wasm-sandbox trace 12-r000000000012.session --where 'arg.path:"a'\\''b" $(x)'`,
  );
});
