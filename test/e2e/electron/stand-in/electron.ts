// What `import … from 'electron'` answers in the main process on the stand-in: the part of Electron's API that we use, and
// nothing else, so that using more of it fails here by name. Each shape is checked against Electron's own declarations;
// event names are not (their overloads cannot be met by parts), they are listed in the README.
import type * as Electron from 'electron';
import { standInApp } from './app.ts';
import { standInDialog } from './dialog.ts';
import { standInIpcMain } from './ipc-main.ts';
import { StandInMenu } from './menu.ts';
import { StandInChannel } from './ports.ts';
import { standInProtocol } from './protocol.ts';
import { standInSession } from './session.ts';
import { forkUtility } from './utility-process.ts';
import { StandInWindow } from './window.ts';

type AppPart =
  | 'whenReady'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
  | 'getPath'
  | 'getVersion'
  | 'isPackaged';
type WindowPart = 'loadURL' | 'show' | 'focus' | 'reload' | 'isMinimized' | 'restore';
type ContentsPart = 'setWindowOpenHandler' | 'id';
type UtilityPart = 'kill' | 'pid' | 'stdout' | 'stderr';
type SessionPart = 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler';

export const app = standInApp satisfies Pick<Electron.App, AppPart>;
export const dialog = standInDialog satisfies Pick<Electron.Dialog, 'showOpenDialog' | 'showMessageBox'>;
export const ipcMain = standInIpcMain satisfies { handle: Electron.IpcMain['handle'] };
export const protocol = standInProtocol satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
export const session = { defaultSession: standInSession } satisfies { defaultSession: Pick<Electron.Session, SessionPart> };
export const Menu = StandInMenu satisfies {
  buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): object;
  setApplicationMenu(menu: StandInMenu | null): void;
};
export const MessageChannelMain = StandInChannel satisfies new () => {
  readonly port1: Pick<Electron.MessagePortMain, 'start' | 'close'>;
  readonly port2: Pick<Electron.MessagePortMain, 'start' | 'close'>;
};
export const BrowserWindow = StandInWindow satisfies new (
  options: Electron.BrowserWindowConstructorOptions,
) => Pick<Electron.BrowserWindow, WindowPart> & { readonly webContents: Pick<Electron.WebContents, ContentsPart> };
export const utilityProcess = { fork: forkUtility } satisfies {
  fork(modulePath: string, args?: string[], options?: Electron.ForkOptions): Pick<Electron.UtilityProcess, UtilityPart>;
};
