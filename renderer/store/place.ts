// Where the user stands: screen, module, run, filter and selection together, with a way back and forward.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { sameSelection, type Selection } from './selection.ts';
import { sameRange, type TimeRange } from './time-range.ts';

export type ScreenName = 'modules' | 'module' | 'policy' | 'trace' | 'audit' | 'sessions' | 'compare' | 'isolation';

export interface Place {
  readonly screen: ScreenName;
  readonly module: string | null;
  readonly run: string | null;
  /** The run that `run` is held against. */
  readonly against: string | null;
  readonly filter: string;
  readonly selection: Selection | null;
  /** Ranges of the run's time that were kept, each within the one before; the last one holds everywhere. */
  readonly ranges: readonly TimeRange[];
}

export const START: Place = {
  screen: 'modules',
  module: null,
  run: null,
  against: null,
  filter: '',
  selection: null,
  ranges: [],
};

const MOST_PAST = 100;

export interface PlaceState {
  readonly place: Place;
  readonly past: readonly Place[];
  readonly future: readonly Place[];
  /** Goes somewhere else; the present place can be come back to. */
  go(to: Partial<Place>): void;
  /** Moves within the place, leaving no step behind: arrow keys, typing a filter. */
  move(to: Partial<Place>): void;
  back(): void;
  forward(): void;
}

export type PlaceStore = StoreApi<PlaceState>;

export function createPlaceStore(start: Place): PlaceStore {
  return createStore<PlaceState>((set) => ({
    place: start,
    past: [],
    future: [],
    go: (to) =>
      set((state) => {
        const next = movedTo(state.place, to);
        if (samePlace(next, state.place)) return state;
        return { place: next, past: [...state.past, state.place].slice(-MOST_PAST), future: [] };
      }),
    move: (to) => set((state) => ({ place: movedTo(state.place, to) })),
    back: () =>
      set((state) => {
        const last = state.past.at(-1);
        return last === undefined
          ? state
          : { place: last, past: state.past.slice(0, -1), future: [state.place, ...state.future] };
      }),
    forward: () =>
      set((state) => {
        const [next, ...rest] = state.future;
        return next === undefined ? state : { place: next, past: [...state.past, state.place], future: rest };
      }),
  }));
}

/** Ranges are of one run: another run has none. */
function movedTo(place: Place, to: Partial<Place>): Place {
  const isOtherRun = to.run !== undefined && to.run !== place.run;
  return { ...place, ...(isOtherRun ? { ranges: [] } : {}), ...to };
}

function samePlace(left: Place, right: Place): boolean {
  return (
    left.screen === right.screen &&
    left.module === right.module &&
    left.run === right.run &&
    left.against === right.against &&
    left.filter === right.filter &&
    sameSelection(left.selection, right.selection) &&
    left.ranges.length === right.ranges.length &&
    left.ranges.every((range, index) => sameRange(range, right.ranges[index] ?? null))
  );
}
