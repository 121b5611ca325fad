// Finds Electron's binary, or fetches it once. Its package comes without one; where the download host is out of reach
// the browser host stands in, and the next start does not knock again for a day.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { at, ended, say, spawnNode } from './project.mjs';

const DAY = 86_400_000;
const FETCH_MILLISECONDS = 300_000;

/** `{ binary }`, or `{ why }` as the end of a sentence. `force` leaves out what only makes success unlikely. */
export async function findElectron({ force }) {
  const unfit = unfitPlace();
  if (unfit && !force) return { why: unfit };
  const binary = installedBinary();
  if (binary) return { binary };
  if (!force && failedLately())
    return { why: "Electron's binary could not be fetched lately (npm start -- --electron tries again)" };
  say("Fetching Electron's binary.");
  const fault = await fetchBinary();
  const fetched = installedBinary();
  if (fetched) return { binary: fetched };
  noteFailure();
  return { why: `Electron's binary could not be fetched (${fault})` };
}

/** Why Electron would not come up here even with its binary. */
function unfitPlace() {
  if (process.platform !== 'linux') return undefined;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display here for a window';
  if (process.getuid?.() === 0) return "Electron's own sandbox does not run as root";
  return undefined;
}

function installedBinary() {
  const folder = at('node_modules', 'electron');
  try {
    const binary = path.join(folder, 'dist', readFileSync(path.join(folder, 'path.txt'), 'utf8'));
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** Why it failed, in the installer's last telling words. */
async function fetchBinary() {
  const child = spawnNode([at('node_modules', 'electron', 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: FETCH_MILLISECONDS,
  });
  let words = '';
  child.stderr.on('data', (bytes) => (words = (words + bytes).slice(-8192)));
  const code = await ended(child);
  if (code === 143) return 'it took longer than five minutes';
  const status = /\b(HTTPError|HTTP|status)\b[^\n]{0,80}/.exec(words)?.[0];
  return status ? `its download host said ${status.trim()}` : 'its download host is out of reach';
}

const failureNote = () => at('out', 'electron-not-fetched');

function failedLately() {
  return Date.now() - (statSync(failureNote(), { throwIfNoEntry: false })?.mtimeMs ?? 0) < DAY;
}

function noteFailure() {
  mkdirSync(at('out'), { recursive: true });
  writeFileSync(failureNote(), '');
}
