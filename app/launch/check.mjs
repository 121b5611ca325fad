// `npm run check`: what to run before each commit.
import { checkSteps } from './check-steps.mjs';
import { ensurePackages } from './packages.mjs';
import { runScript } from './project.mjs';
import { runSteps, sumUp } from './steps.mjs';

await runScript(async () => {
  await ensurePackages();
  return sumUp(await runSteps(checkSteps()));
});
