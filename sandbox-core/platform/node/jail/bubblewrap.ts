// bubblewrap around a guest process: namespaces of its own for files, processes, network, users and the rest; of the host's
// files only the runtime, our code and the mounts, under the paths they have outside, in a root that nobody can write to.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Jail } from '../../platform.ts';
import type { Runtime } from './runtime.ts';

const CANDIDATES = ['/usr/bin/bwrap', '/usr/local/bin/bwrap'];
/** Ends at once and needs no more libraries than Node does: what the jail is tried with. */
const TRIED_WITH = '/usr/bin/true';

/** Where the libraries of the running Node cannot be told: all of them, each folder only where the host has it. */
const LIBRARY_FOLDERS = ['/usr/lib', '/usr/lib64', '/lib', '/lib64'];

/** bubblewrap sets PWD whatever it is told; with the root as its folder that names nothing of the host. */
const BASE = ['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv', '--chdir', '/'];
/** Two harmless devices instead of bubblewrap's own set, which has a shared memory folder to fill. */
const DEVICES = ['/dev/null', '/dev/urandom'];

export interface Bubblewrap {
  readonly path: string;
  /** Files or folders of the host that the runtime is linked with. */
  readonly libraries: readonly string[];
}

/** Why there is none: another system, not installed, installed and not let work (containers often forbid it), or not wanted. */
export type NoBubblewrap = 'not-linux' | 'not-installed' | 'not-working' | 'switched-off';

export const NO_BUBBLEWRAP_SAYS: Readonly<Record<NoBubblewrap, string>> = {
  'not-linux': 'bubblewrap is there on Linux only.',
  'not-installed': 'bubblewrap is not installed.',
  'not-working': 'bubblewrap is installed, but this system does not let it work.',
  'switched-off': 'It was switched off when the program was started.',
};

/** The bubblewrap of this machine, if it works here: it is tried. `linked` is what the runtime tells that it is linked with. */
export function findBubblewrap(linked: Runtime['libraries']): Bubblewrap | NoBubblewrap {
  if (process.platform !== 'linux') return 'not-linux';
  const path = CANDIDATES.find((candidate) => existsSync(candidate));
  if (path === undefined) return 'not-installed';
  const choices = [...(linked.length > 0 ? [linked] : []), LIBRARY_FOLDERS.filter((folder) => existsSync(folder))];
  const libraries = choices.find((choice) => works({ path, libraries: choice }));
  return libraries === undefined ? 'not-working' : { path, libraries };
}

/** Arguments before the command to run. `filterDescriptor` is where it reads the seccomp filter from. */
export function bubblewrapArguments(
  { libraries }: Bubblewrap,
  code: readonly string[],
  jail: Jail,
  filterDescriptor: number | undefined,
): string[] {
  return [
    ...BASE,
    ...[...libraries, ...code].flatMap((path) => ['--ro-bind', path, path]),
    ...['--proc', '/proc', '--dir', '/dev', ...DEVICES.flatMap((device) => ['--dev-bind', device, device])],
    ...jail.mounts.flatMap(({ path, writable }) => [writable ? '--bind' : '--ro-bind', path, path]),
    // Last, so that the places for the binds above could be made; binds stay as writable as they are.
    ...['--remount-ro', '/'],
    ...(filterDescriptor === undefined ? [] : ['--seccomp', String(filterDescriptor)]),
    '--',
  ];
}

function works(bubblewrap: Bubblewrap): boolean {
  const args = [...bubblewrapArguments(bubblewrap, [TRIED_WITH], { mounts: [] }, undefined), TRIED_WITH];
  return spawnSync(bubblewrap.path, args, { env: {}, stdio: 'ignore', timeout: 5000 }).status === 0;
}
