// WASI preview 1: path_*, but path_open. Each names what it acts on, is decided on that name, and acts on one name in one
// open directory.
import type { Action } from '../../policy/request.ts';
import { ERRNO, type Errno } from '../errno.ts';
import { isErrno } from '../files/file-tree.ts';
import { sameRights } from '../files/mount.ts';
import { RIGHT } from '../files/rights.ts';
import { ESCAPE, type Place } from '../files/walk.ts';
import type { Ask, HostCall } from '../host-call.ts';
import { minor, parameter, wasiFunction, type HostFunction } from '../host-function.ts';
import { newTimes, TIME_FLAG_NAMES } from './file-times.ts';
import { LOOKUP_FLAG_NAMES } from './open.ts';
import { atPlace, isShownByDeniedRoot, namedBy, outside, pathAsk, readPath, type Named } from './place.ts';
import { filestatBytes, FILESTAT_BYTES } from './stat-layout.ts';

const fd = parameter('fd', 'fd');
const path = [parameter('path', 'text'), parameter('path_len', 'length')] as const;
const oldPath = [parameter('old_path', 'text'), parameter('old_path_len', 'length')] as const;
const newPath = [parameter('new_path', 'text'), parameter('new_path_len', 'length')] as const;
const lookup = minor(parameter('flags', 'flags', 'i32', LOOKUP_FLAG_NAMES));

export const PATH_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'path_create_directory',
    action: 'fs.create',
    timed: true,
    parameters: [fd, ...path],
    resolve: (call) => onPath(call, 1, RIGHT.PATH_CREATE_DIRECTORY, 'fs.create', makeDirectory),
  }),
  wasiFunction({
    name: 'path_remove_directory',
    action: 'fs.delete',
    timed: true,
    parameters: [fd, ...path],
    resolve: (call) => onPath(call, 1, RIGHT.PATH_REMOVE_DIRECTORY, 'fs.delete', removeDirectory),
  }),
  wasiFunction({
    name: 'path_unlink_file',
    action: 'fs.delete',
    timed: true,
    parameters: [fd, ...path],
    resolve: (call) => onPath(call, 1, RIGHT.PATH_UNLINK_FILE, 'fs.delete', unlinkFile),
  }),
  wasiFunction({
    name: 'path_filestat_get',
    action: 'fs.read',
    timed: true,
    parameters: [fd, lookup, ...path, parameter('buf', 'out')],
    resolve: tellFilestat,
  }),
  wasiFunction({
    name: 'path_filestat_set_times',
    action: 'fs.write',
    timed: true,
    parameters: [
      fd,
      lookup,
      ...path,
      parameter('atim', 'timestamp', 'i64'),
      parameter('mtim', 'timestamp', 'i64'),
      parameter('fst_flags', 'flags', 'i32', TIME_FLAG_NAMES),
    ],
    resolve: setTimes,
  }),
  wasiFunction({
    name: 'path_readlink',
    action: 'fs.read',
    timed: true,
    parameters: [fd, ...path, parameter('buf', 'out'), parameter('buf_len', 'length'), parameter('bufused', 'out')],
    answer: { name: 'bufused', parameter: 5, bytes: 4, kind: 'length' },
    resolve: readLink,
  }),
  wasiFunction({
    name: 'path_symlink',
    action: 'fs.link',
    timed: true,
    parameters: [...oldPath, fd, ...newPath],
    resolve: makeLink,
  }),
  wasiFunction({
    name: 'path_link',
    action: 'fs.link',
    timed: true,
    parameters: [
      parameter('old_fd', 'fd'),
      parameter('old_flags', 'flags', 'i32', LOOKUP_FLAG_NAMES),
      ...oldPath,
      parameter('new_fd', 'fd'),
      ...newPath,
    ],
    resolve: link,
  }),
  wasiFunction({
    name: 'path_rename',
    action: 'fs.delete',
    timed: true,
    parameters: [fd, ...oldPath, parameter('new_fd', 'fd'), ...newPath],
    resolve: rename,
  }),
];

type Act = (place: Place) => Errno;

function onPath(call: HostCall, text: number, right: number, action: Action, act: Act): Errno | Ask {
  const named = namedBy(call, 0, text, right);
  if (typeof named === 'number') return named;
  return pathAsk(named, [action], () => atPlace(call, named, { actions: [action], follow: false }, act));
}

function makeDirectory({ directory, name }: Place): Errno {
  return name === '' ? ERRNO.EXIST : directory.makeDirectory(name);
}

function removeDirectory({ directory, name }: Place): Errno {
  return name === '' ? ERRNO.INVAL : directory.removeDirectory(name);
}

function unlinkFile({ directory, name, directoryOnly }: Place): Errno {
  if (name === '') return ERRNO.ISDIR;
  if (!directoryOnly) return directory.unlink(name);
  const stat = directory.stat(name);
  if (isErrno(stat)) return stat;
  return stat.kind === 'directory' ? ERRNO.ISDIR : ERRNO.NOTDIR;
}

function follows(call: HostCall): boolean {
  return (call.u32(1) & 1) !== 0;
}

function tellFilestat(call: HostCall): Errno | Ask {
  const named = namedBy(call, 0, 2, RIGHT.PATH_FILESTAT_GET);
  if (typeof named === 'number') return named;
  if (!call.guest.memory.has(call.u32(4), FILESTAT_BYTES)) return ERRNO.FAULT;
  const shown = isShownByDeniedRoot(named);
  const perform = (): Errno =>
    atPlace(call, named, { actions: shown ? [] : ['fs.read'], follow: follows(call) }, ({ directory, name, directoryOnly }) => {
      const stat = directory.stat(name);
      if (isErrno(stat)) return stat;
      if (directoryOnly && stat.kind !== 'directory') return ERRNO.NOTDIR;
      call.results.bytes(call.u32(4), filestatBytes(stat, named.from.mount.device));
      return ERRNO.SUCCESS;
    });
  return shown ? { action: 'handle.use', resource: '', perform } : pathAsk(named, ['fs.read'], perform);
}

function setTimes(call: HostCall): Errno | Ask {
  const named = namedBy(call, 0, 2, RIGHT.PATH_FILESTAT_SET_TIMES);
  if (typeof named === 'number') return named;
  const times = newTimes(call, 4);
  if (typeof times === 'number') return times;
  return pathAsk(named, ['fs.write'], () =>
    atPlace(call, named, { actions: ['fs.write'], follow: follows(call) }, ({ directory, name }) =>
      directory.setTimes(name, times),
    ),
  );
}

function readLink(call: HostCall): Errno | Ask {
  const named = namedBy(call, 0, 1, RIGHT.PATH_READLINK);
  if (typeof named === 'number') return named;
  const [buffer, length, used] = [call.u32(3), call.u32(4), call.u32(5)];
  if (!call.guest.memory.has(buffer, length) || !call.guest.memory.has(used, 4)) return ERRNO.FAULT;
  return pathAsk(named, ['fs.read'], () =>
    atPlace(call, named, { actions: ['fs.read'], follow: false }, ({ directory, name }) => {
      const link = name === '' ? ERRNO.INVAL : directory.readLink(name);
      if (isErrno(link)) return link;
      const target = encoder.encode(link.target).subarray(0, length);
      call.results.bytes(buffer, target);
      call.results.u32(used, target.length);
      return ERRNO.SUCCESS;
    }),
  );
}

/** A link that says where it leads out is never made; one that would lead out on the way is stopped when it is walked. */
function makeLink(call: HostCall): Errno | Ask {
  const target = readPath(call, 0);
  if (typeof target === 'number') return target;
  const named = namedBy(call, 2, 3, RIGHT.PATH_SYMLINK);
  if (typeof named === 'number') return named;
  const perform = (): Errno =>
    atPlace(call, named, { actions: ['fs.link'], follow: false }, ({ directory, name, directoryOnly }) => {
      if (name === '') return ERRNO.EXIST;
      if (directoryOnly) return isErrno(directory.stat(name)) ? ERRNO.NOENT : ERRNO.EXIST;
      return directory.makeLink(name, target.path);
    });
  const leadsOut = target.path.startsWith('/') ? ESCAPE : undefined;
  return { action: 'fs.link', resource: named.path, outside: leadsOut ?? outside(named, ['fs.link']), perform };
}

function link(call: HostCall): Errno | Ask {
  const from = namedBy(call, 0, 2, RIGHT.PATH_LINK_SOURCE);
  if (typeof from === 'number') return from;
  const to = namedBy(call, 4, 5, RIGHT.PATH_LINK_TARGET);
  if (typeof to === 'number') return to;
  if (follows(call)) return ERRNO.INVAL;
  return twoPaths(call, from, 'fs.link', to, (source, target) => {
    if (source.name === '' || source.directoryOnly) return ERRNO.PERM;
    if (target.name === '' || target.directoryOnly) return ERRNO.NOENT;
    return source.directory.link(source.name, target.directory, target.name);
  });
}

function rename(call: HostCall): Errno | Ask {
  const from = namedBy(call, 0, 1, RIGHT.PATH_RENAME_SOURCE);
  if (typeof from === 'number') return from;
  const to = namedBy(call, 3, 4, RIGHT.PATH_RENAME_TARGET);
  if (typeof to === 'number') return to;
  return twoPaths(call, from, 'fs.delete', to, (source, target) => {
    if (source.name === '' || target.name === '') return ERRNO.BUSY;
    const refused = source.directoryOnly || target.directoryOnly ? refusedAsFile(source) : ERRNO.SUCCESS;
    return refused === ERRNO.SUCCESS ? source.directory.rename(source.name, target.directory, target.name) : refused;
  });
}

/** A slash at an end promises a directory. */
function refusedAsFile({ directory, name }: Place): Errno {
  const stat = directory.stat(name);
  if (isErrno(stat)) return stat;
  return stat.kind === 'directory' ? ERRNO.SUCCESS : ERRNO.NOTDIR;
}

type ActOnTwo = (source: Place, target: Place) => Errno;

/** `action` on the source and fs.create on the target; between mounts of other rights never (THREATS 8). */
function twoPaths(call: HostCall, from: Named, action: Action, to: Named, act: ActOnTwo): Ask {
  const crosses = from.from.mount !== to.from.mount;
  const unequal = crosses && !sameRights(from.from.mount, to.from.mount) ? ERRNO.ACCES : undefined;
  const perform = (): Errno => {
    if (crosses) return ERRNO.XDEV;
    return atPlace(call, from, { actions: [action], follow: false }, (source) =>
      atPlace(call, to, { actions: ['fs.create'], follow: false }, (target) => act(source, target)),
    );
  };
  const toIsOutside = outside(to, ['fs.create']);
  const blamed = outside(from, [action]) === undefined && toIsOutside !== undefined ? to : from;
  return {
    action,
    resource: blamed.path,
    also: [{ action: 'fs.create', resource: to.path }],
    outside: outside(from, [action]) ?? toIsOutside ?? unequal,
    perform,
  };
}

const encoder = new TextEncoder();
