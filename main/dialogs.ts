// The native dialogs. What a person chooses here is a grant: the only way a host path enters the app besides its command line.
import { dialog, type BrowserWindow } from 'electron';

/** The chosen folder, or undefined when the person thought better of it. */
export async function chooseFolder(window: BrowserWindow): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Grant a folder',
    message: 'Guests may be given this folder by a manifest that names it',
    buttonLabel: 'Grant',
    properties: ['openDirectory', 'dontAddToRecent'],
  });
  return canceled ? undefined : filePaths[0];
}

export async function chooseModules(window: BrowserWindow): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open modules',
    buttonLabel: 'Open',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'WebAssembly and sessions', extensions: ['wasm', 'wat', 'session'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? [] : filePaths;
}

export async function tellRefusal(window: BrowserWindow, message: string): Promise<void> {
  await dialog.showMessageBox(window, { type: 'warning', title: 'Wasm Sandbox', message });
}
