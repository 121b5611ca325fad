// The browser host as a process: what it says, what it leaves where others can read it, and how it ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('../../../app/node-host/main.ts', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-'));
  for (const name of ['page', 'bin', 'data', 'tmp']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html>');
  // A browser that notes what it was started with, and what the file says that it was given.
  writeFileSync(
    join(folder, 'bin/xdg-open'),
    `#!/bin/sh\nprintf '%s\\n' "$@" > ${folder}/arguments\ncat "$1" > ${folder}/seen.tmp\nmv ${folder}/seen.tmp ${folder}/seen\n`,
  );
  chmodSync(join(folder, 'bin/xdg-open'), 0o755);
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Started {
  readonly process: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<unknown[]>;
}

function startHost(words: readonly string[], environment: Record<string, string> = {}): Started {
  const child = spawn(
    process.execPath,
    [entry, '--page', join(folder, 'page'), '--sessions', join(folder, 'sessions'), ...words],
    {
      env: {
        PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        TMPDIR: join(folder, 'tmp'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  return { process: child, said: () => text, ended: once(child, 'close') };
}

async function until(condition: () => boolean): Promise<void> {
  for (const begun = Date.now(); !condition();) {
    if (Date.now() - begun > 20_000) throw new Error('it did not happen within 20 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('prints its link, keeps the token out of every argument list, and ends in good order', async () => {
  const host = startHost(['--root', `data=${join(folder, 'data')}:ro`], { DISPLAY: ':99' });
  await until(() => host.said().includes('\n'));
  const [, port = '', token = ''] =
    /^Wasm Sandbox is ready: http:\/\/127\.0\.0\.1:(\d+)\/#([\w-]{43})\n$/.exec(host.said()) ?? [];
  expect([host.said(), token.length]).toEqual([expect.stringContaining('Wasm Sandbox is ready'), 43]);
  await until(() => existsSync(join(folder, 'seen')));
  expect(readFileSync(join(folder, 'arguments'), 'utf8')).not.toContain(token);
  expect(readFileSync(join(folder, 'seen'), 'utf8')).toContain(`http://127.0.0.1:${port}/#${token}`);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  host.process.kill('SIGTERM');
  expect(await host.ended).toEqual([0, null]);
  const opened = readFileSync(join(folder, 'arguments'), 'utf8').trim();
  expect(existsSync(opened)).toBe(false);
});

it.each([
  [['--oops'], /^wasm-sandbox: --oops: there is no such option \(--help lists them\)\n$/],
  [['--root', 'state=./sessions'], /^wasm-sandbox: --root: \.\/sessions is not a folder that can be opened\n$/],
  [['--root', '/proc'], /^wasm-sandbox: --root: \/proc cannot be granted: it is or lies in \/proc, .*\n$/],
  [['--root', 'home=/'], /^wasm-sandbox: --root: \/ cannot be granted: it is the root of the file system\n$/],
  [['--page', '/nothing/there'], /^wasm-sandbox: the page is not built yet \(npm run build does it\)\n$/],
  [['--port', '99999'], /^wasm-sandbox: --port 99999: a number from 0 to 65535 was expected\n$/],
])('%j is refused in one sentence', async (words, sentence) => {
  const host = startHost(['--no-open', ...words]);
  const [code] = await host.ended;
  expect(host.said()).toMatch(sentence);
  expect(code).toBe(1);
});

it('the folder that holds its sessions is not granted', async () => {
  const host = startHost(['--no-open', '--root', `all=${folder}`]);
  await host.ended;
  expect(host.said()).toContain('cannot be granted: it holds a folder that belongs to this application');
});

it('a port that is taken is said to be so', async () => {
  const first = startHost(['--no-open']);
  await until(() => first.said().includes('\n'));
  const port = /127\.0\.0\.1:(\d+)/.exec(first.said())?.[1] ?? '';
  const second = startHost(['--no-open', '--port', port]);
  await second.ended;
  expect(second.said()).toBe(`wasm-sandbox: port ${port} is taken by another program\n`);
  first.process.kill('SIGINT');
  expect(await first.ended).toEqual([0, null]);
});
