// The two builds: the page alone (vite), which the browser host serves, and the whole application (electron-vite).
import { existsSync } from 'node:fs';
import process from 'node:process';
import { isStale, markBuilt } from './freshness.mjs';
import { at, ended, Refusal, say, spawnNode } from './project.mjs';

const PAGE = {
  name: 'page',
  says: 'the page',
  result: 'out/renderer/index.html',
  inputs: ['renderer', 'app/contract', 'package-lock.json'],
};
const APPLICATION = {
  name: 'application',
  says: 'the application',
  result: 'out/main/main.js',
  inputs: [...PAGE.inputs, 'main', 'preload', 'app/services', 'app/node-host', 'sandbox-core', 'electron.vite.config.ts'],
};

export async function buildPage() {
  await build(PAGE, ['node_modules/vite/bin/vite.js', 'build', '-c', 'renderer/vite.config.ts', '--logLevel', 'warn']);
}

export async function buildApplication() {
  const startedAt = await build(APPLICATION, ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn']);
  markBuilt(PAGE.name, startedAt);
}

export async function ensurePage() {
  if (isStale(PAGE.name, PAGE.inputs) || !existsSync(at(PAGE.result))) await buildPage();
}

export async function ensureApplication() {
  if (isStale(APPLICATION.name, APPLICATION.inputs) || !existsSync(at(APPLICATION.result))) await buildApplication();
}

async function build({ name, says, result }, args) {
  const startedAt = Date.now();
  say(`Building ${says}.`);
  const child = spawnNode(args, { stdio: ['ignore', 'pipe', 'pipe'], env: { NO_COLOR: '1' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
  const code = await ended(child);
  if (code !== 0 || !existsSync(at(result))) {
    process.stderr.write(output);
    throw new Refusal(`Building ${says} failed; what the build said stands above.`);
  }
  markBuilt(name, startedAt);
  return startedAt;
}
