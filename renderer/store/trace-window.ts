// What the trace shows just now, so that the overview can mark it: its span of time, and where something was found.
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface TraceWindow {
  /** Nanoseconds since the run's start; null where nothing is shown. */
  readonly shown: { readonly from: number; readonly to: number } | null;
  /** Times of what was found, evenly over the run, at most 1,000. */
  readonly found: readonly number[];
}

export type TraceWindowStore = StoreApi<TraceWindow>;

export function createTraceWindowStore(): TraceWindowStore {
  return createStore<TraceWindow>(() => ({ shown: null, found: [] }));
}
