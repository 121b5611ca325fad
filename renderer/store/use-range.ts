// The range of time that holds, as views subscribe to it.
import { useStore } from 'zustand';
import type { TimeRange } from './time-range.ts';
import { rangeOf } from './timeline.ts';
import { usePlace, useWorkspace } from './use-workspace.ts';

/** The range that holds for a run in view. */
export function useRange(run: string): TimeRange | null {
  const kept = usePlace((place) => (place.run === run ? place.ranges : NONE));
  return useStore(useWorkspace().timeline, (state) => rangeOf(state, run, kept));
}

export function usePreview(run: string): TimeRange | null {
  return useStore(useWorkspace().timeline, (state) => (state.run === run ? state.preview : null));
}

const NONE: readonly TimeRange[] = [];
