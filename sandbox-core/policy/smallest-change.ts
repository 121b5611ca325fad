// The least a manifest would have to say more for a denied file request to be permitted: a right for a mount that is
// there, or a mount of the one directory.
import { coversGuestPath, guestDirectoryOf, isNormalGuestPath } from '../base/guest-path.ts';
import type { Rule } from './decision.ts';
import type { MountRight } from './manifest.ts';
import type { Action } from './request.ts';
import { RIGHT_ACTIONS } from './rules.ts';

export type Change =
  | { readonly kind: 'right'; readonly right: MountRight; readonly mount: Rule }
  /** `instead`: mounts lie inside that directory already, and trees may not lie inside one another. */
  | { readonly kind: 'mount'; readonly right: MountRight; readonly guest: string; readonly instead: boolean };

/** `undefined` where no mount would help: for what is no file action, and for a resource that is no normal guest path. */
export function smallestChange(action: Action, resource: string, rules: readonly Rule[]): Change | undefined {
  const right = rightFor(action);
  if (right === undefined || !isNormalGuestPath(resource)) return undefined;
  const mounts = rules.filter((rule) => rule.effect === 'permit' && rule.under !== '' && rule.cedar === undefined);
  const mount = mounts.find(({ under }) => coversGuestPath(under, resource));
  if (mount) return { kind: 'right', right, mount };
  const guest = action === 'fs.list' ? resource : guestDirectoryOf(resource);
  return { kind: 'mount', right, guest, instead: mounts.some(({ under }) => coversGuestPath(guest, under)) };
}

function rightFor(action: Action): MountRight | undefined {
  return (['read', 'write', 'create'] as const).find((right) => RIGHT_ACTIONS[right].includes(action));
}
