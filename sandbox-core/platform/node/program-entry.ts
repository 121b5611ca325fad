// First files of the processes beside the engine's. In a checkout that is TypeScript, which Node reads file by file, anew for each
// process; where a build has left the same programs in a few files of JavaScript, those start in a third of the time. They
// are taken only when they were made of the very sources that lie here now.
import { readFileSync, statSync } from 'node:fs';

export type ProgramName = 'guest-process' | 'tenant-process' | 'jail-self-test' | 'session-probe';

/** What app/launch/build-guest-programs.mjs writes beside what it built. */
interface Built {
  /** Path from the checkout's root, bytes, and milliseconds of the last change. */
  readonly sources: readonly (readonly [path: string, size: number, modified: number])[];
}

const BUILT = '../out/guest/';

/** By door: whether what was built is of these sources. Asked once, so that all programs of one engine are of one make. */
const known = new Map<string, boolean>();

/** `door`: the address of the file in sandbox-core's own folder, or of its built form, that the entries lie beside. */
export function programEntry(name: ProgramName, door: string): URL {
  if (!door.endsWith('.ts')) return new URL(`./${name}.js`, door);
  const fresh = known.get(door) ?? isFresh(new URL(BUILT, door), new URL('../', door));
  known.set(door, fresh);
  return fresh ? new URL(`${BUILT}${name}.js`, door) : new URL(`./${name}.ts`, door);
}

function isFresh(built: URL, root: URL): boolean {
  try {
    const { sources } = JSON.parse(readFileSync(new URL('sources.json', built), 'utf8')) as Built;
    return sources.every(([path, size, modified]) => {
      const found = statSync(new URL(path, root), { throwIfNoEntry: false });
      return found?.size === size && found.mtimeMs === modified;
    });
  } catch {
    // There is no build, or half of one.
    return false;
  }
}
