// dialog on the stand-in: the test says beforehand what the person will choose.
import type * as Electron from 'electron';
import { onAsked, report } from './control.ts';

const next: (readonly string[])[] = [];
onAsked('next-dialog', ({ paths }) => next.push(paths));

type Answer = Promise<Electron.OpenDialogReturnValue>;

async function answer(): Answer {
  const paths = next.shift() ?? [];
  return { canceled: paths.length === 0, filePaths: [...paths] };
}

export const standInDialog = {
  showOpenDialog: (_window: unknown, _options?: Electron.OpenDialogOptions): Answer => answer(),
  async showMessageBox(_window: unknown, options?: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> {
    report({ kind: 'message-box', message: options?.message ?? '' });
    return { response: 0, checkboxChecked: false };
  },
};
