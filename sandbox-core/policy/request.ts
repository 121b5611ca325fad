// What a guest asks of the policy, in the words in which rules are written.
import type { Family } from '../base/family.ts';

/** Every action a host function can ask for. The order is the stored number of each (recording, column `action`). */
export const ACTIONS = [
  'fs.read',
  'fs.list',
  'fs.write',
  'fs.create',
  'fs.delete',
  'fs.link',
  'stdio.read',
  'stdio.write',
  'clock.read',
  'clock.wait',
  'random.read',
  'env.read',
  'args.read',
  'process.exit',
  'process.signal',
  'process.yield',
  'net.listen',
  'net.transfer',
  'handle.use',
  'memory.grow',
] as const;

export type Action = (typeof ACTIONS)[number];

export const ACTION_FAMILY: Readonly<Record<Action, Family>> = {
  'fs.read': 'files',
  'fs.list': 'files',
  'fs.write': 'files',
  'fs.create': 'files',
  'fs.delete': 'files',
  'fs.link': 'files',
  'stdio.read': 'stdio',
  'stdio.write': 'stdio',
  'clock.read': 'time',
  'clock.wait': 'time',
  'random.read': 'random',
  'env.read': 'env',
  'args.read': 'env',
  'process.exit': 'process',
  'process.signal': 'process',
  'process.yield': 'process',
  'net.listen': 'network',
  'net.transfer': 'network',
  'handle.use': 'files',
  'memory.grow': 'process',
};

export interface PolicyRequest {
  readonly action: Action;
  /** What it is asked on: the absolute guest path for `fs.*`, else the empty string. Guest text: never shown unescaped. */
  readonly resource: string;
  /** The host function that asks (`path_open`), where a rule may ask for it; else the empty string. */
  readonly call?: string;
}

/** Whether the resource of the action is a guest path. */
export function asksPath(action: Action): boolean {
  return action.startsWith('fs.');
}
