// Which overlay lies over the window, if any. Closing gives the focus back to where it was.
import { useCallback, useMemo, useRef, useState } from 'react';

export type Overlay = 'palette' | 'keys';

export interface Overlays {
  readonly shown: Overlay | null;
  readonly openPalette: () => void;
  readonly openKeys: () => void;
  readonly close: () => void;
}

export function useOverlays(): Overlays {
  const [shown, setShown] = useState<Overlay | null>(null);
  const before = useRef<Element | null>(null);
  const open = useCallback((overlay: Overlay): void => {
    before.current = document.activeElement;
    setShown(overlay);
  }, []);
  const close = useCallback((): void => {
    setShown(null);
    // The window is inert until React has drawn it without the overlay.
    requestAnimationFrame(() => {
      if (before.current instanceof HTMLElement) before.current.focus();
    });
  }, []);
  return useMemo(
    () => ({ shown, openPalette: () => open('palette'), openKeys: () => open('keys'), close }),
    [shown, open, close],
  );
}
