// The span of time that the trace shows just now, so that the overview can mark it.
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface TraceWindow {
  /** Nanoseconds since the run's start; null where nothing is shown. */
  readonly shown: { readonly from: number; readonly to: number } | null;
}

export type TraceWindowStore = StoreApi<TraceWindow>;

export function createTraceWindowStore(): TraceWindowStore {
  return createStore<TraceWindow>(() => ({ shown: null }));
}
