// docs/least-policy.md is done as it stands: its files are written, its commands run, and each line that it shows is printed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ROOT } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'least-policy-'));
symlinkSync(join(ROOT, 'resources'), join(folder, 'resources'), 'dir');
afterAll(() => rmSync(folder, { recursive: true }));

/** Each command starts a process, and two of them a guest. */
const TIMEOUT = 600_000;

const blocks = [...readFileSync(join(ROOT, 'docs/least-policy.md'), 'utf8').matchAll(/^```(\w+)\n([^`]*)^```$/gm)].map(
  (match) => ({
    kind: match[1] ?? '',
    text: match[2] ?? '',
  }),
);

function run(command: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const args = command.replace(/^npx wasm-sandbox /, '').split(' ');
  const child = spawn(process.execPath, [join(ROOT, 'app/cli/main.ts'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Each command of a console block with the lines shown under it. */
function commandsIn(text: string): { readonly command: string; readonly lines: readonly string[]; readonly code: number }[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...rest] = part.trimEnd().split('\n');
      const code = Number(/^\(exits (\d+)\)$/.exec(rest.at(-1) ?? '')?.[1] ?? 0);
      return { command, lines: code === 0 ? rest : rest.slice(0, -1), code };
    });
}

/** A whole file of tests, or one more test for it. */
function writeTests(text: string): void {
  const file = join(folder, 'thief.policytest.json');
  const given: unknown = JSON.parse(text);
  if (typeof given === 'object' && given !== null && 'tests' in given) return writeFileSync(file, text);
  const before = JSON.parse(readFileSync(file, 'utf8')) as { tests: unknown[] };
  writeFileSync(file, JSON.stringify({ ...before, tests: [...before.tests, given] }));
}

it(
  'docs/least-policy.md: each command prints what it shows and exits as it says',
  async () => {
    let commands = 0;
    for (const { kind, text } of blocks) {
      if (kind === 'cedar') writeFileSync(join(folder, 'keys.cedar'), text);
      if (kind === 'json') writeTests(text);
      for (const { command, lines, code } of kind === 'console' ? commandsIn(text) : []) {
        const seen = await run(command);
        expect({ command, code: seen.code }).toEqual({ command, code });
        const printed = seen.output.split('\n');
        expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
        commands++;
      }
    }
    expect(commands).toBe(8);
  },
  TIMEOUT,
);
