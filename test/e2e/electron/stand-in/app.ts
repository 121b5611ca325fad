// app on the stand-in: ready when Chromium runs, quits in Electron's order of events.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumReady, closeChromium, userDataFolder } from './chromium.ts';

/** An event that can be prevented; ours says so to whoever emitted it. */
export class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

type AppEvents = {
  'web-contents-created': [PreventableEvent, object];
  'second-instance': [];
  'window-all-closed': [];
  'before-quit': [PreventableEvent];
  'will-quit': [PreventableEvent];
  quit: [PreventableEvent, number];
};

class StandInApp extends EventEmitter<AppEvents> {
  readonly isPackaged = false;
  isReady = false;
  sandboxEnabled = false;
  /** Closes the windows that are open; set by the one window. */
  closeWindows: () => void = () => {};
  readonly #ready: Promise<void>;

  constructor() {
    super();
    this.#ready = chromiumReady.then(() => {
      this.isReady = true;
    });
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  enableSandbox(): void {
    this.beforeReady('app.enableSandbox');
    this.sandboxEnabled = true;
  }

  /** Always the first: a second start is not emulated. */
  requestSingleInstanceLock(): boolean {
    return true;
  }

  getPath(name: string): string {
    if (name !== 'userData') throw new Error(`the stand-in knows no path ${name}`);
    return userDataFolder;
  }

  getVersion(): string {
    const manifest: { version: string } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8'));
    return manifest.version;
  }

  quit(): void {
    const before = new PreventableEvent();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.closeWindows();
    const will = new PreventableEvent();
    this.emit('will-quit', will);
    if (!will.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    this.emit('quit', new PreventableEvent(), code);
    void closeChromium().then(() => process.exit(code));
  }

  windowsAreClosed(): void {
    if (!this.emit('window-all-closed')) this.quit();
  }

  /** Some calls are of no use once Chromium has started; Electron throws then, and so do we. */
  beforeReady(call: string): void {
    if (this.isReady) throw new Error(`${call} must be called before the app is ready`);
  }
}

export const standInApp = new StandInApp();
