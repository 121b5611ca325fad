// The table of fields in docs/filter-language.md is that of the program.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CALL_FIELDS } from '../../sandbox-core/trace/trace-fields.ts';

test('docs/filter-language.md names every field of a call, with its kind and its sentence', () => {
  const text = readFileSync(fileURLToPath(new URL('../../docs/filter-language.md', import.meta.url)), 'utf8');
  const section = text.split('## Fields of a call')[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const cells = rows.map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, 4),
  );
  expect(cells).toEqual(CALL_FIELDS.map(({ name, kind, help }) => [`\`${name}\``, kind, help]));
});
