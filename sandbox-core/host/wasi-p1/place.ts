// A path argument on its way to a file: read once, named as an absolute guest path, asked of the policy by that name, then
// walked; where links led elsewhere in the tree, the policy is asked again by the name they led to.
import { DEFAULT_RULE } from '../../policy/decision.ts';
import type { Action } from '../../policy/request.ts';
import { OPERATION_CAPS } from '../../limits/limits.ts';
import { ERRNO, type Errno } from '../errno.ts';
import type { DirectoryDescriptor } from '../files/descriptor.ts';
import { isErrno } from '../files/file-tree.ts';
import { mountReaches } from '../files/mount.ts';
import { decodePath, guestPathFrom } from '../files/path-name.ts';
import { ESCAPE, walk, type Place } from '../files/walk.ts';
import type { Ask, HostCall } from '../host-call.ts';

/** What a guest named: a path, and the open directory it starts from. */
export interface Named {
  readonly from: DirectoryDescriptor;
  readonly text: string;
  /** The absolute guest path that the text means, links not looked at. */
  readonly path: string;
  readonly escapes: boolean;
}

/** Reads the path whose pointer is parameter `text` (its length is the next), from the directory in parameter `fd`. */
export function namedBy(call: HostCall, fd: number, text: number, right: number): Named | Errno {
  const from = call.guest.descriptors.get(call.u32(fd));
  if (from === undefined) return ERRNO.BADF;
  if (from.kind !== 'directory') return ERRNO.NOTDIR;
  const decoded = readPath(call, text);
  if (typeof decoded === 'number') return decoded;
  if ((from.base & right) !== right) return ERRNO.NOTCAPABLE;
  return { from, text: decoded.path, ...guestPathFrom(from.path, decoded.path) };
}

export function readPath(call: HostCall, text: number): { readonly path: string } | Errno {
  const [pointer, length] = [call.u32(text), call.u32(text + 1)];
  const { memory } = call.guest;
  if (!memory.has(pointer, length)) return ERRNO.FAULT;
  if (length >= OPERATION_CAPS.path) return ERRNO.NAMETOOLONG;
  return decodePath(memory.read(pointer, length));
}

/** The ask for one path. With several actions, all must be allowed; the first is the one recorded. */
export function pathAsk(named: Named, actions: readonly [Action, ...Action[]], perform: Ask['perform']): Ask {
  const [action, ...others] = actions;
  const also = others.map((other) => ({ action: other, resource: named.path }));
  return { action, resource: named.path, also, outside: outside(named, actions), perform };
}

/**
 * The one errno for whatever is not mounted, be it there or not (THREATS 33), and for what the policy denies.
 */
const OUTSIDE = ERRNO.NOTCAPABLE;
/** Inside a mount, past its rights: there too nothing is told of what is there. */
const PAST_RIGHTS = ERRNO.ACCES;

/** The errno with which a path is out of the question whatever the rules say, or undefined. */
export function outside(named: Named, actions: readonly Action[]): Errno | undefined {
  const { mount } = named.from;
  if (named.text.startsWith('/')) return ESCAPE;
  if (mount.isDeniedRoot) return named.escapes ? ESCAPE : OUTSIDE;
  return actions.every((action) => mountReaches(mount, action)) ? undefined : PAST_RIGHTS;
}

/** Whether the path is of the few directories that the denied root shows: they may be looked at, as the guest's own handles. */
export function isShownByDeniedRoot(named: Named): boolean {
  const { mount } = named.from;
  if (!mount.isDeniedRoot || named.escapes) return false;
  return named.path === '/' || !isErrno(mount.root.stat(named.path.slice(1)));
}

/** Walks to the named place and does `then` there, if the policy allows `actions` at the place the links led to. */
export function atPlace(
  call: HostCall,
  named: Named,
  how: { readonly actions: readonly Action[]; readonly follow: boolean },
  then: (place: Place, path: string) => Errno,
): Errno {
  call.beginSystemWork(named.from.mount);
  const place = walk(named.from.directory, named.text, how.follow);
  if (place === ESCAPE) {
    call.action = how.actions[0] ?? call.action;
    return call.deny(DEFAULT_RULE.id, named.path, ESCAPE);
  }
  if (isErrno(place)) return place;
  const path = guestPathFrom(named.from.path, [...place.below, place.name].join('/')).path;
  const denied = path === named.path ? undefined : deniedAt(call, how.actions, path);
  const errno = denied ?? then(place, path);
  place.release();
  return errno;
}

function deniedAt(call: HostCall, actions: readonly Action[], path: string): Errno | undefined {
  for (const action of actions) {
    const { allowed, rule } = call.decide(action, path);
    if (allowed) continue;
    call.action = action;
    return call.deny(rule, path);
  }
  return undefined;
}
