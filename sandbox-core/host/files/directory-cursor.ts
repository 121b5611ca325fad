// fd_readdir over a listing that only goes forward. A cookie is the number of the next entry, from 0; `.` and `..` come
// first. The entries of the last answer are kept, because a guest asks again for the one that did not fit; any other
// jump, and cookie 0, start the listing anew, and may pass over a bounded number of entries (THREATS 17).
import { ERRNO, type Errno } from '../errno.ts';
import { isErrno, type Directory, type DirectoryEntry, type Listing } from './file-tree.ts';

const MOST_PASSED_OVER = 65_536;

export class DirectoryCursor {
  readonly #directory: Directory;
  #listing: Listing | undefined;
  /** Number of the entry that the listing gives next. */
  #next = 0;
  /** Entries `#keptFrom … #next`, those of the last answer. */
  #kept: DirectoryEntry[] = [];

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** Puts the cursor at a cookie: INVAL for one that is too far away. */
  seek(cookie: number): Errno {
    const keptFrom = this.#next - this.#kept.length;
    if (cookie > 0 && cookie >= keptFrom && cookie <= this.#next && this.#listing !== undefined) {
      this.#kept = this.#kept.slice(cookie - keptFrom);
      return ERRNO.SUCCESS;
    }
    if (cookie === 0 || cookie < keptFrom || this.#listing === undefined) {
      const errno = this.#restart();
      if (errno !== ERRNO.SUCCESS) return errno;
    }
    this.#kept = [];
    if (cookie - this.#next > MOST_PASSED_OVER) return ERRNO.INVAL;
    while (this.#next < cookie) if (this.#read() === undefined) break;
    this.#kept = [];
    return ERRNO.SUCCESS;
  }

  /** Entry `index` after the cookie, or undefined at the end. Indexes are asked in order. */
  entry(index: number): DirectoryEntry | undefined {
    return this.#kept[index] ?? this.#read();
  }

  close(): void {
    this.#listing?.close();
    this.#listing = undefined;
    this.#kept = [];
    this.#next = 0;
  }

  #restart(): Errno {
    this.close();
    const listing = this.#directory.list();
    if (isErrno(listing)) return listing;
    this.#listing = listing;
    return ERRNO.SUCCESS;
  }

  #read(): DirectoryEntry | undefined {
    const entry = this.#next < 2 ? this.#dots(this.#next) : this.#listing?.next();
    if (entry === undefined) return undefined;
    this.#next++;
    this.#kept.push(entry);
    return entry;
  }

  /**
   * The parent's inode is not told: the parent of a mount is outside. As above every root, it is the folder itself; zero would
   * make wasi-libc's scandir ask for `..` by its path, which no descriptor of a folder may, and fail.
   */
  #dots(index: number): DirectoryEntry {
    const own = this.#directory.stat('');
    const inode = isErrno(own) ? 0n : own.inode;
    return { name: index === 0 ? '.' : '..', kind: 'directory', inode };
  }
}
