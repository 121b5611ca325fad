// One file of a run as far as its calls tell: the names it had, and its size where that is known. A file outlives its names:
// what is written under one name and renamed is one file.

export class FileNode {
  /** Counts from 0 in the order in which a recording first names files: the same in each reading of it. */
  readonly serial: number;
  /** The name it has now, or had last. Guest text. */
  path: string;
  /** Undefined where no call has told it. */
  size: number | undefined;
  /** Whether it is still found under `path`. */
  named = true;
  written = false;

  constructor(serial: number, path: string) {
    this.serial = serial;
    this.path = path;
  }

  /** What writing `length` bytes at `offset` makes of the size. */
  grow(offset: number, length: number): void {
    if (this.size !== undefined && length > 0) this.size = Math.max(this.size, offset + length);
  }
}

/** The files of a run by name. Holds a bounded number of names; files past it are followed, but not found again by name. */
export class FileNames {
  readonly #most: number;
  /** Names that renaming directories may still look through: a guest can rename a million times. */
  #looks = 50_000_000;
  readonly #byPath = new Map<string, FileNode>();
  #next = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The file of this name; a new one where none was named so yet. */
  at(path: string): FileNode {
    return this.#byPath.get(path) ?? this.#create(path);
  }

  /** A file that was certainly not there before. */
  fresh(path: string): FileNode {
    this.remove(path);
    const node = this.#create(path);
    node.size = 0;
    return node;
  }

  remove(path: string): void {
    const node = this.#byPath.get(path);
    this.#byPath.delete(path);
    if (node?.path === path) node.named = false;
  }

  link(from: string, to: string): void {
    this.#byPath.set(to, this.at(from));
  }

  /** A file, or a directory with all that is known to lie in it. Answers the files that changed their names. */
  rename(from: string, to: string): FileNode[] {
    if (from === to) return [];
    const moved = this.#in(from);
    for (const [path] of moved) this.#byPath.delete(path);
    for (const [path, node] of moved) {
      this.remove(`${to}${path.slice(from.length)}`);
      node.path = `${to}${path.slice(from.length)}`;
      node.named = true;
      this.#byPath.set(node.path, node);
    }
    return moved.map(([, node]) => node);
  }

  #in(path: string): [string, FileNode][] {
    const node = this.at(path);
    const isFile = node.written || node.size !== undefined;
    if (isFile || this.#looks < 0) return [[path, node]];
    this.#looks -= this.#byPath.size;
    const below = path === '/' ? path : `${path}/`;
    return [...this.#byPath].filter(([name]) => name === path || name.startsWith(below));
  }

  #create(path: string): FileNode {
    const node = new FileNode(this.#next++, path);
    if (this.#byPath.size < this.#most) this.#byPath.set(path, node);
    return node;
  }
}
