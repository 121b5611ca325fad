// Where a screen reader hears what happened: one polite region.
import type { JSX } from 'react';
import { useStore } from 'zustand';
import { useWorkspace } from '../store/use-workspace.ts';

export function LiveRegion(): JSX.Element {
  const message = useStore(useWorkspace().announcements, (state) => state.message);
  return (
    <div className="unseen" role="status" aria-live="polite">
      {message}
    </div>
  );
}
