// How the overview looks at the run in view: the part of its time that is drawn, and the range that is being tried out.
// Neither is part of the place: going back goes to kept ranges, not to every zoom.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TimeRange } from './time-range.ts';

export interface TimelineState {
  /** The run that the rest speaks of. */
  readonly run: string | null;
  /** What the overview draws; null for the whole run. */
  readonly view: TimeRange | null;
  readonly preview: TimeRange | null;
}

export type TimelineStore = StoreApi<TimelineState>;

export function createTimelineStore(): TimelineStore {
  return createStore<TimelineState>(() => ({ run: null, view: null, preview: null }));
}

/** The range that holds: the one being tried out, else the last one that was kept. */
export function rangeOf(timeline: TimelineState, run: string | null, kept: readonly TimeRange[]): TimeRange | null {
  return (timeline.run === run ? timeline.preview : null) ?? kept.at(-1) ?? null;
}
