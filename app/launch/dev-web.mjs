// `npm run dev:web`: the browser host, with the page and the host built and started anew at each change.
import { buildPage } from './builds.mjs';
import { ensurePackages } from './packages.mjs';
import { runScript, spawnNode, standAside } from './project.mjs';

await runScript(async (args) => {
  await ensurePackages();
  await buildPage();
  const watcher = spawnNode(
    ['node_modules/vite/bin/vite.js', 'build', '--watch', '-c', 'renderer/vite.config.ts', '--logLevel', 'warn'],
    {
      stdio: 'inherit',
    },
  );
  try {
    return await standAside(spawnNode(['--watch', 'app/node-host/main.ts', ...args], { stdio: 'inherit' }));
  } finally {
    watcher.kill();
  }
});
