// session.defaultSession on the stand-in. Requests pass the listener as in Electron; permissions are kept but not asked,
// since a headless Chromium grants none.
import type * as Electron from 'electron';

type BeforeRequest = (
  details: Electron.OnBeforeRequestListenerDetails,
  answer: (response: Electron.CallbackResponse) => void,
) => void;
/** What of the details our listener may look at here. */
type KnownDetails = Pick<Electron.OnBeforeRequestListenerDetails, 'url' | 'method'>;

let beforeRequest: ((details: KnownDetails, answer: (response: Electron.CallbackResponse) => void) => void) | undefined;
const asked = new Set<string>();

export const standInSession = {
  setPermissionRequestHandler: (_handler: unknown): void => void asked.add('request'),
  setPermissionCheckHandler: (_handler: unknown): void => void asked.add('check'),
  setDevicePermissionHandler: (_handler: unknown): void => void asked.add('device'),
  webRequest: {
    onBeforeRequest(listener: BeforeRequest): void {
      beforeRequest = (details, answer) => listener(details as Electron.OnBeforeRequestListenerDetails, answer);
    },
  },
};

/** Electron grants every permission where no handler is set, so a window without all three is a fault. */
export function allPermissionsHandled(): boolean {
  return ['request', 'check', 'device'].every((kind) => asked.has(kind));
}

export function isCancelled(url: string, method: string): Promise<boolean> {
  return new Promise((resolve) => {
    if (beforeRequest) beforeRequest({ url, method }, ({ cancel }) => resolve(cancel === true));
    else resolve(false);
  });
}
