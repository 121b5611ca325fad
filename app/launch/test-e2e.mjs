// `npm run test:e2e`: the tests in a browser alone. Arguments are Playwright's.
import { ensureBrowser } from './browser-for-tests.mjs';
import { buildApplication, ensureGuestPrograms } from './builds.mjs';
import { ensurePackages } from './packages.mjs';
import { runScript } from './project.mjs';
import { playwrightStep, runSteps, sumUp } from './steps.mjs';

await runScript(async (args) => {
  await ensurePackages();
  await ensureGuestPrograms();
  await ensureBrowser();
  await buildApplication();
  return sumUp(await runSteps([playwrightStep(...args)]));
});
