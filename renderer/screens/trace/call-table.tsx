// The calls as rows: number, time, Δ, duration, call, arguments, result, rule. Denied rows are hatched, failed ones marked.
import { memo, useCallback, useEffect, useMemo, type JSX, type RefObject } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { CallRow } from '../../store/call-row.ts';
import type { TimeMode } from '../../store/layout.ts';
import type { CallRows } from '../../store/rows.ts';
import { useLayout, useMarks, usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { rangeBetween } from '../../store/time-range.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { Rows, type RowsHandle } from '../../ui/rows.tsx';
import { cellsOf, columnsOf, leastWidth } from './call-columns.tsx';
import { resizeColumn } from './column-layout.ts';

export interface CallTableProps {
  readonly rows: CallRows;
  /** Rows change behind the same object; this changes with them. */
  readonly version: number;
  readonly run: RunSummary;
  readonly active: number;
  readonly handle: RefObject<RowsHandle | null>;
  readonly onView: (first: number, last: number) => void;
  readonly onAtEnd: (atEnd: boolean) => void;
  readonly followEnd: boolean;
  readonly onSelect: () => void;
  /** Recorded rows to be filled, since find has found them. */
  readonly found: ReadonlySet<number>;
  readonly onMenu: (call: CallRow, column: string, x: number, y: number) => void;
}

export const CallTable = memo(function CallTable(props: CallTableProps): JSX.Element {
  const { rows, version, run, onSelect, found, onMenu } = props;
  const workspace = useWorkspace();
  const mode = useLayout((state) => state.timeMode);
  const origin = useSelectedTime(run.id, mode);
  const chosen = useLayout((state) => state.traceColumns);
  const traceWidths = useLayout((state) => state.traceWidths);
  const traceFrozen = useLayout((state) => state.traceFrozen);
  const arranged = useMemo(
    () => ({ traceColumns: chosen, traceWidths, traceFrozen, timeMode: mode }),
    [chosen, traceWidths, traceFrozen, mode],
  );
  const columns = useMemo(() => columnsOf(arranged), [arranged]);
  const marks = useMarks(run.id);
  const marked = useMemo(() => marks.map(({ row }) => row), [marks]);
  // Rows change behind the same object: a new picture of them makes new cells.
  const drawn = useMemo(() => ({ rows, version }), [rows, version]);
  const cells = useCallback(
    (index: number) => {
      const call = drawn.rows.at(index);
      return call === undefined
        ? null
        : cellsOf(chosen, {
            call,
            before: drawn.rows.at(index - 1),
            mode,
            origin,
            isOpen: drawn.rows.isOpen(call.head),
            marked: isMarked(marked, call),
          });
    },
    [drawn, chosen, mode, origin, marked],
  );
  const rowClass = useCallback((index: number) => classOf(drawn.rows.at(index), found), [drawn, found]);
  const menu = useCallback(
    (index: number, column: string, x: number, y: number) => {
      const call = rows.at(index);
      if (call !== undefined) onMenu(call, column === '' ? 'call' : column, x, y);
    },
    [rows, onMenu],
  );
  const select = useCallback(
    (index: number) => {
      const call = rows.at(index);
      onSelect();
      const row = call?.row ?? (rows.query.where === '' && !rows.query.folded ? index : null);
      if (row !== null) workspace.place.getState().move({ selection: { kind: 'call', run: run.id, row } });
    },
    [rows, run.id, workspace, onSelect],
  );
  const unfold = useCallback(
    (index: number, open: boolean | 'other') => {
      const call = rows.at(index);
      if (call === undefined || !rows.query.folded || call.head === call.last) return;
      const to = open === 'other' ? !rows.isOpen(call.head) : open;
      if (to === rows.isOpen(call.head)) return;
      // Folding puts the selection on the line that is left of its run.
      workspace.place.getState().move({ selection: { kind: 'call', run: run.id, row: to ? call.row : call.head } });
      onSelect();
      void rows.setOpen(call.head, to);
    },
    [rows, run.id, workspace, onSelect],
  );
  const isOpen = useCallback(
    (index: number) => {
      const call = drawn.rows.at(index);
      return call === undefined || call.alike < 2 ? undefined : drawn.rows.isOpen(call.head);
    },
    [drawn],
  );
  const hover = useCallback(
    (index: number) => {
      const call = index < 0 ? undefined : rows.at(index);
      workspace.hover.set(call === undefined ? null : { time: call.time, row: call.row });
    },
    [rows, workspace],
  );
  const { handle } = props;
  useEffect(
    () =>
      workspace.hover.listen((hovered) => {
        const isElsewhere = hovered !== null && hovered.row === null;
        handle.current?.outline(isElsewhere ? rows.lineInView(hovered.time) : -1);
      }),
    [workspace, rows, handle],
  );
  const extend = useCallback(
    (index: number) => {
      const to = rows.at(index);
      const { selection } = workspace.place.getState().place;
      if (to === undefined || selection?.kind !== 'call' || selection.run !== run.id) return select(index);
      void workspace.callDetails(run.id, selection.row).then(
        (from) => workspace.preview(rangeBetween(from.time, to.time)),
        () => undefined,
      );
    },
    [rows, run.id, workspace, select],
  );
  const peek = useCallback(() => {
    const { change, details } = workspace.layout.getState();
    change({ details: { ...details, trace: true } });
  }, [workspace]);
  return (
    <Rows
      label="Host calls"
      columns={columns}
      count={rows.shown}
      cells={cells}
      rowClass={rowClass}
      active={props.active}
      onActivate={select}
      onOpen={peek}
      onPeek={peek}
      onMenu={menu}
      onUnfold={unfold}
      isOpen={isOpen}
      onHover={hover}
      onExtend={extend}
      leastWidth={leastWidth(arranged)}
      onResize={(column, width) => resizeColumn(workspace.layout, column, width)}
      onView={props.onView}
      onAtEnd={props.onAtEnd}
      handle={handle}
      followEnd={props.followEnd}
    />
  );
});

function isMarked(marked: readonly number[], { row, last, alike }: CallRow): boolean {
  return marked.some((each) => each >= row && each <= (alike > 1 ? last : row));
}

function classOf(call: CallRow | undefined, found: ReadonlySet<number>): string {
  if (call === undefined) return '';
  return `${call.outcome === 'denied' ? 'hatch' : ''} ${hasFound(found, call) ? 'found' : ''}`;
}

/** A folded run has what any of its calls has. */
function hasFound(found: ReadonlySet<number>, { row, last, alike }: CallRow): boolean {
  if (found.size === 0 || alike === 1) return found.has(row);
  return [...found].some((each) => each >= row && each <= last);
}

function useSelectedTime(run: string, mode: TimeMode): number | null {
  const workspace = useWorkspace();
  const row = usePlace(({ selection }) => (selection?.kind === 'call' && selection.run === run ? selection.row : null));
  const { value } = useAnswer(mode !== 'selection' || row === null ? null : `${run} ${row}`, 0, () =>
    workspace.callDetails(run, row ?? 0),
  );
  return value?.time ?? null;
}
