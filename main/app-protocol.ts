// Serves the page as app:// files. The scheme is made known before the app is ready, as Electron demands.
import type { Protocol } from 'electron';
import { PAGE_SCHEME } from './page-address.ts';
import { answerPage, listPageFiles } from './page-files.ts';

/** Before `ready`: an origin of its own, secure, with relative addresses and fetch. It bypasses no content policy. */
export function registerPageScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** After `ready`: serves the files below `folder` that are there now. */
export function servePage(protocol: Protocol, folder: string): void {
  const files = listPageFiles(folder);
  protocol.handle(PAGE_SCHEME, (request) => answerPage(files, request));
}
