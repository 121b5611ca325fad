// BrowserWindow on the stand-in: the one page of the real Chromium, with the built preload in an isolated world of its own,
// and every request, navigation and popup passing the listeners that main has set.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Frame, Page, Request as PageRequest, Route } from '@playwright/test';
import type * as Electron from 'electron';
import { PreventableEvent, standInApp } from './app.ts';
import { chromiumReady } from './chromium.ts';
import { onAsked, report } from './control.ts';
import { StandInFrame } from './frame.ts';
import { mainWorld, preloadWorld } from './page-worlds.ts';
import { answerRequest, fromChromium, toChromium } from './protocol.ts';
import { allPermissionsHandled, isCancelled } from './session.ts';

const PRELOAD_WORLD = 'preload';

class StandInContents extends EventEmitter {
  readonly id = 1;
  readonly mainFrame = new StandInFrame(this);
  windowOpenHandler: (() => Electron.WindowOpenHandlerResponse) | undefined;

  setWindowOpenHandler(handler: (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse): void {
    this.windowOpenHandler = () => handler({} as Electron.HandlerDetails);
  }
}

export class StandInWindow extends EventEmitter {
  readonly webContents = new StandInContents();
  readonly #title: string;
  readonly #page: Promise<Page>;
  /** Addresses that the app itself loads; anything else the page navigates to by itself. */
  readonly #loading = new Set<string>();

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    if (!standInApp.isReady) throw new Error('BrowserWindow: the app is not ready');
    checkPreferences(options.webPreferences ?? {});
    this.#title = options.title ?? '';
    standInApp.emit('web-contents-created', new PreventableEvent(), this.webContents);
    standInApp.closeWindows = () => this.#close();
    onAsked('close-window', () => {
      this.#close();
      standInApp.windowsAreClosed();
    });
    this.#page = chromiumReady.then((context) => this.#open(context, options.webPreferences?.preload));
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    const address = toChromium(url);
    this.#loading.add(address);
    await page.goto(address, { waitUntil: 'load' });
    this.emit('ready-to-show');
  }

  show(): void {
    report({ kind: 'window', title: this.#title, shown: true });
  }

  focus(): void {}

  isMinimized(): boolean {
    return false;
  }

  restore(): void {}

  reload(): void {
    void this.#page.then((page) => {
      this.#loading.add(page.url());
      return page.reload();
    });
  }

  #close(): void {
    this.webContents.mainFrame.leave();
    this.emit('closed');
  }

  async #open(context: BrowserContext, preload: string | undefined): Promise<Page> {
    const page = context.pages()[0] ?? (await context.newPage());
    await context.route('**/*', (route, request) => this.#answer(page, route, request));
    context.on('page', (popup) => {
      if (this.webContents.windowOpenHandler?.().action === 'allow') throw new Error('the stand-in opens no second window');
      report({ kind: 'refused-window' });
      void popup.close();
    });
    page.on('pageerror', (error) => report({ kind: 'page-fault', text: String(error) }));
    page.on('console', (message) => {
      if (message.type() === 'error') report({ kind: 'page-fault', text: message.text() });
    });
    page.on('crash', () =>
      this.webContents.emit('render-process-gone', new PreventableEvent(), { reason: 'crashed', exitCode: 0 }),
    );
    await this.#install(await context.newCDPSession(page), page, preload);
    return page;
  }

  /** Both worlds are prepared before any document of the page exists, the page's own first: it waits for the bridge. */
  async #install(cdp: CDPSession, page: Page, preload: string | undefined): Promise<void> {
    await cdp.send('Page.enable');
    await this.webContents.mainFrame.attach(cdp, page, PRELOAD_WORLD);
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${mainWorld.toString()})()` });
    if (preload === undefined) return;
    const program = `(function (require, module, exports) {\n${readFileSync(preload, 'utf8')}\n})`;
    const source = `(${preloadWorld.toString()})(${program})`;
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: PRELOAD_WORLD });
  }

  async #answer(page: Page, route: Route, request: PageRequest): Promise<void> {
    const url = fromChromium(request.url());
    if (request.isNavigationRequest() && this.#refusesNavigation(page, request)) {
      report({ kind: 'refused-navigation', url });
      return route.abort('aborted');
    }
    const answer = (await isCancelled(url, request.method())) ? undefined : await answerRequest(request.method(), url);
    if (!answer) {
      report({ kind: 'refused-request', url });
      return route.abort('blockedbyclient');
    }
    const body = Buffer.from(await answer.arrayBuffer());
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body });
  }

  #refusesNavigation(page: Page, request: PageRequest): boolean {
    if (this.#loading.delete(request.url())) return false;
    const event = Object.assign(new PreventableEvent(), { url: fromChromium(request.url()) });
    const frame = frameOf(request);
    // A popup, which is being closed: in Electron it would not even have been opened.
    if (frame?.page() !== page) return true;
    if (frame === page.mainFrame()) this.webContents.emit('will-navigate', event, event.url);
    this.webContents.emit('will-frame-navigate', event);
    return event.defaultPrevented;
  }
}

/** Playwright has no frame yet for the first request of a popup, and says so by throwing. */
function frameOf(request: PageRequest): Frame | undefined {
  try {
    return request.frame();
  } catch {
    return undefined;
  }
}

/** The stand-in can only be as locked as the app asks to be: a window that asks for less is refused. */
function checkPreferences(preferences: Electron.WebPreferences): void {
  const { sandbox, contextIsolation, nodeIntegration, webviewTag } = preferences;
  if (!sandbox && !standInApp.sandboxEnabled) throw new Error('the stand-in emulates sandboxed windows only');
  if (contextIsolation === false || nodeIntegration === true || webviewTag === true)
    throw new Error('the window is not locked down');
  if (!allPermissionsHandled())
    throw new Error('a window was opened before permissions were handled: Electron would grant them all');
}
