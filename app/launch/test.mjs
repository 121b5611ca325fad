// `npm test`: sets up what is missing, then everything that takes minutes: the checks, the tests of several parts
// together, the build, and the tests in a browser. The last line is the sum of all.
import { ensureBrowser } from './browser-for-tests.mjs';
import { checkSteps } from './check-steps.mjs';
import { ensureGuestPrograms } from './builds.mjs';
import { ensurePackages } from './packages.mjs';
import { runScript } from './project.mjs';
import { electronStep, playwrightStep, runSteps, sumUp, vitestStep } from './steps.mjs';

await runScript(async () => {
  await ensurePackages();
  await ensureGuestPrograms();
  await ensureBrowser();
  const build = { name: 'build', args: ['app/launch/build.mjs'] };
  return sumUp(await runSteps([...checkSteps(), build, vitestStep('flow'), playwrightStep(), electronStep()]));
});
