// What a person does to the columns of the trace: their order, width, and which stay in sight.
import { LEAST_COLUMN, MOST_COLUMN, TRACE_COLUMNS, type LayoutStore, type TraceColumn } from '../../store/layout.ts';

/** Null gives the column its own width back. */
export function resizeColumn(layout: LayoutStore, name: string, width: number | null): void {
  const column = TRACE_COLUMNS.find((each) => each === name);
  if (column === undefined) return;
  const { [column]: _before, ...others } = layout.getState().traceWidths;
  const within = width === null ? null : Math.round(Math.min(MOST_COLUMN, Math.max(LEAST_COLUMN, width)));
  layout.getState().change({ traceWidths: within === null ? others : { ...others, [column]: within } });
}

export function toggleFrozen(layout: LayoutStore, column: TraceColumn): void {
  const { traceFrozen } = layout.getState();
  const frozen = traceFrozen.includes(column) ? traceFrozen.filter((each) => each !== column) : [...traceFrozen, column];
  layout.getState().change({ traceFrozen: frozen });
}

export function swapped(columns: readonly TraceColumn[], from: number, to: number): readonly TraceColumn[] {
  const [one, other] = [columns[from], columns[to]];
  if (one === undefined || other === undefined) return columns;
  return columns.map((column, at) => (at === from ? other : at === to ? one : column));
}
