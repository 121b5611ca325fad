// bubblewrap around a guest process: namespaces of its own for files, processes, network, users and the rest; of the host's
// files only the runtime, our code and the mounts, under the paths they have outside.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Jail } from '../../platform.ts';

const CANDIDATES = ['/usr/bin/bwrap', '/usr/local/bin/bwrap'];

/** What a dynamically linked Node needs; each only where the host has it. */
const RUNTIME_FOLDERS = ['/usr/lib', '/usr/lib64', '/lib', '/lib64'];

const BASE = ['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'];

export interface Bubblewrap {
  readonly path: string;
}

/** The bubblewrap of this machine, if it works here: containers often forbid the namespaces it needs, so it is tried. */
export function findBubblewrap(): Bubblewrap | undefined {
  if (process.platform !== 'linux') return undefined;
  const path = CANDIDATES.find((candidate) => existsSync(candidate));
  if (path === undefined) return undefined;
  const tried = spawnSync(
    path,
    [...BASE, ...runtimeBinds(), '--ro-bind', '/usr', '/usr', '--proc', '/proc', '--dev', '/dev', '--', '/usr/bin/true'],
    {
      env: {},
      stdio: 'ignore',
      timeout: 5000,
    },
  );
  return tried.status === 0 ? { path } : undefined;
}

/** Arguments before the command to run. `filterDescriptor` is where it reads the seccomp filter from. */
export function bubblewrapArguments(code: readonly string[], jail: Jail, filterDescriptor: number | undefined): string[] {
  return [
    ...BASE,
    ...runtimeBinds(),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...code.flatMap((path) => ['--ro-bind', path, path]),
    ...jail.mounts.flatMap(({ path, writable }) => [writable ? '--bind' : '--ro-bind', path, path]),
    ...(filterDescriptor === undefined ? [] : ['--seccomp', String(filterDescriptor)]),
    '--',
  ];
}

function runtimeBinds(): string[] {
  return RUNTIME_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) => ['--ro-bind', folder, folder]);
}
