// The browser's own file dialog. The page gets bytes and a bare name, never a path.

import { KNOWN_ENDINGS } from '../store/opened-file.ts';

export function chooseFiles(): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = KNOWN_ENDINGS;
    input.multiple = true;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}
