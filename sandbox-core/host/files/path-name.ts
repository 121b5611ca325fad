// Which texts may be a path and which may be one name in it. The same on every system, so that a guest behaves alike
// everywhere: names that mean a device or a stream on Windows are refused on Linux too (THREATS 12).
import { OPERATION_CAPS } from '../../limits/limits.ts';
import { ERRNO, type Errno } from '../errno.ts';

const MOST_NAME_BYTES = 255;

const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\..*)?$/i;
/** Separators, streams and what Windows drops from the end of a name. */
const FOREIGN = /[\\:]|[. ]$/;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Bytes of guest text that is to be a path: NOENT when empty, NAMETOOLONG, ILSEQ when not UTF-8, INVAL with a NUL. */
export function decodePath(bytes: Uint8Array): { readonly path: string } | Errno {
  if (bytes.length === 0) return ERRNO.NOENT;
  if (bytes.length >= OPERATION_CAPS.path) return ERRNO.NAMETOOLONG;
  if (bytes.includes(0)) return ERRNO.INVAL;
  try {
    return { path: decoder.decode(bytes) };
  } catch {
    return ERRNO.ILSEQ;
  }
}

/** SUCCESS, or why no tree may hold this name. */
export function checkedName(name: string): Errno {
  if (name.length > MOST_NAME_BYTES) return ERRNO.NAMETOOLONG;
  if (name.length * 3 > MOST_NAME_BYTES && encoder.encode(name).length > MOST_NAME_BYTES) return ERRNO.NAMETOOLONG;
  return FOREIGN.test(name) || DEVICE.test(name) ? ERRNO.INVAL : ERRNO.SUCCESS;
}

export interface NamedPath {
  /** The normal absolute guest path that is meant, as far as one can tell without looking at links. */
  readonly path: string;
  /** Whether it climbs above the directory it starts from. */
  readonly escapes: boolean;
}

/** `path` as seen from the directory whose guest path is `from`. */
export function guestPathFrom(from: string, path: string): NamedPath {
  const names = from === '/' ? [] : from.slice(1).split('/');
  const floor = path.startsWith('/') ? 0 : names.length;
  if (floor === 0) names.length = 0;
  let escapes = path.startsWith('/');
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else {
      escapes ||= names.length <= floor;
      names.pop();
    }
  }
  return { path: `/${names.join('/')}`, escapes };
}
