// How the window is arranged: theme, which panes are open on which screen, their sizes. Kept in the browser's storage.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ScreenName } from './place.ts';

export type Theme = 'system' | 'dark' | 'light';
/** What the time column counts from. */
export type TimeMode = 'start' | 'previous' | 'selection';

export const TRACE_COLUMNS = [
  'row',
  'time',
  'delta',
  'duration',
  'call',
  'arguments',
  'result',
  'rule',
  'memory',
  'bytes',
  'computed',
] as const;
export type TraceColumn = (typeof TRACE_COLUMNS)[number];

/** A filter that was kept by name. */
export interface KeptFilter {
  readonly name: string;
  readonly where: string;
}

const MOST_FILTERS = 50;

export interface Layout {
  readonly theme: Theme;
  readonly details: Readonly<Record<ScreenName, boolean>>;
  readonly dock: Readonly<Record<ScreenName, boolean>>;
  readonly dockTab: Readonly<Record<ScreenName, string>>;
  readonly detailsWidth: number;
  readonly dockHeight: number;
  readonly timeMode: TimeMode;
  /** Whether a live list sticks to its end. */
  readonly lanes: boolean;
  readonly filters: readonly KeptFilter[];
  /** Whether runs of like calls are one line of the trace. */
  readonly fold: boolean;
  /** Columns of the trace that are shown, in their order. */
  readonly traceColumns: readonly TraceColumn[];
  /** Widths in pixels of those that were given another one. */
  readonly traceWidths: Readonly<Partial<Record<TraceColumn, number>>>;
  /** Those that stay in sight while the others are scrolled sideways. */
  readonly traceFrozen: readonly TraceColumn[];
}

export const LEAST_COLUMN = 40;
export const MOST_COLUMN = 1600;

export interface LayoutState extends Layout {
  change(to: Partial<Layout>): void;
}

export type LayoutStore = StoreApi<LayoutState>;

export const FIRST_LAYOUT: Layout = {
  theme: 'system',
  details: {
    modules: true,
    module: false,
    policy: false,
    trace: true,
    audit: true,
    sessions: true,
    compare: false,
    isolation: true,
  },
  dock: {
    modules: true,
    module: false,
    policy: false,
    trace: true,
    audit: false,
    sessions: false,
    compare: false,
    isolation: false,
  },
  dockTab: {
    modules: 'isolation',
    module: 'bytes',
    policy: 'output',
    trace: 'output',
    audit: 'output',
    sessions: 'output',
    compare: 'output',
    isolation: 'output',
  },
  detailsWidth: 320,
  dockHeight: 116,
  timeMode: 'start',
  lanes: true,
  filters: [],
  fold: true,
  traceColumns: ['row', 'time', 'delta', 'duration', 'call', 'arguments', 'result', 'rule'],
  traceWidths: {},
  traceFrozen: ['call'],
};

const STORED = 'wasm-sandbox:layout';

export function createLayoutStore(storage: Pick<Storage, 'getItem' | 'setItem'>): LayoutStore {
  const store = createStore<LayoutState>((set) => ({
    ...FIRST_LAYOUT,
    ...readLayout(storage.getItem(STORED)),
    change: (to) => set(to),
  }));
  store.subscribe(({ change: _change, ...layout }) => storage.setItem(STORED, JSON.stringify(layout)));
  return store;
}

/** What is kept may come from an older version or another hand: only fields of the right shape are taken. */
export function readLayout(text: string | null): Partial<Layout> {
  const kept = parsed(text);
  const taken: Record<string, unknown> = {};
  for (const [name, first] of Object.entries(FIRST_LAYOUT)) {
    const value = kept[name];
    if (name === 'traceWidths') {
      if (value !== undefined) taken[name] = keptWidths(value);
    } else if (Array.isArray(first)) {
      if (Array.isArray(value)) taken[name] = keptList(name, value);
    } else if (isLike(value, first)) taken[name] = typeof first === 'object' ? { ...first, ...(value as object) } : value;
  }
  if (taken['theme'] !== 'dark' && taken['theme'] !== 'light') delete taken['theme'];
  if (taken['timeMode'] !== 'previous' && taken['timeMode'] !== 'selection') delete taken['timeMode'];
  return taken as Partial<Layout>;
}

function keptList(name: string, values: readonly unknown[]): readonly unknown[] {
  if (name === 'filters') return keptFilters(values);
  return name === 'traceColumns' ? keptColumns(values) : TRACE_COLUMNS.filter((column) => values.includes(column));
}

function keptWidths(value: unknown): Layout['traceWidths'] {
  const widths: Partial<Record<TraceColumn, number>> = {};
  if (typeof value !== 'object' || value === null) return widths;
  for (const [name, width] of Object.entries(value)) {
    const column = TRACE_COLUMNS.find((each) => each === name);
    if (column === undefined || typeof width !== 'number' || !(width >= LEAST_COLUMN && width <= MOST_COLUMN)) continue;
    widths[column] = width;
  }
  return widths;
}

function keptFilters(values: readonly unknown[]): readonly KeptFilter[] {
  return values.filter(isKeptFilter).slice(0, MOST_FILTERS);
}

/** Each at most once; the name of the call always, since without it no row says anything. */
function keptColumns(values: readonly unknown[]): readonly TraceColumn[] {
  const known = TRACE_COLUMNS.filter((column) => values.includes(column));
  const ordered = known.toSorted((one, other) => values.indexOf(one) - values.indexOf(other));
  return ordered.includes('call') ? ordered : FIRST_LAYOUT.traceColumns;
}

function isKeptFilter(value: unknown): value is KeptFilter {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('where' in value)) return false;
  return typeof value.name === 'string' && typeof value.where === 'string';
}

function isLike(value: unknown, first: unknown): boolean {
  if (typeof first === 'number') return typeof value === 'number' && value >= 60 && value <= 4000;
  if (typeof first !== 'object' || first === null) return typeof value === typeof first;
  if (typeof value !== 'object' || value === null) return false;
  const wanted = typeof Object.values(first)[0];
  return Object.values(value).every((part) => typeof part === wanted);
}

function parsed(text: string | null): Record<string, unknown> {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
