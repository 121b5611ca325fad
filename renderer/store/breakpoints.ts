// Where a person wants runs to stand still: kept in the browser's storage, so that it outlives runs and reloads.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { StepOrders } from '../../app/contract/step-orders.ts';

export interface KeptBreakpoint {
  readonly id: number;
  /** In the filter language; empty for every call. */
  readonly where: string;
  readonly phase: 'before' | 'after';
  /** Matching calls that are let pass first. */
  readonly skip: number;
  readonly on: boolean;
}

export type NewBreakpoint = Omit<KeptBreakpoint, 'id'>;

export interface BreakpointState {
  readonly breakpoints: readonly KeptBreakpoint[];
  /** Whether the panel is open. */
  readonly open: boolean;
  /** Adds it where none is like it; answers whether it did. */
  add(breakpoint: NewBreakpoint): boolean;
  change(id: number, to: Partial<NewBreakpoint>): void;
  remove(id: number): void;
  show(open: boolean): void;
}

export type BreakpointStore = StoreApi<BreakpointState>;

const STORED = 'wasm-sandbox:breakpoints';
const MOST_BREAKPOINTS = 100;
/** Of matching calls that are let pass. */
export const MOST_SKIPPED = 1e12;
const LONGEST_CONDITION = 4096;

export function createBreakpointStore(storage: Pick<Storage, 'getItem' | 'setItem'>): BreakpointStore {
  const store = createStore<BreakpointState>((set, get) => ({
    breakpoints: readBreakpoints(storage.getItem(STORED)),
    open: false,
    add: (breakpoint) => {
      const { breakpoints } = get();
      if (breakpoints.length >= MOST_BREAKPOINTS || breakpoints.some((each) => isLike(each, breakpoint))) return false;
      const id = Math.max(0, ...breakpoints.map((each) => each.id)) + 1;
      set({ breakpoints: [...breakpoints, { ...breakpoint, id }] });
      return true;
    },
    change: (id, to) =>
      set((state) => ({ breakpoints: state.breakpoints.map((each) => (each.id === id ? { ...each, ...to } : each)) })),
    remove: (id) => set((state) => ({ breakpoints: state.breakpoints.filter((each) => each.id !== id) })),
    show: (open) => set({ open }),
  }));
  store.subscribe(({ breakpoints }, before) => {
    if (breakpoints !== before.breakpoints) storage.setItem(STORED, JSON.stringify(breakpoints));
  });
  return store;
}

/** Those that are on, as orders hold them. */
export function activeBreakpoints(breakpoints: readonly KeptBreakpoint[]): StepOrders['breakpoints'] {
  return breakpoints.filter(({ on }) => on).map(({ where, phase, skip }) => ({ where, phase, skip }));
}

/** What is kept may come from an older version or another hand: only what has the right shape is taken. */
export function readBreakpoints(text: string | null): readonly KeptBreakpoint[] {
  if (text === null) return [];
  try {
    const kept: unknown = JSON.parse(text);
    if (!Array.isArray(kept)) return [];
    return kept
      .filter(isBreakpoint)
      .slice(0, MOST_BREAKPOINTS)
      .map(({ where, phase, skip, on }, index) => ({ id: index + 1, where, phase, skip, on }));
  } catch {
    return [];
  }
}

function isLike(one: NewBreakpoint, other: NewBreakpoint): boolean {
  return one.where === other.where && one.phase === other.phase && one.skip === other.skip;
}

function isBreakpoint(value: unknown): value is KeptBreakpoint {
  if (typeof value !== 'object' || value === null) return false;
  const { where, phase, skip, on } = value as Partial<Record<string, unknown>>;
  if (typeof where !== 'string' || where.length > LONGEST_CONDITION || typeof on !== 'boolean') return false;
  if (phase !== 'before' && phase !== 'after') return false;
  return typeof skip === 'number' && Number.isInteger(skip) && skip >= 0 && skip <= MOST_SKIPPED;
}
