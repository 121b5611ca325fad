// What the tests need of the system: Debian's Chromium, a font that draws the same everywhere, and bubblewrap. Where we may
// (root on Debian), what is missing is installed; elsewhere one sentence says what to do.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { ended, Refusal, say } from './project.mjs';

const WANTED = [
  { package: 'chromium', file: '/usr/bin/chromium' },
  { package: 'fonts-dejavu-core', file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
  { package: 'bubblewrap', file: '/usr/bin/bwrap' },
];

/** The packages that are not there. Who names a Chromium needs none of Debian's, nor its font. */
export function missingPackages(chromium, exists) {
  const wanted = chromium ? WANTED.filter((each) => each.package === 'bubblewrap') : WANTED;
  return wanted.filter(({ file }) => !exists(file)).map((each) => each.package);
}

export async function ensureBrowser() {
  const { CHROMIUM } = process.env;
  if (CHROMIUM && !existsSync(CHROMIUM)) throw new Refusal(`CHROMIUM names ${CHROMIUM}, and there is no such file.`);
  const missing = missingPackages(CHROMIUM, existsSync);
  if (missing.length === 0) return;
  if (!mayInstall()) {
    if (!missing.includes('chromium')) return;
    throw new Refusal(
      `The tests need a Chromium: on Debian as root, apt-get install ${missing.join(' ')}; elsewhere set CHROMIUM to the path of one. Then run npm test again.`,
    );
  }
  say(`Installing from Debian: ${missing.join(' ')}.`);
  const code = (await apt('update')) || (await apt('install', '--yes', '--no-install-recommends', ...missing));
  if (code !== 0)
    throw new Refusal(`apt-get could not install ${missing.join(' ')} (exit code ${code}); the tests need a Chromium.`);
}

function mayInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && spawnSync('apt-get', ['--version']).status === 0;
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return ended(spawn('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }));
}
