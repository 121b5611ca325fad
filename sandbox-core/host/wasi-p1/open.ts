// WASI preview 1: path_open, the one way to a new descriptor.
import type { RuleId } from '../../base/ids.ts';
import type { Action } from '../../policy/request.ts';
import { ERRNO, type Errno } from '../errno.ts';
import { FD_FLAG_NAMES, type Descriptor } from '../files/descriptor.ts';
import { isErrno, type Answer, type Directory, type OpenFile, type OpenHow } from '../files/file-tree.ts';
import { mountPermits } from '../files/mount.ts';
import { ALL_RIGHTS, DIRECTORY_RIGHTS, FILE_RIGHTS, RIGHT, RIGHT_NAMES } from '../files/rights.ts';
import type { Place } from '../files/walk.ts';
import type { Ask, HostCall } from '../host-call.ts';
import { minor, parameter, wasiFunction, type HostFunction } from '../host-function.ts';
import { atPlace, isShownByDeniedRoot, namedBy, outside, pathAsk, type Named } from './place.ts';

export const LOOKUP_FLAG_NAMES = ['symlink_follow'] as const;
const OPEN_FLAG_NAMES = ['creat', 'directory', 'excl', 'trunc'] as const;
const OPEN_FLAG = { CREATE: 1, DIRECTORY: 2, EXCLUSIVE: 4, TRUNCATE: 8 } as const;

export const OPEN_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'path_open',
    action: 'fs.read',
    timed: true,
    parameters: [
      parameter('fd', 'fd'),
      minor(parameter('dirflags', 'flags', 'i32', LOOKUP_FLAG_NAMES)),
      parameter('path', 'text'),
      parameter('path_len', 'length'),
      parameter('oflags', 'flags', 'i32', OPEN_FLAG_NAMES),
      minor(parameter('rights_base', 'flags', 'i64', RIGHT_NAMES)),
      minor(parameter('rights_inheriting', 'flags', 'i64', RIGHT_NAMES)),
      parameter('fdflags', 'flags', 'i32', FD_FLAG_NAMES),
      parameter('opened_fd', 'out'),
    ],
    answer: { name: 'opened_fd', parameter: 8, bytes: 4, kind: 'fd' },
    resolve: resolveOpen,
  }),
];

/** What path_open was asked, in one place. */
interface Opening {
  readonly named: Named;
  readonly follow: boolean;
  readonly how: OpenHow;
  readonly base: number;
  readonly inheriting: number;
  readonly flags: number;
}

function resolveOpen(call: HostCall): Errno | Ask {
  const named = namedBy(call, 0, 2, RIGHT.PATH_OPEN);
  if (typeof named === 'number') return named;
  const [oflags, flags] = [call.u32(4), call.u32(7)];
  if (!call.guest.memory.has(call.u32(8), 4)) return ERRNO.FAULT;
  if (oflags > 15 || flags > 31) return ERRNO.INVAL;
  const missing = missingRight(call, named, oflags);
  if (missing) return ERRNO.NOTCAPABLE;
  const how = openHow(oflags, call.u64(5));
  if (how.create && how.directory) return ERRNO.INVAL;
  if (how.write && how.directory) return ERRNO.ISDIR;
  // Asked before anything is opened: the host's own descriptors are not spent on one guest (THREATS 15).
  if (!call.guest.descriptors.hasRoom) return ERRNO.MFILE;
  const follow = (call.u32(1) & 1) !== 0 && !(how.create && how.exclusive);
  const base = Number(call.u64(5) & BigInt(ALL_RIGHTS));
  return askOpening(call, { named, follow, how, base, inheriting: Number(call.u64(6) & BigInt(ALL_RIGHTS)), flags });
}

/** Rights come only from the directory it is opened from (THREATS 19). */
function missingRight(call: HostCall, { from }: Named, oflags: number): boolean {
  const needed =
    (oflags & OPEN_FLAG.CREATE ? RIGHT.PATH_CREATE_FILE : 0) | (oflags & OPEN_FLAG.TRUNCATE ? RIGHT.PATH_FILESTAT_SET_SIZE : 0);
  const wanted = Number((call.u64(5) | call.u64(6)) & BigInt(ALL_RIGHTS));
  return (needed & ~from.base) !== 0 || (wanted & ~from.inheriting) !== 0;
}

/** All that opening with these arguments asks for, the first being what is recorded. */
export function openActions(oflags: number, rightsBase: bigint): readonly [Action, ...Action[]] {
  return actionsOf(openHow(oflags, rightsBase));
}

function openHow(oflags: number, base: bigint): OpenHow {
  return {
    read: (base & BigInt(RIGHT.FD_READ)) !== 0n,
    write: (base & BigInt(RIGHT.FD_WRITE)) !== 0n,
    create: (oflags & OPEN_FLAG.CREATE) !== 0,
    exclusive: (oflags & OPEN_FLAG.EXCLUSIVE) !== 0,
    truncate: (oflags & OPEN_FLAG.TRUNCATE) !== 0,
    directory: (oflags & OPEN_FLAG.DIRECTORY) !== 0,
  };
}

function askOpening(call: HostCall, asked: Opening): Ask {
  const { named } = asked;
  const opening = opensExisting(call, asked) ? { ...asked, how: { ...asked.how, create: false } } : asked;
  const actions = actionsOf(opening.how);
  const perform = (): Errno =>
    atPlace(call, named, { actions, follow: opening.follow }, (place, path) => open(call, opening, place, path));
  const onlyLooks = actions.every((action) => action === 'fs.read' || action === 'fs.list');
  if (onlyLooks && isShownByDeniedRoot(named))
    return { action: 'handle.use', resource: '', perform: () => openShown(call, opening) };
  return pathAsk(named, actions, perform);
}

/** Truncating is writing (THREATS 7). */
function actionsOf(how: OpenHow): [Action, ...Action[]] {
  const actions: Action[] = [];
  if (how.create) actions.push('fs.create');
  if (how.write || how.truncate) actions.push('fs.write');
  if (how.read && !how.directory) actions.push('fs.read');
  const [first = how.directory ? 'fs.list' : 'fs.read', ...others] = actions;
  return [first, ...others];
}

/**
 * `creat` on a file that is there makes nothing, so where making is denied it still opens: the mount's right to write
 * is enough. Looked up only in that case.
 */
function opensExisting(call: HostCall, { named, how, follow }: Opening): boolean {
  if (!how.create || how.exclusive || outside(named, ['fs.read', 'fs.write']) !== undefined) return false;
  if (mountPermits(named.from.mount, 'fs.create') && call.decide('fs.create', named.path).allowed) return false;
  if (!call.decide('fs.write', named.path).allowed) return false;
  let exists = false;
  atPlace(call, named, { actions: [], follow }, ({ directory, name }) => {
    exists = !isErrno(directory.stat(name));
    return ERRNO.SUCCESS;
  });
  return exists;
}

/** A directory of the denied root: walked, without asking the policy for what is not there. */
function openShown(call: HostCall, opening: Opening): Errno {
  return atPlace(call, opening.named, { actions: [], follow: false }, (place, path) => open(call, opening, place, path));
}

function open(call: HostCall, opening: Opening, place: Place, path: string): Errno {
  const opened = openIn(place, opening.how);
  if (isErrno(opened)) return opened;
  if (opened.kind === 'file' && place.directoryOnly) {
    opened.close();
    return ERRNO.NOTDIR;
  }
  const number = call.guest.descriptors.add(descriptorOf(call, opening, opened, path));
  if (number === undefined) return ERRNO.MFILE;
  call.results.u32(call.u32(8), number);
  return ERRNO.SUCCESS;
}

function openIn(place: Place, how: OpenHow): Answer<OpenFile | Directory> {
  if (place.name !== '' && !(place.directoryOnly && how.create)) return place.directory.open(place.name, how);
  if (how.create && how.exclusive && place.name === '') return ERRNO.EXIST;
  return how.write || how.create || how.truncate ? ERRNO.ISDIR : place.directory.again();
}

function descriptorOf(call: HostCall, opening: Opening, opened: OpenFile | Directory, path: string): Descriptor {
  const { base, inheriting, flags, how } = opening;
  const { mount } = opening.named.from;
  if (opened.kind === 'directory') {
    const rights = { base: base & DIRECTORY_RIGHTS, inheriting, flags };
    return { kind: 'directory', mount, directory: opened, path, isPreopen: false, cursor: undefined, ...rights };
  }
  const rule = (held: boolean, action: Action): RuleId | undefined => (held ? call.decide(action, path).rule : undefined);
  const readRule = rule(how.read, 'fs.read');
  const writeRule = rule(how.write, 'fs.write');
  const rights = { base: base & FILE_RIGHTS, inheriting: inheriting & FILE_RIGHTS, flags };
  return { kind: 'file', mount, file: opened, path, position: 0, readRule, writeRule, ...rights };
}
