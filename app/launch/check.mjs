// `npm run check`: what to run before each commit.
import { checkSteps } from './check-steps.mjs';
import { ensureGuestPrograms } from './builds.mjs';
import { ensurePackages } from './packages.mjs';
import { runScript } from './project.mjs';
import { runSteps, sumUp } from './steps.mjs';

await runScript(async () => {
  await ensurePackages();
  await ensureGuestPrograms();
  return sumUp(await runSteps(checkSteps()));
});
