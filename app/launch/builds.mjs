// The builds: the page alone (vite), which the browser host serves; the whole application (electron-vite); and the programs of
// guest processes, without which they run from their sources, only slower to start.
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
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

const GUEST_PROGRAMS = {
  name: 'guest',
  result: 'out/guest/sources.json',
  inputs: ['sandbox-core', 'app/launch/build-guest-programs.mjs', 'package-lock.json'],
};
const LOCK = at('out', 'guest.lock');
/** A build takes a second; a lock this old is of one that was killed. */
const LOCK_MILLISECONDS = 60_000;

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

/** Says nothing: where it cannot be done, or is being done already, the sources serve. */
export async function ensureGuestPrograms() {
  const { name, result, inputs } = GUEST_PROGRAMS;
  if (!isStale(name, inputs) && existsSync(at(result))) return;
  if (!existsSync(at('node_modules', 'vite')) || !takeLock()) return;
  try {
    const startedAt = Date.now();
    const code = await ended(spawnNode(['app/launch/build-guest-programs.mjs'], { stdio: 'ignore' }));
    if (code === 0) markBuilt(name, startedAt);
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function takeLock() {
  const facts = statSync(LOCK, { throwIfNoEntry: false });
  if (facts && Date.now() - facts.mtimeMs > LOCK_MILLISECONDS) rmSync(LOCK, { recursive: true, force: true });
  try {
    mkdirSync(at('out'), { recursive: true });
    mkdirSync(LOCK);
    return true;
  } catch {
    return false;
  }
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
