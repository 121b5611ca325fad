// The menu: what only the host can do (dialogs, windows, zoom). The page's own commands stay in the page, with their keys.
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  openModules(): Promise<void>;
  grantFolder(): Promise<void>;
}

export function menuTemplate(
  actions: MenuActions,
  platform: NodeJS.Platform,
  developerTools: boolean,
): MenuItemConstructorOptions[] {
  const apple = platform === 'darwin';
  return [
    ...(apple ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open modules…', accelerator: 'CmdOrCtrl+O', click: () => void actions.openModules() },
        { label: 'Grant a folder…', click: () => void actions.grantFolder() },
        { type: 'separator' },
        { role: apple ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(developerTools ? [{ role: 'toggleDevTools' } as const] : []),
      ],
    },
    { role: 'windowMenu' },
  ];
}
