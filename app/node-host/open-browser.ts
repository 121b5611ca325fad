// Opens the link in the person's browser without the token ever standing in an argument list, which every user of the
// machine can read: the browser gets the path of a private file that leads on to the link.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OpenedBrowser {
  /** Removes the file; it is of no use once the browser has read it. */
  dispose(): void;
}

/** Undefined where there is no display to open a browser on. */
export function openBrowser(url: string, environment: NodeJS.ProcessEnv = process.env): OpenedBrowser | undefined {
  const command = browserCommand(process.platform, environment);
  if (command === undefined) return undefined;
  const { file, dispose } = writeRedirect(url);
  const opener = spawn(command, [file], { stdio: 'ignore', detached: true });
  // No browser there: the printed link remains.
  opener.on('error', dispose);
  opener.unref();
  return { dispose };
}

/** A page that leads to `url`, in a folder (0700) and a file (0600) that only this user can read. */
export function writeRedirect(url: string): { readonly file: string; dispose(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-'));
  const file = join(folder, 'open.html');
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${url}"><title>Wasm Sandbox</title>`;
  writeFileSync(file, page, { mode: 0o600, flag: 'wx' });
  return { file, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

export function browserCommand(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string | undefined {
  if (platform === 'darwin') return 'open';
  if (platform === 'win32') return 'explorer.exe';
  const hasDisplay = Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY']);
  return hasDisplay ? 'xdg-open' : undefined;
}
