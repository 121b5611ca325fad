// The port to host files on Node: which way of walking this system has, and which trees are never mounted.
import { readdirSync, realpathSync } from 'node:fs';
import { parse, sep } from 'node:path';
import type { HostAnswer, HostDirectory, HostFiles } from '../host-files.ts';
import { attempt, refusal } from './host-file.ts';
import { openCheckedRoot } from './host-files-checked.ts';
import { openWalkedRoot } from './host-files-walked.ts';

/** The kernel's own trees: whoever may read them may read the host process (THREATS 13). */
const NEVER = ['/proc', '/sys', '/dev'];

export const nodeHostFiles: HostFiles = canWalk() ? hostFiles('walked') : hostFiles('checked');

/** Also for tests, which try the weaker way where the stronger one is at hand. */
export function hostFiles(strength: HostFiles['strength']): HostFiles {
  const openRoot = strength === 'walked' ? openWalkedRoot : openCheckedRoot;
  return { strength, openRoot: (path) => openGranted(path, openRoot) };
}

function openGranted(path: string, openRoot: (path: string) => HostAnswer<HostDirectory>): HostAnswer<HostDirectory> {
  const real = attempt(() => ({ path: realpathSync(path) }));
  if ('code' in real) return real;
  return attempt(() => {
    if (isNeverGranted(real.path)) throw refusal('EPERM');
    const opened = openRoot(real.path);
    if ('code' in opened) throw refusal(opened.code);
    return opened;
  });
}

function isNeverGranted(path: string): boolean {
  return path === parse(path).root || NEVER.some((never) => path === never || path.startsWith(`${never}${sep}`));
}

function canWalk(): boolean {
  return process.platform === 'linux' && !('code' in attempt(() => readdirSync('/proc/self/fd')));
}
