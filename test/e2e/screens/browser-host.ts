// The browser host with the real engine, one for each file of tests, on a sessions folder of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface BrowserHost {
  /** The link with its token. */
  readonly link: string;
  end(): Promise<void>;
}

export async function startBrowserHost(): Promise<BrowserHost> {
  const sessions = mkdtempSync(join(tmpdir(), 'wasm-sandbox-e2e-'));
  const node = join(ROOT, 'node_modules/.bin/node');
  const host = spawn(node, ['app/node-host/main.ts', '--no-open', '--sessions', sessions], { cwd: ROOT });
  const link = await linkOf(host);
  const end = async (): Promise<void> => {
    const ended = new Promise((resolve) => host.once('exit', resolve));
    host.kill('SIGTERM');
    await ended;
    rmSync(sessions, { recursive: true, force: true });
  };
  return { link, end };
}

function linkOf(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    host.stdout?.on('data', (data: Buffer) => {
      heard += data.toString();
      const found = /http:\/\/\S+/.exec(heard)?.[0];
      if (found !== undefined) resolve(found);
    });
    host.once('exit', () => reject(new Error(`the host ended: ${heard}`)));
  });
}
