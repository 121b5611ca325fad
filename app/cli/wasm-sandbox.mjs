#!/usr/bin/env node
// Launcher of the command line (`npx wasm-sandbox`): runs main.ts on a Node that reads TypeScript. That is this very
// process where it can be (npx puts the pinned Node first), else the pinned Node as a child that stands in for us.
import module from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureGuestPrograms } from '../launch/builds.mjs';
import { projectNode, spawnNode, standAside } from '../launch/project.mjs';

const LEAST_NODE = 24;
/** What the command line says of itself when nothing can be run. */
const REFUSED = 125;
const main = new URL('./main.ts', import.meta.url);
// Reading TypeScript anew each time takes more than twice as long as all else a short command does.
const cache = fileURLToPath(new URL('../../out/compile-cache', import.meta.url));

if (projectNode() !== undefined) await ensureGuestPrograms();
if (Number.parseInt(process.versions.node, 10) >= LEAST_NODE) {
  module.enableCompileCache?.(cache);
  await import(main.href);
} else process.exitCode = await onPinnedNode();

async function onPinnedNode() {
  if (projectNode() !== undefined) {
    return standAside(
      spawnNode([fileURLToPath(main), ...process.argv.slice(2)], {
        cwd: process.cwd(),
        stdio: 'inherit',
        env: { NODE_COMPILE_CACHE: cache },
      }),
    );
  }
  process.stderr.write('wasm-sandbox: its packages are not installed: npm ci in the checkout installs them\n');
  return REFUSED;
}
