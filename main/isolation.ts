// The isolation report of the Electron host: which layers stand around a guest here, and why the others do not.
import type { AppInfo } from '../app/contract/schemas.ts';

export const ISOLATION: AppInfo['isolation'] = [
  { layer: 'process', on: true, says: 'Each run has a utility process of its own, thrown away after it.' },
  { layer: 'environment', on: true, says: 'Guest processes inherit no variable of yours.' },
  { layer: 'page', on: true, says: 'The window is sandboxed by the system and can only speak to the engine.' },
  { layer: 'permission model', on: false, says: "Electron's utility processes take no permission flags of Node." },
  {
    layer: 'jail',
    on: false,
    says: "Electron's utility processes cannot be started inside bubblewrap, nor with a seccomp filter of ours.",
  },
];
