// `npm run test:long`: the official suites, races, kills and fuzzing. Arguments choose among its files.
import { ensureGuestPrograms } from './builds.mjs';
import { ensurePackages } from './packages.mjs';
import { runScript } from './project.mjs';
import { runSteps, sumUp, vitestStep } from './steps.mjs';

await runScript(async (args) => {
  await ensurePackages();
  await ensureGuestPrograms();
  return sumUp(await runSteps([vitestStep('long', ...args)]));
});
