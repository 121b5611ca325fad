// The files of the page, read once at start into a closed list by address: a request can only name an entry of it, so there
// is no path to traverse and no file to reach that is not the page's own.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
]);

/** The page's files by address (`/assets/index.js`); `/` is index.html. Links and unknown kinds of file are left out. */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  collect(folder, '', files);
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}

function collect(folder: string, address: string, files: Map<string, PageFile>): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const kind = lstatSync(path);
    const type = TYPES.get(extname(name));
    if (kind.isDirectory()) collect(path, `${address}/${name}`, files);
    else if (kind.isFile() && type !== undefined) files.set(`${address}/${name}`, { type, bytes: readFileSync(path) });
  }
}
