// `npm start`: sets up what is missing, builds what is stale, and opens the app: in Electron where its binary is or can
// be had, else in the browser host, saying why. `-- --browser` and `-- --electron` choose; all else is passed on.
import { spawn } from 'node:child_process';
import { ensureApplication, ensureGuestPrograms, ensurePage } from './builds.mjs';
import { findElectron } from './electron.mjs';
import { ensurePackages } from './packages.mjs';
import { root, runScript, say, spawnNode, standAside } from './project.mjs';

await runScript(async (args) => {
  const browser = args.includes('--browser');
  const force = args.includes('--electron');
  const rest = args.filter((arg) => arg !== '--browser' && arg !== '--electron');
  await ensurePackages();
  const { binary, why } = browser ? { why: 'as asked for' } : await findElectron({ force });
  return binary ? startElectron(binary, rest) : startBrowserHost(why, rest);
});

async function startElectron(binary, args) {
  await ensureApplication();
  return standAside(spawn(binary, [root, '--', ...args], { cwd: root, stdio: 'inherit' }));
}

async function startBrowserHost(why, args) {
  await ensurePage();
  await ensureGuestPrograms();
  say(`In the browser host: ${why}.`);
  return standAside(spawnNode(['app/node-host/main.ts', ...args], { stdio: 'inherit' }));
}
