#!/usr/bin/env node
// Launcher of the command line (`npx wasm-sandbox`): runs main.ts on a Node that reads TypeScript. That is this very
// process where it can be (npx puts the pinned Node first), else the pinned Node as a child that stands in for us.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const LEAST_NODE = 24;
const main = new URL('./main.ts', import.meta.url);

if (Number.parseInt(process.versions.node, 10) >= LEAST_NODE) await import(main.href);
else runOnPinnedNode();

function runOnPinnedNode() {
  const node = fileURLToPath(
    new URL(`../../node_modules/.bin/node${process.platform === 'win32' ? '.cmd' : ''}`, import.meta.url),
  );
  if (!existsSync(node)) {
    process.stderr.write('wasm-sandbox: the packages are not installed: run npm ci in the checkout\n');
    process.exitCode = 125;
    return;
  }
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  // A signal sent to us alone is meant for the one that does the work. From a terminal it gets its own.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (fault) => {
    process.stderr.write(`wasm-sandbox: the pinned Node could not be started: ${fault.code ?? fault.message}\n`);
    process.exitCode = 125;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
