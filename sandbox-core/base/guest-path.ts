// Paths as a guest names them: absolute, in one normal form, compared by component. Never a host path.

const SLASH = 47;

/** An empty component, `.` or `..`, at the end too, or NUL. A pattern, since it takes half the time of a loop here. */
const ODD_PART = /\/\.{0,2}(?:\/|$)|\0/;

/** Absolute, no empty, `.` or `..` component, no slash at the end (but for `/` itself), no NUL. Does not allocate. */
export function isNormalGuestPath(path: string): boolean {
  return path.charCodeAt(0) === SLASH && (path.length === 1 || !ODD_PART.test(path));
}

/** Whether `path` is `directory` or lies in its tree, by component: `/data` covers `/data/a`, never `/data-secret`. Both normal. */
export function coversGuestPath(directory: string, path: string): boolean {
  const { length } = directory;
  if (length === 1) return true;
  // The character after it and its last one tell most directories apart before the whole is compared.
  if (path.length !== length && path.charCodeAt(length) !== SLASH) return false;
  return path.charCodeAt(length - 1) === directory.charCodeAt(length - 1) && path.startsWith(directory);
}

/** The directory a normal path lies in; `/` for `/` itself. */
export function guestDirectoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}
