// What docs/fault-schedules.md shows is tried: its schedules are read, its commands run.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseFaults } from '../../sandbox-core/index.ts';
import { ROOT, wasmSandbox, type Seen } from '../flow/command-line.ts';

const document = readFileSync(path.join(ROOT, 'docs/fault-schedules.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'wasm-sandbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

const blocks = (language: string): string[] =>
  [...document.matchAll(new RegExp(`^\`\`\`${language}\n([^\`]*)^\`\`\`$`, 'gm'))].map((match) => match[1] ?? '');
const schedules = blocks('json');
const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));

/** What each command ends with and says on either stream. */
const EXPECTED: readonly { readonly command: string; readonly code: number; readonly says: string }[] = [
  {
    command: 'npx wasm-sandbox run --faults full.faults.json --record full.session resources/samples/hello.wasm',
    code: 0,
    says: '',
  },
  { command: 'npx wasm-sandbox trace full.session --where errno:ENOSPC', code: 0, says: 'ENOSPC              1  stdout, 31 B' },
];

/** The command in the checkout, with the files it makes and reads in a folder of the test's own. */
function run(command: string): Promise<Seen> {
  const words = command.split(' ').slice(2);
  return wasmSandbox(words.map((word) => (/\.(session|faults\.json)$/.test(word) ? path.join(folder, word) : word)));
}

describe('docs/fault-schedules.md', () => {
  it.each(schedules)('shows schedules that are read: %s', (text) => {
    expect(parseFaults(text)).toMatchObject({ ok: true });
  });

  it('shows commands that do what it says, and no others than are tried here', async () => {
    expect(commands).toEqual(EXPECTED.map(({ command }) => command));
    writeFileSync(path.join(folder, 'full.faults.json'), schedules.at(-1) ?? '');
    for (const { command, code, says } of EXPECTED) {
      const seen = await run(command);
      expect({ command, code: seen.code }).toEqual({ command, code });
      expect(`${seen.stdout}${seen.stderr}`).toContain(says);
    }
  });
});
