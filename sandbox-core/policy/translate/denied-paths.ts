// What a pattern of the host's paths takes away from a grant, said of the paths under which the guest sees them.
import { coversGuestPath } from '../../base/guest-path.ts';
import { cedarString, denial, type Access, type Forbid } from './cedar-words.ts';
import { coveringFolder, guestPathOf, treeOf } from './foreign-path.ts';
import type { Grant } from './settle-grants.ts';

interface Denied {
  readonly forbids: readonly Forbid[];
  /** False where Cedar cannot say the pattern, so that more is denied. */
  readonly exact: boolean;
}

export function deniedIn({ host, guest }: Grant, access: Access, glob: string): Denied {
  const folder = guestPathOf(host) ?? '/';
  const tree = treeOf(glob, 'tree');
  if (tree === undefined) {
    const around = coveringFolder(glob);
    const seen = coversGuestPath(around, folder) ? guest : seenAt(around, folder, guest);
    return { forbids: seen === undefined ? [] : denial(access, seen), exact: seen === undefined };
  }
  const seen = seenAt(tree.guest, folder, guest);
  const isDeep = glob.includes('**/');
  const last = glob.slice(glob.lastIndexOf('/') + 1);
  if (seen !== undefined) {
    // Its condition names paths by where they are on the host, so it is made again for where they are seen.
    const again = tree.condition === undefined ? undefined : treeOf(`${seen}/${isDeep ? '**/' : ''}${last}`, 'tree');
    return { forbids: denial(access, seen, again?.condition), exact: true };
  }
  if (!coversGuestPath(tree.guest, folder)) return { forbids: [], exact: true };
  if (tree.condition === undefined) return { forbids: denial(access, guest), exact: true };
  // Without two stars it speaks of a folder above this one alone.
  return { forbids: isDeep ? denial(access, guest, `resource.name like ${cedarString(last)}`) : [], exact: true };
}

/** Where the guest sees `path` of the host, if it lies in the folder that it sees as `guest`. */
function seenAt(path: string, folder: string, guest: string): string | undefined {
  if (!coversGuestPath(folder, path)) return undefined;
  const rest = path === folder ? '' : path.slice(folder === '/' ? 0 : folder.length);
  return guest === '/' ? rest || '/' : `${guest}${rest}`;
}
