// The isolation report of the browser host: which layers stand around a guest on this machine, and why another does not.
// It says what guests are started with; it is not yet a child that tries to get out.
import type { JailLayers } from '../../sandbox-core/node.ts';
import type { AppInfo } from '../contract/schemas.ts';

export function isolationReport(layers: JailLayers): AppInfo['isolation'] {
  return [
    { layer: 'process', on: true, says: 'Each run has a process of its own, thrown away after it.' },
    { layer: 'environment', on: true, says: 'Guest processes inherit no variable and no open file of yours.' },
    {
      layer: 'permission model',
      on: layers.permission,
      says: layers.permission
        ? 'Node denies guest processes the network, other processes, and every file but their program and mounts.'
        : 'This Node starts guest processes without its permission model.',
    },
    {
      layer: 'jail',
      on: layers.bubblewrap !== undefined,
      says: layers.bubblewrap
        ? 'bubblewrap shows guest processes no files but their program and mounts, and no network.'
        : 'bubblewrap is not there, or this system does not let it work.',
    },
    {
      layer: 'system calls',
      on: layers.bubblewrap !== undefined && layers.seccomp !== undefined,
      says:
        layers.bubblewrap && layers.seccomp
          ? 'A seccomp filter refuses guest processes sockets, tracing, mounting and the like.'
          : 'The seccomp filter comes with bubblewrap on Linux (x64, arm64).',
    },
  ];
}
