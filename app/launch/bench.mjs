// `npm run bench`: each file of test/bench by itself, since figures taken side by side are worth nothing. Arguments
// choose among them by a part of their names.
import { readdirSync } from 'node:fs';
import { ensureGuestPrograms } from './builds.mjs';
import { ensurePackages } from './packages.mjs';
import { at, ended, runScript, say, spawnNode } from './project.mjs';

await runScript(async (args) => {
  await ensurePackages();
  await ensureGuestPrograms();
  const files = readdirSync(at('test/bench')).filter((file) => file.endsWith('.bench.ts'));
  const chosen = files.filter((file) => args.length === 0 || args.some((part) => file.includes(part))).sort();
  const codes = [];
  for (const file of chosen) {
    say(file);
    codes.push(await ended(spawnNode([`test/bench/${file}`], { stdio: 'inherit' })));
  }
  return codes.every((code) => code === 0) ? 0 : 1;
});
