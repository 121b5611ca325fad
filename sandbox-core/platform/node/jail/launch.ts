// How a guest process is started: which layers stand around it on this machine, and the command line that puts them there.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Jail } from '../../platform.ts';
import { bubblewrapArguments, findBubblewrap, type Bubblewrap, type NoBubblewrap } from './bubblewrap.ts';
import { permissionFlags } from './permission-flags.ts';
import { findResourceLimits, type ResourceLimits } from './resource-limits.ts';
import { ownRuntime, type Runtime } from './runtime.ts';
import { seccompFilter } from './seccomp-filter.ts';

export interface JailLayers {
  readonly bubblewrap: Bubblewrap | undefined;
  /** Why there is no bubblewrap, where it was looked for. */
  readonly noBubblewrap?: NoBubblewrap | undefined;
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

export interface LayerChoice {
  /** False: bubblewrap, and the filter that comes with it, are left out though they may be there. */
  readonly bubblewrap?: boolean;
  /** The engine's own Node where nothing is said. */
  readonly runtime?: Runtime;
}

/** The layers that this machine has. Asked once; trying them takes some milliseconds. */
export function findLayers(choice: LayerChoice = {}): JailLayers {
  const found = choice.bubblewrap === false ? 'switched-off' : findBubblewrap((choice.runtime ?? ownRuntime()).libraries);
  const bubblewrap = typeof found === 'string' ? undefined : found;
  return {
    bubblewrap,
    noBubblewrap: typeof found === 'string' ? found : undefined,
    seccomp: bubblewrap ? seccompFilter(process.arch) : undefined,
    limits: findResourceLimits(),
    permission: true,
  };
}

/** The process may read the folder of its entry, which holds its whole program, and the jail's mounts. */
export function launch(runtime: Runtime, entry: URL, jail: Jail, layers: JailLayers): Launch {
  const code = [dirname(fileURLToPath(entry))];
  const permission = layers.permission ? permissionFlags(code, jail) : [];
  const node = [runtime.path, ...runtime.flags, ...permission, fileURLToPath(entry)];
  const filter = layers.bubblewrap ? layers.seccomp : undefined;
  const jailed = layers.bubblewrap
    ? [
        layers.bubblewrap.path,
        ...bubblewrapArguments(layers.bubblewrap, [runtime.path, ...code], jail, filter && FILTER_DESCRIPTOR),
      ]
    : [];
  const [command = runtime.path, ...args] = [...(layers.limits ?? []), ...jailed, ...node];
  return { command, args, filter };
}
