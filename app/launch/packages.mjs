// Installs the packages of the lock file when they are not there, or not these.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { at, ended, Refusal, root, say } from './project.mjs';

export async function ensurePackages() {
  const missing = missingPackages();
  if (missing === undefined) return;
  say(`Installing packages (npm ci): ${missing}.`);
  const code = await ended(npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])).catch((fault) => fault.code);
  if (code !== 0) throw new Refusal(`The packages could not be installed: npm ci ended with ${code}. Without them nothing runs.`);
}

/** Why the installed packages are not those of the lock file, or undefined when they are. */
export function missingPackages() {
  const wanted = packagesIn(at('package-lock.json'));
  if (wanted === undefined) throw new Refusal('package-lock.json is missing or broken; the checkout is not complete.');
  const installed = packagesIn(at('node_modules', '.package-lock.json'));
  if (installed === undefined) return 'there are none yet';
  for (const [place, { version, optional, link }] of Object.entries(wanted)) {
    if (place === '' || link) continue;
    const there = installed[place]?.version;
    if (there === undefined && optional) continue;
    if (there !== version) return `${place.replace('node_modules/', '')} should be ${version} and is ${there ?? 'missing'}`;
  }
  return undefined;
}

function packagesIn(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** npm as it called us, else the one on the path. */
function npm(args) {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script && /\.c?js$/.test(script))
    return spawn(node ?? process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  return spawn('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
}
