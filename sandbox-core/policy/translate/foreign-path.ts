// Host paths as foreign files write them → where a guest sees them, and patterns of names → what Cedar can say of paths.
import { isNormalGuestPath } from '../../base/guest-path.ts';
import { cedarString } from './cedar-words.ts';

/**
 * The guest path of a host path for tools that show a guest the host's own paths. Relative ones count from `/`. Undefined
 * for what leads out of where it starts, for paths of Windows and for those that no guest can name.
 */
export function guestPathOf(path: string): string | undefined {
  if (path === '' || /^[a-z]:[\\/]|^\\\\|\0/i.test(path)) return undefined;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  const guest = `/${parts.join('/')}`;
  return isNormalGuestPath(guest) ? guest : undefined;
}

/** `name` in `directory`, both normal. */
export function below(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}

/** A tree to mount, and which of its paths are meant. */
export interface Tree {
  readonly host: string;
  readonly guest: string;
  /** In Cedar; undefined for all of it. */
  readonly condition: string | undefined;
}

const WILD = /[*?[\]{}]/;

/**
 * A path or pattern as globs have it: `a/b`, `a/**`, `a/*`, `a/*.jpg`, and two stars before a last part. Undefined for paths
 * that no guest can name, and for what Cedar's `like` cannot say exactly: other wildcards, and any before the last part.
 *
 * `plain`, a path without wildcards, is a tree, or is told `by name`: a file where its name has an ending. A file cannot be
 * mounted, so its folder is, and all else in it stays out of reach.
 */
export function treeOf(glob: string, plain: 'tree' | 'by name'): Tree | undefined {
  if (glob === '' || glob.includes('$')) return undefined;
  const path = glob.replace(/(?<=.)\/+$/, '');
  const parts = path.split('/');
  const wild = parts.findIndex((part) => WILD.test(part));
  const isFile = plain === 'by name' && path === glob && wild < 0 && hasEnding(parts.at(-1) ?? '');
  const first = wild >= 0 ? wild : parts.length - (isFile ? 1 : 0);
  const host = parts.slice(0, first).join('/') || (path.startsWith('/') ? '/' : '.');
  const guest = guestPathOf(host);
  if (guest === undefined) return undefined;
  if (isFile) return { host, guest, condition: `resource.path == ${cedarString(below(guest, parts.at(-1) ?? ''))}` };
  const condition = wild < 0 ? '' : conditionOf(parts.slice(first), guest);
  return condition === undefined ? undefined : { host, guest, condition: condition === '' ? undefined : condition };
}

/** `a.txt`, but neither `.cache` nor `..`. */
function hasEnding(name: string): boolean {
  return /[^.]\.[A-Za-z0-9]+$/.test(name);
}

/** Empty for a whole tree. `*` of a glob stops at a slash, that of Cedar does not. */
function conditionOf(rest: readonly string[], guest: string): string | undefined {
  const isDeep = rest[0] === '**';
  const last = rest.at(-1) ?? '';
  if (isDeep && (rest.length === 1 || (rest.length === 2 && (last === '*' || last === '**')))) return '';
  if (rest.length > (isDeep ? 2 : 1) || /[?[\]{}]|\*\*/.test(last)) return undefined;
  const pattern = below(guest, last);
  return isDeep ? like(pattern) : `${like(pattern)} && !(${like(below(guest, '*/*'))})`;
}

function like(pattern: string): string {
  return `resource.path like ${cedarString(pattern)}`;
}

/** A guest folder in which all lies that a pattern can speak of, whatever its wildcards: `/` in doubt. */
export function coveringFolder(glob: string): string {
  const parts = glob.split('/');
  const first = parts.findIndex((part) => WILD.test(part) || part.includes('$'));
  return guestPathOf(parts.slice(0, first < 0 ? parts.length : first).join('/')) ?? '/';
}
