// The theme as an attribute of the document: the system's, until the user chose one.
import type { LayoutStore } from '../store/layout.ts';

export function followTheme(layout: LayoutStore, element: HTMLElement): () => void {
  const light = window.matchMedia('(prefers-color-scheme: light)');
  const apply = (): void => {
    const { theme } = layout.getState();
    element.dataset['theme'] = theme === 'system' ? (light.matches ? 'light' : 'dark') : theme;
  };
  apply();
  light.addEventListener('change', apply);
  const stop = layout.subscribe(apply);
  return () => {
    light.removeEventListener('change', apply);
    stop();
  };
}
