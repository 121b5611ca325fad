// The walkthrough's commands, run in its order, each with what the document says of it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const text = readFileSync(path.join(root, 'docs/walkthrough-regression-test.md'), 'utf8');
const commands = [...text.matchAll(/^```sh\n([^`]*)^```$/gm)].flatMap((match) => (match[1] ?? '').trim().split('\n'));

const FIXED = '--module docs/walkthrough/greet-fixed.wat';

/** In the order of the document. What is said in single words of it stands there too. */
const EXPECTED: readonly (readonly [command: string, code: number, says: readonly string[]])[] = [
  [
    'echo Ada | npx wasm-sandbox run --record greet.session --stdin - docs/walkthrough/greet.wat',
    134,
    ['Trapped in check_name at byte 0xba: it reached an unreachable instruction.'],
  ],
  ['npx wasm-sandbox trace greet.session --where name:fd_read', 0, ['fd_read              4 ', '32 B']],
  ['npx wasm-sandbox replay greet.session', 0, ['The same to the bit: 1 call']],
  ['npx wasm-sandbox to-test greet.session --into greet-tests --name short-read --no-calls', 0, ['secrets included']],
  [
    `npx wasm-sandbox test greet-tests ${FIXED} --update`,
    0,
    ['outcome: trapped: unreachable → returned', 'stdout, line 1: no such line → "Hello, Ada', '1 passed'],
  ],
  [
    'npx wasm-sandbox test greet-tests',
    1,
    ['the end differs', 'expected  returned', 'found     trapped: unreachable', 'in check_name'],
  ],
  [`npx wasm-sandbox test greet-tests ${FIXED}`, 0, ['1 passed, 0 failed']],
];

const clean = (): void => {
  for (const made of ['greet.session', 'greet-tests']) rmSync(path.join(root, made), { recursive: true, force: true });
};

function run(command: string): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.on('close', (code) => resolve({ code, output }));
  });
}

describe('docs/walkthrough-regression-test.md', () => {
  beforeAll(clean);
  afterAll(clean);

  it('has no command that is not tried here', () => {
    expect(commands).toEqual(EXPECTED.map(([command]) => command));
  });

  it.each(EXPECTED)('%s exits with %i and says what the document says', async (command, code, says) => {
    const ran = await run(command);
    expect(ran).toMatchObject({ code, output: expect.any(String) });
    expect(says.filter((words) => !ran.output.includes(words)).map((words) => `${words} not in ${ran.output}`)).toEqual([]);
  });

  it('links to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => path.join(root, 'docs', match[1] ?? ''));
    expect(links.filter((file) => !existsSync(file))).toEqual([]);
    expect(links).toHaveLength(2);
  });
});
