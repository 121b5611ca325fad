// protocol on the stand-in. A plain Chromium has no custom schemes, so `app://host/path` becomes
// `http://host.app.localhost/path`: an origin of its own and, as a name of this machine, trustworthy like a secure scheme.
import type * as Electron from 'electron';
import { standInApp } from './app.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const SUFFIX = 'localhost';
const registered = new Map<string, Electron.Privileges>();
const handlers = new Map<string, Handler>();

export const standInProtocol = {
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    standInApp.beforeReady('protocol.registerSchemesAsPrivileged');
    for (const { scheme, privileges } of schemes) registered.set(scheme, privileges ?? {});
  },
  handle(scheme: string, handler: Handler): void {
    if (!standInApp.isReady) throw new Error('protocol.handle: the app is not ready');
    if (handlers.has(scheme)) throw new Error(`protocol.handle: ${scheme} is handled already`);
    const privileges = registered.get(scheme);
    // What our origin mapping gives the page must have been asked for, else the real app would behave otherwise.
    if (!privileges?.standard || !privileges.secure) throw new Error(`${scheme} is not registered as standard and secure`);
    if (privileges.bypassCSP) throw new Error(`${scheme} bypasses the content policy, which the stand-in cannot`);
    handlers.set(scheme, handler);
  },
};

/** The answer of the scheme's handler, or undefined where there is none. */
export async function answerRequest(method: string, url: string): Promise<Response | undefined> {
  const handler = handlers.get(new URL(url).protocol.slice(0, -1));
  return handler?.(new Request(url, { method }));
}

/** The page's address as Chromium is given it. */
export function toChromium(address: string): string {
  const { protocol, host, pathname, search, hash } = new URL(address);
  const scheme = protocol.slice(0, -1);
  return registered.has(scheme) ? `http://${host}.${scheme}.${SUFFIX}${pathname}${search}${hash}` : address;
}

/** The inverse: Chromium's address as Electron would name it. */
export function fromChromium(address: string): string {
  if (!URL.canParse(address)) return address;
  const { protocol, hostname, port, pathname, search, hash } = new URL(address);
  const labels = hostname.split('.');
  const scheme = labels.at(-2) ?? '';
  if (protocol !== 'http:' || port !== '' || labels.at(-1) !== SUFFIX || !registered.has(scheme)) return address;
  return `${scheme}://${labels.slice(0, -2).join('.')}${pathname}${search}${hash}`;
}
