// A file tree in memory: gone with the run, bounded in bytes and names by one quota for all trees of a guest. Contents
// are dense, so a file counts with all the bytes up to its end, holes included (THREATS 16).
import { ERRNO, type Errno } from '../errno.ts';
import {
  isErrno,
  type Answer,
  type Directory,
  type Listing,
  type NewTimes,
  type OpenFile,
  type OpenHow,
  type Stat,
} from './file-tree.ts';
import { MemoryContents } from './memory-contents.ts';
import type { TreeQuota } from './tree-quota.ts';

/** What all nodes of one tree share. */
interface Tree {
  readonly quota: TreeQuota;
  /** Nanoseconds since 1970, by the guest's clock: a frozen clock freezes the times of files too. */
  now(): bigint;
  nextInode: bigint;
}

interface NodeBase {
  readonly inode: bigint;
  /** Names that lead here. */
  links: number;
  accessed: bigint;
  modified: bigint;
  changed: bigint;
}
type FileNode = NodeBase & { readonly kind: 'file'; readonly contents: MemoryContents; opened: number };
type LinkNode = NodeBase & { readonly kind: 'link'; readonly target: string };
type DirectoryNode = NodeBase & {
  readonly kind: 'directory';
  readonly entries: Map<string, Node>;
  parent: DirectoryNode | undefined;
};
type Node = FileNode | LinkNode | DirectoryNode;

/** An empty tree; answers its root. */
export function createMemoryTree(quota: TreeQuota, now: () => bigint): MemoryDirectory {
  const tree: Tree = { quota, now, nextInode: 1n };
  // A root has no name, yet it is there: it counts one.
  return new MemoryDirectory(tree, { ...newBase(tree), links: 1, kind: 'directory', entries: new Map(), parent: undefined });
}

class MemoryDirectory implements Directory {
  readonly kind = 'directory';
  readonly #tree: Tree;
  readonly #node: DirectoryNode;

  constructor(tree: Tree, node: DirectoryNode) {
    this.#tree = tree;
    this.#node = node;
  }

  enter(name: string): Answer<Directory> {
    const node = this.#node.entries.get(name);
    if (node === undefined) return ERRNO.NOENT;
    if (node.kind === 'link') return ERRNO.LOOP;
    return node.kind === 'directory' ? new MemoryDirectory(this.#tree, node) : ERRNO.NOTDIR;
  }

  open(name: string, how: OpenHow): Answer<OpenFile | Directory> {
    const node = this.#node.entries.get(name);
    if (node === undefined) return how.create && !how.directory ? this.#create(name) : ERRNO.NOENT;
    if (how.create && how.exclusive) return ERRNO.EXIST;
    if (node.kind === 'link') return ERRNO.LOOP;
    if (node.kind === 'directory') {
      return how.write || how.create || how.truncate ? ERRNO.ISDIR : new MemoryDirectory(this.#tree, node);
    }
    if (how.directory) return ERRNO.NOTDIR;
    const file = new MemoryFile(this.#tree, node);
    if (how.truncate) file.resize(0);
    return file;
  }

  again(): Directory {
    return new MemoryDirectory(this.#tree, this.#node);
  }

  stat(name: string): Answer<Stat> {
    const node = this.#named(name);
    return node === undefined ? ERRNO.NOENT : statOf(node);
  }

  setTimes(name: string, times: NewTimes): Errno {
    const node = this.#named(name);
    return node === undefined ? ERRNO.NOENT : setNodeTimes(this.#tree, node, times);
  }

  readLink(name: string): Answer<{ readonly target: string }> {
    const node = this.#node.entries.get(name);
    if (node === undefined) return ERRNO.NOENT;
    return node.kind === 'link' ? { target: node.target } : ERRNO.INVAL;
  }

  makeDirectory(name: string): Errno {
    return this.#add(name, () => ({ ...newBase(this.#tree), kind: 'directory', entries: new Map(), parent: this.#node }));
  }

  makeLink(name: string, target: string): Errno {
    return this.#add(name, () => ({ ...newBase(this.#tree), kind: 'link', target }));
  }

  removeDirectory(name: string): Errno {
    const node = this.#node.entries.get(name);
    if (node === undefined) return ERRNO.NOENT;
    if (node.kind !== 'directory') return ERRNO.NOTDIR;
    if (node.entries.size > 0) return ERRNO.NOTEMPTY;
    this.#remove(name, node);
    return ERRNO.SUCCESS;
  }

  unlink(name: string): Errno {
    const node = this.#node.entries.get(name);
    if (node === undefined) return ERRNO.NOENT;
    if (node.kind === 'directory') return ERRNO.ISDIR;
    this.#remove(name, node);
    return ERRNO.SUCCESS;
  }

  link(name: string, to: Directory, newName: string): Errno {
    const node = this.#node.entries.get(name);
    if (node === undefined) return ERRNO.NOENT;
    if (!(to instanceof MemoryDirectory) || to.#tree !== this.#tree) return ERRNO.XDEV;
    if (to.#node.entries.has(newName)) return ERRNO.EXIST;
    if (node.kind === 'directory') return ERRNO.PERM;
    return to.#put(newName, node);
  }

  rename(name: string, to: Directory, newName: string): Errno {
    const node = this.#node.entries.get(name);
    if (node === undefined) return ERRNO.NOENT;
    if (!(to instanceof MemoryDirectory) || to.#tree !== this.#tree) return ERRNO.XDEV;
    if (to.#node.links === 0) return ERRNO.NOENT;
    if (node.kind === 'directory' && isWithin(to.#node, node)) return ERRNO.INVAL;
    const old = to.#node.entries.get(newName);
    if (old === node) return ERRNO.SUCCESS;
    // As Linux has it, whatever is renamed: a directory that the name stands in is not empty, before it is a directory.
    if (old?.kind === 'directory' && isWithin(this.#node, old)) return ERRNO.NOTEMPTY;
    const refused = old === undefined ? ERRNO.SUCCESS : replaceable(node, old);
    if (refused !== ERRNO.SUCCESS) return refused;
    if (old !== undefined) to.#remove(newName, old);
    this.#node.entries.delete(name);
    to.#node.entries.set(newName, node);
    if (node.kind === 'directory') node.parent = to.#node;
    this.#touch();
    to.#touch();
    return ERRNO.SUCCESS;
  }

  list(): Listing {
    const entries = this.#node.entries.entries();
    return {
      next() {
        const { value, done } = entries.next();
        return done ? undefined : { name: value[0], kind: value[1].kind, inode: value[1].inode };
      },
      close() {},
    };
  }

  sync(): Errno {
    return ERRNO.SUCCESS;
  }

  close(): void {}

  #named(name: string): Node | undefined {
    return name === '' ? this.#node : this.#node.entries.get(name);
  }

  #create(name: string): Answer<OpenFile> {
    const node: FileNode = { ...newBase(this.#tree), kind: 'file', contents: new MemoryContents(this.#tree.quota), opened: 0 };
    const errno = this.#add(name, () => node);
    return errno === ERRNO.SUCCESS ? new MemoryFile(this.#tree, node) : errno;
  }

  #add(name: string, make: () => Node): Errno {
    if (this.#node.entries.has(name)) return ERRNO.EXIST;
    return this.#put(name, make());
  }

  #put(name: string, node: Node): Errno {
    if (this.#node.entries.has(name)) return ERRNO.EXIST;
    if (this.#node.links === 0) return ERRNO.NOENT;
    if (!this.#tree.quota.takeName()) return ERRNO.DQUOT;
    node.links++;
    this.#node.entries.set(name, node);
    this.#touch();
    return ERRNO.SUCCESS;
  }

  #remove(name: string, node: Node): void {
    this.#node.entries.delete(name);
    node.links--;
    this.#tree.quota.releaseName();
    if (node.kind === 'file') freeIfUnused(node);
    this.#touch();
  }

  #touch(): void {
    this.#node.modified = this.#node.changed = this.#tree.now();
  }
}

class MemoryFile implements OpenFile {
  readonly kind = 'file';
  readonly #tree: Tree;
  readonly #node: FileNode;

  constructor(tree: Tree, node: FileNode) {
    this.#tree = tree;
    this.#node = node;
    node.opened++;
  }

  read(into: Uint8Array, at: number): number {
    this.#node.accessed = this.#tree.now();
    return this.#node.contents.read(into, at);
  }

  write(from: Uint8Array, at: number): number {
    const count = this.#node.contents.write(from, at);
    if (count > 0) this.#node.modified = this.#node.changed = this.#tree.now();
    return count;
  }

  append(from: Uint8Array): number {
    return this.write(from, this.#node.contents.size);
  }

  stat(): Stat {
    return statOf(this.#node);
  }

  resize(size: number): Errno {
    const errno = this.#node.contents.resize(size);
    if (errno === ERRNO.SUCCESS) this.#node.modified = this.#node.changed = this.#tree.now();
    return errno;
  }

  setTimes(times: NewTimes): Errno {
    return setNodeTimes(this.#tree, this.#node, times);
  }

  sync(): Errno {
    return ERRNO.SUCCESS;
  }

  close(): void {
    this.#node.opened--;
    freeIfUnused(this.#node);
  }
}

function newBase(tree: Tree): NodeBase {
  const now = tree.now();
  return { inode: tree.nextInode++, links: 0, accessed: now, modified: now, changed: now };
}

function statOf(node: Node): Stat {
  const { kind, inode, links, accessed, modified, changed } = node;
  return { kind, inode, links, size: sizeOf(node), accessed, modified, changed };
}

function sizeOf(node: Node): number {
  if (node.kind === 'file') return node.contents.size;
  return node.kind === 'link' ? new TextEncoder().encode(node.target).length : 0;
}

function setNodeTimes(tree: Tree, node: Node, times: NewTimes): Errno {
  if (times.accessed !== undefined) node.accessed = times.accessed;
  if (times.modified !== undefined) node.modified = times.modified;
  node.changed = tree.now();
  return ERRNO.SUCCESS;
}

function freeIfUnused(node: FileNode): void {
  if (node.links === 0 && node.opened === 0) node.contents.resize(0);
}

/** Whether `node` may take the place of `old`, as POSIX rename has it. */
function replaceable(node: Node, old: Node): Errno {
  if (node.kind === 'directory') {
    if (old.kind !== 'directory') return ERRNO.NOTDIR;
    return old.entries.size > 0 ? ERRNO.NOTEMPTY : ERRNO.SUCCESS;
  }
  return old.kind === 'directory' ? ERRNO.ISDIR : ERRNO.SUCCESS;
}

function isWithin(node: DirectoryNode, ancestor: DirectoryNode): boolean {
  for (let at: DirectoryNode | undefined = node; at !== undefined; at = at.parent) if (at === ancestor) return true;
  return false;
}

/** Puts a file into a tree, with the directories on its way; a path that ends with a slash is a directory. */
export function plantFile(root: Directory, path: string, bytes: Uint8Array): Errno {
  const names = path.split('/').filter((name) => name !== '');
  const last = path.endsWith('/') ? undefined : names.pop();
  let directory = root;
  for (const name of names) {
    directory.makeDirectory(name);
    const inner = directory.enter(name);
    if (isErrno(inner)) return inner;
    directory = inner;
  }
  return last === undefined ? ERRNO.SUCCESS : writeWhole(directory, last, bytes);
}

function writeWhole(directory: Directory, name: string, bytes: Uint8Array): Errno {
  const how = { read: false, write: true, create: true, exclusive: false, truncate: true, directory: false };
  const file = directory.open(name, how);
  if (isErrno(file)) return file;
  if (file.kind !== 'file') return ERRNO.ISDIR;
  const written = file.write(bytes, 0);
  file.close();
  return (written < 0 ? -written : ERRNO.SUCCESS) as Errno;
}
