// The twenty points of Electron's security checklist (electronjs.org/docs/latest/tutorial/security) and where each is kept.
//
//  1 only secure content                  page-files.ts (nothing from a network), onlyOwnAddresses() here
//  2 no Node integration                  window.ts: nodeIntegration off, in workers and subframes too
//  3 context isolation                    window.ts: contextIsolation
//  4 process sandbox                      main.ts: app.enableSandbox(); window.ts: sandbox
//  5 permission requests                  denyPermissions() here: all but copying text, checks and devices too
//  6 webSecurity stays on                 window.ts: webSecurity
//  7 content security policy              page-files.ts: a header on every answer
//  8 no allowRunningInsecureContent       window.ts
//  9 no experimental features             window.ts
// 10 no enableBlinkFeatures               window.ts: not set; main.ts appends no switches
// 11 <webview>: no allowpopups            window.ts: webviewTag off
// 12 <webview>: verify options            confine() here: every attachment is refused
// 13 limit navigation                     confine() here: all refused, in frames too
// 14 limit new windows                    confine() here: all refused
// 15 no shell.openExternal                nothing imports shell; the architecture of main has no use for it
// 16 current version of Electron          package.json pins the newest stable one exactly
// 17 sender of every message              main.ts: fromOwnPage() before any handler, page-address.ts decides
// 18 custom protocol, not file://         app-protocol.ts; fuses.ts takes file://'s extra rights away
// 19 fuses                                fuses.ts
// 20 no Electron API in the page          preload.ts: three narrow members, no ipcRenderer, no event, no channel name
import type { Session, WebContents } from 'electron';
import { mayLoad } from './page-address.ts';

/** Nothing the page does leads anywhere: no navigation, no window, no guest view. */
export function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** The page writes to the clipboard after a click; it needs nothing else of the system. */
const NEEDED_PERMISSION = 'clipboard-sanitized-write';

type Permissions = Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>;

export function denyPermissions(session: Permissions): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === NEEDED_PERMISSION));
  session.setPermissionCheckHandler((_contents, permission) => permission === NEEDED_PERMISSION);
  session.setDevicePermissionHandler(() => false);
}

/** Whatever asks, the session loads the page's own files and nothing from any network; in a checkout the developer tools too. */
export function onlyOwnAddresses(session: Pick<Session, 'webRequest'>, page: string, developerTools: boolean): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    const tools = developerTools && details.url.startsWith('devtools://');
    answer({ cancel: !tools && !mayLoad(details.url, page) });
  });
}
