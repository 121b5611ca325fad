// Whether the window is too narrow for panes side by side; then they stand as tabs.
import { useSyncExternalStore } from 'react';

const QUERY = '(max-width: 900px)';

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(QUERY).matches);
}

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(QUERY);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
