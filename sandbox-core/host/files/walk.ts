// From a path to the directory its last name stands in: one name after the other, each directory held open while it is
// passed, links resolved here and never by the system. So nothing that is swapped during the walk leads out of the tree,
// and `..` goes back to the directory we came from (THREATS 1 to 5).
import { ERRNO, type Errno } from '../errno.ts';
import { isErrno, type Answer, type Directory } from './file-tree.ts';
import { checkedName } from './path-name.ts';

/** What reaches out of its tree is answered with. */
export const ESCAPE = ERRNO.NOTCAPABLE;

const MOST_LINKS = 40;
/** Directories held open at once; a deeper path is refused. */
const MOST_DEPTH = 256;

export interface Place {
  readonly directory: Directory;
  /** The last name, not followed unless asked; `''` for the directory itself. */
  readonly name: string;
  /** The path said, by a slash at its end, that it means a directory. */
  readonly directoryOnly: boolean;
  /** The names of the directories passed, from the root of the walk, after links. */
  readonly below: readonly string[];
  /** Closes what the walk opened. */
  release(): void;
}

/** `follow`: whether a link in the last place is resolved; one before a slash always is. */
export function walk(root: Directory, path: string, follow: boolean): Answer<Place> {
  const walk = new Walk(root);
  const answer = walk.to(path, follow);
  if (isErrno(answer)) walk.release();
  return answer;
}

class Walk {
  readonly #root: Directory;
  readonly #passed: { readonly name: string; readonly directory: Directory }[] = [];
  /** Names still to go, the next one last. */
  readonly #names: string[] = [];
  #directoryOnly = false;
  #links = 0;

  constructor(root: Directory) {
    this.#root = root;
  }

  to(path: string, follow: boolean): Answer<Place> {
    this.#directoryOnly = this.#push(path);
    for (;;) {
      const name = this.#names.pop();
      if (name === undefined) return this.#place('');
      if (name === '..') {
        if (this.#passed.length === 0) return ESCAPE;
        this.#passed.pop()?.directory.close();
        continue;
      }
      const refused = checkedName(name);
      if (refused !== ERRNO.SUCCESS) return refused;
      if (this.#names.length > 0) {
        const errno = this.#enter(name);
        if (errno !== ERRNO.SUCCESS) return errno;
        continue;
      }
      if (!follow && !this.#directoryOnly) return this.#place(name);
      const link = this.#here.readLink(name);
      if (isErrno(link)) return link === ERRNO.INVAL || link === ERRNO.NOENT ? this.#place(name) : link;
      const errno = this.#expand(link.target, true);
      if (errno !== ERRNO.SUCCESS) return errno;
    }
  }

  release(): void {
    for (const { directory } of this.#passed) directory.close();
    this.#passed.length = 0;
  }

  get #here(): Directory {
    return this.#passed.at(-1)?.directory ?? this.#root;
  }

  #place(name: string): Place {
    return {
      directory: this.#here,
      name,
      directoryOnly: this.#directoryOnly,
      below: this.#passed.map((passed) => passed.name),
      release: () => this.release(),
    };
  }

  #enter(name: string): Errno {
    if (this.#passed.length >= MOST_DEPTH) return ERRNO.NAMETOOLONG;
    const directory = this.#here.enter(name);
    if (!isErrno(directory)) {
      this.#passed.push({ name, directory });
      return ERRNO.SUCCESS;
    }
    if (directory !== ERRNO.LOOP && directory !== ERRNO.NOTDIR) return directory;
    const link = this.#here.readLink(name);
    if (isErrno(link)) return link === ERRNO.INVAL ? ERRNO.NOTDIR : link;
    return this.#expand(link.target, false);
  }

  #expand(target: string, last: boolean): Errno {
    if (++this.#links > MOST_LINKS) return ERRNO.LOOP;
    if (target.startsWith('/')) return ESCAPE;
    if (this.#push(target) && last) this.#directoryOnly = true;
    return ERRNO.SUCCESS;
  }

  /** Puts the names of `path` before those still to go; tells whether it ends as only a directory's path does. */
  #push(path: string): boolean {
    const names = path.split('/');
    const last = names.at(-1);
    for (const name of names.reverse()) {
      if (name !== '' && name !== '.') this.#names.push(name);
    }
    return last === '' || last === '.' || last === '..';
  }
}
