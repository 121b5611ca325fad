// The one window: a sandboxed page that can do nothing but what the preload hands it.
import { BrowserWindow } from 'electron';

export interface WindowOptions {
  readonly address: string;
  readonly preload: string;
  readonly developerTools: boolean;
}

export function openWindow({ address, preload, developerTools }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Wasm Sandbox',
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 560,
    // Shown when there is something to see.
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      // The dictionary would be fetched from a network.
      spellcheck: false,
      devTools: developerTools,
    },
  });
  window.once('ready-to-show', () => window.show());
  // A page that died is loaded again; its runs live on in the engine.
  window.webContents.on('render-process-gone', () => window.reload());
  void window.loadURL(address);
  return window;
}

/** Brings the window to the front, as a second start of the app does. */
export function showAgain(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
