// Where the page lives, and the one question asked of every message: does it come from our own page?

export const PAGE_SCHEME = 'app';
export const PAGE_HOST = 'wasm-sandbox';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://${PAGE_HOST}`;

/** What is asked of a frame: the part of Electron's WebFrameMain that tells who it is. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/**
 * The address to load. A checkout may name a development server in its environment; a packaged app listens to no
 * environment, and nothing but this machine itself may serve the page.
 */
export function pageAddress(packaged: boolean, developmentServer: string | undefined): string {
  if (!packaged && developmentServer !== undefined && URL.canParse(developmentServer)) {
    const { protocol, hostname } = new URL(developmentServer);
    if (protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1')) return developmentServer;
  }
  return `${PAGE_ORIGIN}/index.html`;
}

/** Scheme, host and port of an address; unlike URL.origin it also tells custom schemes apart. Empty for what is none. */
export function originOf(address: string): string {
  if (!URL.canParse(address)) return '';
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}

/** Whether a message comes from the top frame of our own page. A frame that is already gone has sent nothing we answer. */
export function isOwnPage(frame: SenderFrame | null, page: string): boolean {
  return frame !== null && frame.parent === null && originOf(frame.url) === originOf(page);
}

/** Whether the page may load an address: its own files, and pictures it carries in itself. */
export function mayLoad(address: string, page: string): boolean {
  if (!URL.canParse(address)) return false;
  if (new URL(address).protocol === 'data:') return true;
  return originOf(address) === originOf(page) || isReloadSocket(address, page);
}

/** A development server pushes changes over a WebSocket of the same host; the packaged page has no such server. */
function isReloadSocket(address: string, page: string): boolean {
  return page.startsWith('http:') && originOf(address) === originOf(page).replace(/^http:/, 'ws:');
}
