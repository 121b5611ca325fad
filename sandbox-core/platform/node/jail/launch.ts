// How a guest process is started: which layers stand around it on this machine, and the command line that puts them there.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Jail } from '../../platform.ts';
import { bubblewrapArguments, findBubblewrap, type Bubblewrap } from './bubblewrap.ts';
import { permissionFlags } from './permission-flags.ts';
import { seccompFilter } from './seccomp-filter.ts';

export interface JailLayers {
  readonly bubblewrap: Bubblewrap | undefined;
  readonly seccomp: Uint8Array | undefined;
  readonly permission: boolean;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Bytes for the child to read at FILTER_DESCRIPTOR, if any. */
  readonly filter: Uint8Array | undefined;
}

export const NO_LAYERS: JailLayers = { bubblewrap: undefined, seccomp: undefined, permission: false };

/** Descriptor of the pipe to the engine. */
export const PIPE_DESCRIPTOR = 3;
export const FILTER_DESCRIPTOR = 4;

/** The layers that this machine has. Asked once; trying bubblewrap takes some milliseconds. */
export function findLayers(): JailLayers {
  const bubblewrap = findBubblewrap();
  return { bubblewrap, seccomp: bubblewrap ? seccompFilter(process.arch) : undefined, permission: true };
}

/** The process may read the folder of its entry, which holds its whole program, and the jail's mounts. */
export function launch(entry: URL, jail: Jail, layers: JailLayers): Launch {
  const code = [dirname(fileURLToPath(entry))];
  const permission = layers.permission ? permissionFlags(code, jail) : [];
  const node = [process.execPath, '--no-warnings', '--no-addons', ...permission, fileURLToPath(entry)];
  if (!layers.bubblewrap) return { command: process.execPath, args: node.slice(1), filter: undefined };
  const binds = [process.execPath, ...code];
  const descriptor = layers.seccomp ? FILTER_DESCRIPTOR : undefined;
  return {
    command: layers.bubblewrap.path,
    args: [...bubblewrapArguments(binds, jail, descriptor), ...node],
    filter: layers.seccomp,
  };
}
