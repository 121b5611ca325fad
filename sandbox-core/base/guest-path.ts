// Paths as a guest names them: absolute, in one normal form, compared by component. Never a host path.

const SLASH = 47;
const DOT = 46;

/** Absolute, no empty, `.` or `..` component, no slash at the end (but for `/` itself), no NUL. Does not allocate. */
export function isNormalGuestPath(path: string): boolean {
  const { length } = path;
  if (length === 0 || path.charCodeAt(0) !== SLASH) return false;
  if (length === 1) return true;
  let start = 1;
  for (let at = 1; at <= length; at++) {
    const code = at === length ? SLASH : path.charCodeAt(at);
    if (code === 0) return false;
    if (code !== SLASH) continue;
    if (isEmptyOrDots(path, start, at)) return false;
    start = at + 1;
  }
  return true;
}

function isEmptyOrDots(path: string, start: number, end: number): boolean {
  const length = end - start;
  if (length > 2) return false;
  if (length === 0) return true;
  return path.charCodeAt(start) === DOT && (length === 1 || path.charCodeAt(start + 1) === DOT);
}

/** Whether `path` is `directory` or lies in its tree, by component: `/data` covers `/data/a`, never `/data-secret`. Both normal. */
export function coversGuestPath(directory: string, path: string): boolean {
  if (directory === '/') return true;
  if (!path.startsWith(directory)) return false;
  return path.length === directory.length || path.charCodeAt(directory.length) === SLASH;
}

/** The directory a normal path lies in; `/` for `/` itself. */
export function guestDirectoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}
