// The browser that the end-to-end tests drive: Debian's Chromium, with a font that draws the same everywhere. Where we
// may (root on Debian), what is missing is installed; elsewhere one sentence says what to do.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { ended, Refusal, say } from './project.mjs';

const WANTED = [
  { package: 'chromium', file: '/usr/bin/chromium' },
  { package: 'fonts-dejavu-core', file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
  { package: 'bubblewrap', file: '/usr/bin/bwrap' },
];

export async function ensureBrowser() {
  if (process.env.CHROMIUM) {
    if (existsSync(process.env.CHROMIUM)) return;
    throw new Refusal(`CHROMIUM names ${process.env.CHROMIUM}, and there is no such file.`);
  }
  const missing = WANTED.filter(({ file }) => !existsSync(file)).map((wanted) => wanted.package);
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
