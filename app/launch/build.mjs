// `npm run build`: the whole application into out/, whether it is stale or not.
import { buildApplication } from './builds.mjs';
import { ensurePackages } from './packages.mjs';
import { runScript } from './project.mjs';

await runScript(async () => {
  await ensurePackages();
  await buildApplication();
});
