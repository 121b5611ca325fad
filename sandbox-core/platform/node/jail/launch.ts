// How a guest process is started: which layers stand around it on this machine, and the command line that puts them there.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Jail } from '../../platform.ts';
import { bubblewrapArguments, findBubblewrap, type Bubblewrap } from './bubblewrap.ts';
import { permissionFlags } from './permission-flags.ts';
import { findResourceLimits, type ResourceLimits } from './resource-limits.ts';
import { seccompFilter } from './seccomp-filter.ts';

export interface JailLayers {
  readonly bubblewrap: Bubblewrap | undefined;
  readonly seccomp: Uint8Array | undefined;
  readonly limits: ResourceLimits | undefined;
  readonly permission: boolean;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Bytes for the child to read at FILTER_DESCRIPTOR, if any. */
  readonly filter: Uint8Array | undefined;
}

export const NO_LAYERS: JailLayers = { bubblewrap: undefined, seccomp: undefined, limits: undefined, permission: false };

/** Descriptor of the pipe to the engine. */
export const PIPE_DESCRIPTOR = 3;
export const FILTER_DESCRIPTOR = 4;

/** The layers that this machine has. Asked once; trying them takes some milliseconds. */
export function findLayers(): JailLayers {
  const found = findBubblewrap();
  const bubblewrap = typeof found === 'string' ? undefined : found;
  return {
    bubblewrap,
    seccomp: bubblewrap ? seccompFilter(process.arch) : undefined,
    limits: findResourceLimits(),
    permission: true,
  };
}

/** The process may read the folder of its entry, which holds its whole program, and the jail's mounts. */
export function launch(entry: URL, jail: Jail, layers: JailLayers): Launch {
  const code = [dirname(fileURLToPath(entry))];
  const permission = layers.permission ? permissionFlags(code, jail) : [];
  const node = [process.execPath, ...RUNTIME_FLAGS, ...permission, fileURLToPath(entry)];
  const filter = layers.bubblewrap ? layers.seccomp : undefined;
  const jailed = layers.bubblewrap
    ? [
        layers.bubblewrap.path,
        ...bubblewrapArguments(layers.bubblewrap, [process.execPath, ...code], jail, filter && FILTER_DESCRIPTOR),
      ]
    : [];
  const [command = process.execPath, ...args] = [...(layers.limits ?? []), ...jailed, ...node];
  return { command, args, filter };
}

/**
 * What Node itself leaves out, with or without other layers: native addons, the inspector's signal, and `node:sqlite`, which
 * writes past the permission model.
 */
const RUNTIME_FLAGS = [
  '--no-warnings',
  '--no-addons',
  ...['--disable-sigusr1', '--no-experimental-sqlite'].filter((flag) =>
    process.allowedNodeEnvironmentFlags.has(flag.replace('--no-', '--')),
  ),
];
