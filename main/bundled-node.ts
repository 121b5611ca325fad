// A Node that is shipped beside the application: guests in children of it get the layers that utility processes cannot have.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Undefined where none is shipped. `resources` is Electron's `process.resourcesPath`; archives are no place for a program. */
export function findBundledNode(
  resources: string,
  platform: NodeJS.Platform,
  exists: (path: string) => boolean = existsSync,
): string | undefined {
  const path = platform === 'win32' ? join(resources, 'node', 'node.exe') : join(resources, 'node', 'bin', 'node');
  return exists(path) ? path : undefined;
}

/** Where a plain Node finds a file of the application: it reads no archives, so packaging leaves these files beside. */
export function outsideArchive(entry: URL): URL {
  return new URL(entry.href.replace(/\/app\.asar\//, '/app.asar.unpacked/'));
}
