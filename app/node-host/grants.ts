// Folders granted on the command line or in a native dialog. A folder that holds, or lies in, what belongs to the application is
// refused (THREATS 105), found by inode so that no other spelling, link or bind mount of it gets by; so are the system's own trees.
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Signal } from '../../sandbox-core/index.ts';
import type { Grant, Grants } from '../services/grants.ts';

/** A folder as a person named it. */
export interface Root {
  /** Undefined: named after the folder. */
  readonly name: string | undefined;
  readonly folder: string;
  readonly writable: boolean;
}

export type AddedGrant = { readonly ok: true; readonly grant: Grant } | { readonly ok: false; readonly message: string };

const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
const SYSTEM_TREES = ['/proc', '/sys', '/dev'];
const MOST_GRANTS = 64;

/** `NAME=DIR`, `DIR`, either with `:ro` for reading only. */
export function parseRoot(text: string): Root | undefined {
  const writable = !text.endsWith(':ro');
  const rest = writable ? text : text.slice(0, -':ro'.length);
  const at = rest.indexOf('=');
  const name = at < 0 ? undefined : rest.slice(0, at);
  // A folder may have = in its name; then it has to be given a name too, or begin with a slash or a dot.
  if (name !== undefined && NAME.test(name))
    return rest.length > at + 1 ? { name, folder: rest.slice(at + 1), writable } : undefined;
  return rest === '' || (name !== undefined && !/^[./~]/.test(rest)) ? undefined : { name: undefined, folder: rest, writable };
}

export class GrantedFolders implements Grants {
  readonly changed = new Signal<void>();
  readonly #grants = new Map<string, Grant & { readonly inode: string }>();
  readonly #own: readonly string[];

  /** `own`: folders of the application, which no grant may overlap. One that is not there yet is left out until it is. */
  constructor(own: readonly string[]) {
    this.#own = own;
  }

  list(): readonly Grant[] {
    return [...this.#grants.values()].map(({ name, path, writable }) => ({ name, path, writable }));
  }

  /** The message is for the person who named the folder, and repeats what they wrote. */
  add(root: Root): AddedGrant {
    const path = folderAt(root.folder);
    if (path === undefined) return { ok: false, message: `${root.folder} is not a folder that can be opened` };
    const refusal = overlap(path, this.#own);
    if (refusal !== undefined) return { ok: false, message: `${root.folder} cannot be granted: ${refusal}` };
    const name = root.name ?? this.#freeName(basename(path));
    const known = this.#grants.get(name);
    if (known && known.path !== path) return { ok: false, message: `two folders are named ${name}` };
    if (this.#grants.size >= MOST_GRANTS) return { ok: false, message: `${MOST_GRANTS} folders are granted already` };
    const grant = { name, path, writable: root.writable };
    this.#grants.set(name, { ...grant, inode: inodeOf(path) });
    this.changed.emit();
    return { ok: true, grant };
  }

  refusal(grant: Grant): string | undefined {
    const path = folderAt(grant.path);
    if (path === undefined) return 'the folder is not there any more';
    if (path !== grant.path || inodeOf(path) !== this.#grants.get(grant.name)?.inode) {
      return 'another folder stands in its place than the one that was granted';
    }
    return overlap(path, this.#own);
  }

  #freeName(wanted: string): string {
    const plain =
      wanted
        .replace(/[^\w.-]/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '')
        .slice(0, 60) || 'folder';
    for (let number = 2, name = plain; ; number += 1) {
      if (!this.#grants.has(name)) return name;
      name = `${plain}-${number}`;
    }
  }
}

function folderAt(path: string): string | undefined {
  try {
    const real = realpathSync(resolve(path));
    return statSync(real).isDirectory() ? real : undefined;
  } catch {
    // Not there, or not to be read by us.
    return undefined;
  }
}

/** Why the folder may be granted to nobody; undefined where it may. Names no host path. */
function overlap(path: string, own: readonly string[]): string | undefined {
  if (dirname(path) === path) return 'it is the root of the file system';
  const above = inodesUpFrom(path);
  for (const tree of SYSTEM_TREES) {
    const real = folderAt(tree);
    if (real !== undefined && above.includes(inodeOf(real))) return `it is or lies in ${tree}, which speaks of the system itself`;
  }
  for (const folder of own) {
    const real = folderAt(folder);
    if (real === undefined) continue;
    if (above.includes(inodeOf(real))) return 'it is or lies in a folder that belongs to this application';
    if (inodesUpFrom(real).includes(inodeOf(path))) return 'it holds a folder that belongs to this application';
  }
  return undefined;
}

/** Identity of the folder and of each one above it, itself first. */
function inodesUpFrom(path: string): string[] {
  const inodes = [inodeOf(path)];
  for (let at = path; dirname(at) !== at;) {
    at = dirname(at);
    inodes.push(inodeOf(at));
  }
  return inodes;
}

function inodeOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}
