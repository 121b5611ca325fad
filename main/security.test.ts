import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OnBeforeRequestListenerDetails, Session, WebContents } from 'electron';
import { expect, test } from 'vitest';
import { PAGE_ORIGIN } from './page-address.ts';
import { confine, denyPermissions, onlyOwnAddresses } from './security.ts';

test('security.ts names a place for each of the twenty points, and every place is there', () => {
  const source = readFileSync(join(import.meta.dirname, 'security.ts'), 'utf8');
  const points = [...source.matchAll(/^\/\/ +(\d+) .+? {2,}(.+)$/gm)];
  expect(points.map(([, number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  const files = points.flatMap(([, , place]) => place?.match(/[\w-]+\.(?:ts|json)/g) ?? []);
  const folders = ['.', '../preload', '..'];
  const missing = files.filter((file) => !folders.some((folder) => existsSync(join(import.meta.dirname, folder, file))));
  expect(missing).toEqual([]);
});

test('confine() prevents every navigation and attachment and denies every window', () => {
  let denied: unknown;
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler(handler: Parameters<WebContents['setWindowOpenHandler']>[0]) {
      denied = handler({} as never);
    },
  });
  confine(contents as Pick<WebContents, 'setWindowOpenHandler'> as WebContents);
  const prevented: string[] = [];
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
    contents.emit(name, { preventDefault: () => prevented.push(name) });
  }
  expect([denied, prevented]).toEqual([
    { action: 'deny' },
    ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'],
  ]);
});

test('denyPermissions() grants copying text and nothing else', () => {
  const answers: Record<string, boolean> = {};
  denyPermissions({
    setPermissionRequestHandler(handler: Parameters<Session['setPermissionRequestHandler']>[0]) {
      for (const permission of ['media', 'clipboard-read', 'clipboard-sanitized-write', 'openExternal', 'fileSystem'] as const) {
        handler?.({} as WebContents, permission, (granted) => (answers[permission] = granted), {} as never);
      }
    },
    setPermissionCheckHandler(handler: Parameters<Session['setPermissionCheckHandler']>[0]) {
      answers['check hid'] = handler?.(null, 'hid', '', {} as never) ?? true;
    },
    setDevicePermissionHandler(handler: Parameters<Session['setDevicePermissionHandler']>[0]) {
      answers['device'] = handler?.({} as never) ?? true;
    },
  });
  expect(answers).toEqual({
    media: false,
    'clipboard-read': false,
    'clipboard-sanitized-write': true,
    openExternal: false,
    fileSystem: false,
    'check hid': false,
    device: false,
  });
});

test('onlyOwnAddresses() cancels all but the page itself, and the developer tools of a checkout', () => {
  const cancelled = (developerTools: boolean, url: string): boolean | undefined => {
    let answered: boolean | undefined;
    const webRequest = {
      onBeforeRequest: (
        listener: (details: OnBeforeRequestListenerDetails, answer: (response: { cancel?: boolean }) => void) => void,
      ) => listener({ url } as OnBeforeRequestListenerDetails, ({ cancel }) => (answered = cancel)),
    };
    onlyOwnAddresses({ webRequest } as Pick<Session, 'webRequest'>, `${PAGE_ORIGIN}/index.html`, developerTools);
    return answered;
  };
  expect([
    cancelled(false, `${PAGE_ORIGIN}/assets/a.js`),
    cancelled(false, 'https://example.com/'),
    cancelled(false, 'devtools://devtools/x'),
    cancelled(true, 'devtools://devtools/x'),
    cancelled(true, 'file:///etc/passwd'),
  ]).toEqual([false, true, true, false, true]);
});
