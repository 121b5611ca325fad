// The exact list of files that the page's protocol serves, and the answer to one request. An address is looked up in the
// list and never joined to a folder, so there is no path to climb out of.
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SECURITY_HEADERS } from '../app/node-host/security-headers.ts';
import { PAGE_HOST, PAGE_SCHEME } from './page-address.ts';

export interface PageFile {
  readonly path: string;
  readonly type: string;
}

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['json', 'application/json; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['ico', 'image/x-icon'],
  ['woff2', 'font/woff2'],
  ['wasm', 'application/wasm'],
]);

/** Every plain file below `folder` with a known ending, by its path in an address. Links and unknown kinds are left out. */
export function listPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  const walk = (inside: string, address: string): void => {
    for (const entry of readdirSync(inside, { withFileTypes: true })) {
      const path = join(inside, entry.name);
      if (entry.isDirectory()) walk(path, `${address}${entry.name}/`);
      const type = CONTENT_TYPES.get(entry.name.slice(entry.name.lastIndexOf('.') + 1));
      if (entry.isFile() && type !== undefined) files.set(`${address}${entry.name}`, { path, type });
    }
  };
  walk(folder, '/');
  return files;
}

/** Answers one request of the page. */
export async function answerPage(
  files: ReadonlyMap<string, PageFile>,
  request: Pick<Request, 'method' | 'url'>,
): Promise<Response> {
  const { protocol, host, pathname } = new URL(request.url);
  if (protocol !== `${PAGE_SCHEME}:` || host !== PAGE_HOST) return refusal(404);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const file = files.get(pathname);
  if (!file) return refusal(404);
  const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(file.path));
  return new Response(body, { status: 200, headers: { ...SECURITY_HEADERS, 'content-type': file.type } });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: SECURITY_HEADERS });
}
