// Every action that a host function may ask the policy for, whatever its arguments. A function's own `action` is what it asks
// for mostly; those with more are listed here, and the test beside this file holds the list to what the gate is really asked.
import type { Action } from '../policy/request.ts';
import type { HostFunction } from './host-function.ts';

const FURTHER: ReadonlyMap<string, readonly Action[]> = new Map<string, readonly Action[]>([
  // A descriptor is of a file or of a standard stream.
  ['fd_read', ['stdio.read']],
  ['fd_write', ['stdio.write']],
  // The directories above the mounts are shown without asking for files.
  ['fd_readdir', ['handle.use']],
  ['path_filestat_get', ['handle.use']],
  ['path_open', ['fs.list', 'fs.write', 'fs.create', 'handle.use']],
  ['path_link', ['fs.create']],
  ['path_rename', ['fs.create']],
  // Asking only whether descriptors are ready waits for no clock.
  ['poll_oneoff', ['handle.use']],
]);

/**
 * At least one. Those of sockets ask for nothing yet, since no descriptor is a socket; what they would be for is answered, so
 * that a module which imports them is not taken for one without a network.
 */
export function askedActions({ action, signature }: Pick<HostFunction, 'action' | 'signature'>): readonly Action[] {
  return [action, ...(FURTHER.get(signature.name) ?? [])];
}
