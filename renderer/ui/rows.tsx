// A grid of any number of rows of one height, of which only those in view exist. It is one widget: the grid holds the focus and
// names the active row, so focus survives scrolling; arrows, Page, Home and End move the active row.
//
//   ┌ grid (scrolls) ────────┐   The drawn rows stand in a box that sticks to the top of the view and is moved within it. A frame
//   │ head (sticks)          │   that comes late thus shows the rows of before, never a gap.
//   │ box (sticks): row row… │   The tall filler below makes the scroll bar; past what Chromium can lay out it is
//   │ filler                 │   scaled, and the wheel then moves by pixels of content, not of filler.
//   └────────────────────────┘
import { memo, useCallback, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { CSSProperties, JSX, KeyboardEvent, MouseEvent, PointerEvent, ReactNode, Ref } from 'react';
import { contentTop, fillerHeight, scrollTopFor } from './row-geometry.ts';
import './rows.css';

export const ROW_HEIGHT = 24;

export interface RowColumn {
  readonly id: string;
  readonly title: ReactNode;
  readonly right?: boolean;
  /** A track of CSS grid: `92px`, `minmax(120px, 1fr)`. */
  readonly width: string;
  /** What a screen reader hears instead of the title. */
  readonly label?: string;
  /** Stays in sight while the rest is scrolled sideways. */
  readonly frozen?: boolean;
}

export interface RowsHandle {
  /** Scrolls the least that brings the row into view; `centre` puts it into the middle if it was outside. */
  reveal(index: number, centre?: boolean): void;
  focus(): void;
  /** Draws an outline around a row that is hovered elsewhere, or none for -1; outside of React, as often as a pointer moves. */
  outline(index: number): void;
}

export interface RowsProps {
  readonly label: string;
  readonly columns: readonly RowColumn[];
  readonly count: number;
  /** Cells of one row, in the order of columns. Null while the row is not here yet. */
  readonly cells: (index: number) => readonly ReactNode[] | null;
  readonly rowClass?: (index: number) => string;
  readonly rowKey?: (index: number) => string;
  /** The active row, or -1. */
  readonly active: number;
  readonly onActivate: (index: number) => void;
  /** Enter or double click. */
  readonly onOpen?: (index: number) => void;
  /** Space. */
  readonly onPeek?: (index: number) => void;
  /** → and ←, or a click on what has `data-unfold`. */
  readonly onUnfold?: (index: number, open: boolean | 'other') => void;
  /** Shift and a click or an arrow: from the active row to this one. */
  readonly onExtend?: (index: number) => void;
  readonly isOpen?: (index: number) => boolean | undefined;
  /** In pixels, below which the columns are scrolled sideways. */
  readonly leastWidth?: number;
  /** The pointer is over this row, or -1. */
  readonly onHover?: (index: number) => void;
  /** A column's edge was dragged to this width in pixels; null for a double click, which gives its own back. */
  readonly onResize?: (column: string, width: number | null) => void;
  /** The context menu was asked for on a cell, by pointer or by its keys; `x` and `y` in pixels of the window. */
  readonly onMenu?: (index: number, column: string, x: number, y: number) => void;
  readonly onView?: (first: number, last: number) => void;
  /** The user scrolled, or was scrolled, to the end or away from it. */
  readonly onAtEnd?: (atEnd: boolean) => void;
  readonly handle?: Ref<RowsHandle>;
  /** Keeps the end in view as rows are added. */
  readonly followEnd?: boolean;
  /** Is no higher than its rows. */
  readonly fit?: boolean;
}

const HEAD_HEIGHT = 24;
/** The box starts anew every so many rows: positions stay small. */
const BASE_ROWS = 1024;

export function Rows(props: RowsProps): JSX.Element {
  const { columns, count, active, onActivate, onView, onAtEnd, followEnd = false } = props;
  const id = useId();
  const grid = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const outlined = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ first: 0, visible: 40, height: 400 });
  const geometry = { count, rowHeight: ROW_HEIGHT, viewHeight: view.height };
  const filler = fillerHeight(geometry);

  const place = useCallback(
    (now = false): void => {
      const element = grid.current;
      if (element === null) return;
      const height = Math.max(0, element.clientHeight - HEAD_HEIGHT);
      const top = contentTop({ count, rowHeight: ROW_HEIGHT, viewHeight: height }, element.scrollTop);
      const first = Math.floor(top / ROW_HEIGHT);
      const visible = Math.ceil(height / ROW_HEIGHT) + 1;
      const show = (): void =>
        setView((before) =>
          before.first === first && before.visible === visible && before.height === height ? before : { first, visible, height },
        );
      // In the same frame as the scroll, else the rows would lag behind their box.
      if (now) flushSync(show);
      else show();
      if (box.current !== null) box.current.style.transform = `translateY(${baseOf(first) * ROW_HEIGHT - top}px)`;
    },
    [count],
  );

  useLayoutEffect(() => {
    const element = grid.current;
    if (element === null) return;
    if (followEnd) element.scrollTop = element.scrollHeight;
    place();
  }, [place, followEnd, filler]);

  useLayoutEffect(() => {
    if (grid.current !== null) freeze(grid.current);
  }, [columns]);

  useEffect(() => {
    const element = grid.current;
    if (element === null) return;
    const sizes = new ResizeObserver(() => place());
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [place]);

  const last = Math.min(count, view.first + view.visible);
  useEffect(() => onView?.(view.first, last), [onView, view.first, last, count]);
  const lastTop = useRef(0);
  const lastLeft = useRef(0);
  const onScroll = (): void => {
    const element = grid.current;
    if (element === null) return;
    place(true);
    if (element.scrollLeft !== lastLeft.current) freeze(element);
    lastLeft.current = element.scrollLeft;
    // Only a way upwards leaves the end: rows that are added move it away from a list that stands still.
    if (element.scrollTop + element.clientHeight >= element.scrollHeight - 2) onAtEnd?.(true);
    else if (element.scrollTop < lastTop.current) onAtEnd?.(false);
    lastTop.current = element.scrollTop;
  };

  const scrollTo = useCallback(
    (top: number): void => {
      const element = grid.current;
      if (element === null) return;
      const height = Math.max(0, element.clientHeight - HEAD_HEIGHT);
      element.scrollTop = scrollTopFor({ count, rowHeight: ROW_HEIGHT, viewHeight: height }, top);
      place();
    },
    [count, place],
  );

  const reveal = useCallback(
    (index: number, centre = false): void => {
      const element = grid.current;
      if (element === null || index < 0) return;
      const height = Math.max(ROW_HEIGHT, element.clientHeight - HEAD_HEIGHT);
      const top = contentTop({ count, rowHeight: ROW_HEIGHT, viewHeight: height }, element.scrollTop);
      const at = index * ROW_HEIGHT;
      if (at >= top && at + ROW_HEIGHT <= top + height) return;
      if (centre) scrollTo(at - height / 2 + ROW_HEIGHT / 2);
      else scrollTo(at < top ? at : at + ROW_HEIGHT - height);
    },
    [count, scrollTo],
  );
  const outline = useCallback((index: number): void => {
    if (outlined.current === null) return;
    outlined.current.hidden = index < 0;
    outlined.current.style.top = `${(index - Number(outlined.current.dataset['base'])) * ROW_HEIGHT}px`;
  }, []);
  useImperativeHandle(props.handle, () => ({ reveal, outline, focus: () => grid.current?.focus() }), [reveal, outline]);

  // Native listener: the wheel is taken over only where the filler is scaled, and React's own cannot be refused.
  useEffect(() => {
    const element = grid.current;
    if (element === null || filler >= count * ROW_HEIGHT) return;
    const turned = (event: WheelEvent): void => {
      if (event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const height = Math.max(0, element.clientHeight - HEAD_HEIGHT);
      scrollTo(contentTop({ count, rowHeight: ROW_HEIGHT, viewHeight: height }, element.scrollTop) + event.deltaY);
    };
    element.addEventListener('wheel', turned, { passive: false });
    return () => element.removeEventListener('wheel', turned);
  }, [filler, count, scrollTo]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isMenuKey(event) && active >= 0 && props.onMenu && event.target === grid.current) {
      event.preventDefault();
      const at = grid.current?.querySelector(`[data-index="${active}"]`)?.getBoundingClientRect();
      // In the middle of the row, under it.
      props.onMenu(active, '', (at?.left ?? 0) + (at?.width ?? 0) / 3, at?.bottom ?? 0);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== grid.current) return;
    const page = Math.max(1, Math.floor(view.height / ROW_HEIGHT) - 1);
    const target = keyTarget(event.key, active, page, count);
    if (target !== null) {
      event.preventDefault();
      const to = Math.min(count - 1, Math.max(0, target));
      if (count === 0) return;
      if (event.shiftKey && props.onExtend) props.onExtend(to);
      else onActivate(to);
      reveal(to);
    } else if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && active >= 0 && props.onUnfold) {
      event.preventDefault();
      props.onUnfold(active, event.key === 'ArrowRight');
    } else if (event.key === 'Enter' && active >= 0 && props.onOpen) {
      event.preventDefault();
      props.onOpen(active);
    } else if (event.key === ' ' && active >= 0 && props.onPeek) {
      event.preventDefault();
      props.onPeek(active);
    }
  };

  const select = (event: MouseEvent): void => {
    const index = indexUnder(event.target);
    if (index >= 0 && event.target instanceof Element && event.target.closest('[data-unfold]') !== null && props.onUnfold)
      return props.onUnfold(index, 'other');
    if (index >= 0 && event.shiftKey && props.onExtend) {
      document.getSelection()?.removeAllRanges();
      return props.onExtend(index);
    }
    // Text that was just marked to be copied is not a click.
    if (index >= 0 && document.getSelection()?.isCollapsed !== false) onActivate(index);
  };
  const pointer = useRef({ x: -1, y: -1 });
  const hover = (event: MouseEvent): void => {
    // Rows that scroll under a pointer at rest are not pointed at: the frame is for the scrolling.
    if (event.clientX === pointer.current.x && event.clientY === pointer.current.y) return;
    pointer.current = { x: event.clientX, y: event.clientY };
    props.onHover?.(indexUnder(event.target));
  };
  const open = (event: MouseEvent): void => {
    const index = indexUnder(event.target);
    if (index >= 0) props.onOpen?.(index);
  };

  const menu = (event: MouseEvent): void => {
    const index = indexUnder(event.target);
    if (index < 0 || props.onMenu === undefined) return;
    event.preventDefault();
    onActivate(index);
    grid.current?.focus();
    props.onMenu(index, columns[cellUnder(event.target)]?.id ?? '', event.clientX, event.clientY);
  };

  const base = baseOf(view.first);
  const indexes = Array.from({ length: Math.max(0, last - view.first) }, (_, index) => view.first + index);
  // The active row has to exist for the grid to name it; out of view it stands unseen.
  const activeIsDrawn = active >= view.first && active < last;
  const template = columns.map((column) => column.width).join(' ');
  return (
    <div
      ref={grid}
      className="rows"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={active >= 0 && active < count ? `${id}-${active}` : undefined}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      style={{
        ['--columns' as string]: template,
        ['--least' as string]: `${props.leastWidth ?? 0}px`,
        flex: props.fit ? `0 1 ${HEAD_HEIGHT + count * ROW_HEIGHT}px` : undefined,
      }}
    >
      <div role="rowgroup" className="rows-head">
        <div role="row" aria-rowindex={1} className="rows-row">
          {columns.map((column, position) => (
            <div
              key={column.id}
              role="columnheader"
              aria-label={column.label}
              className={`rows-cell ${column.right ? 'right' : ''} ${column.frozen ? 'frozen' : ''}`}
              style={column.frozen ? shiftOf(position) : undefined}
            >
              {column.title}
              {props.onResize && (
                <span
                  className="rows-grip"
                  aria-hidden="true"
                  onPointerDown={(event) => dragEdge(event, (width) => props.onResize?.(column.id, width))}
                  onDoubleClick={() => props.onResize?.(column.id, null)}
                />
              )}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="rows-view" style={{ height: view.height }}>
        <div
          ref={box}
          role="presentation"
          className="rows-box"
          onClick={select}
          onDoubleClick={open}
          onContextMenu={menu}
          onPointerMove={hover}
          onPointerLeave={() => props.onHover?.(-1)}
        >
          <div key={base} ref={outlined} data-base={base} className="rows-outline" role="presentation" hidden />
          {indexes.map((index) => (
            <Row
              key={props.rowKey?.(index) ?? index % view.visible}
              id={id}
              index={index}
              base={base}
              columns={columns}
              cells={props.cells}
              rowClass={props.rowClass}
              isOpen={props.isOpen}
              selected={index === active}
              unseen={false}
            />
          ))}
          {!activeIsDrawn && active >= 0 && active < count && (
            <Row
              id={id}
              index={active}
              base={base}
              columns={columns}
              cells={props.cells}
              rowClass={props.rowClass}
              isOpen={props.isOpen}
              selected
              unseen
            />
          )}
        </div>
      </div>
      <div aria-hidden="true" style={{ height: Math.max(0, filler - view.height) }} />
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly index: number;
  /** The row whose place in the box is its top. */
  readonly base: number;
  readonly columns: readonly RowColumn[];
  readonly cells: RowsProps['cells'];
  readonly rowClass: RowsProps['rowClass'];
  readonly isOpen: RowsProps['isOpen'];
  readonly selected: boolean;
  readonly unseen: boolean;
}

/** Drawn again only when it stands for another row or its cells are made anew: scrolling by one draws one. */
const Row = memo(function Row({
  id,
  index,
  base,
  columns,
  cells: cellsOf,
  rowClass,
  isOpen,
  selected,
  unseen,
}: RowProps): JSX.Element {
  const cells = cellsOf(index);
  return (
    <div
      id={`${id}-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      style={unseen ? undefined : { top: (index - base) * ROW_HEIGHT }}
      className={`rows-row ${selected ? 'selected' : ''} ${rowClass?.(index) ?? ''} ${unseen ? 'unseen' : ''}`}
    >
      {columns.map((column, position) => (
        <div
          key={column.id}
          role="gridcell"
          // A row of a grid, unlike one of a tree, is not said to be open; its cells may be.
          aria-expanded={position === 0 ? isOpen?.(index) : undefined}
          className={`rows-cell ${column.right ? 'right' : ''} ${column.frozen ? 'frozen' : ''}`}
          style={column.frozen ? shiftOf(position) : undefined}
        >
          {cells === null ? position === 0 ? <span className="rows-missing" /> : null : cells[position]}
        </div>
      ))}
    </div>
  );
});

/** Rows keep their place in the box while it moves, so that what was painted is moved and not painted again. */
function baseOf(first: number): number {
  return Math.floor(first / BASE_ROWS) * BASE_ROWS;
}

/** How far the grid has moved its column. */
function shiftOf(position: number): CSSProperties {
  return { ['--shift' as string]: `var(--shift-${position}, 0)` };
}

/** Moves each frozen column by what was scrolled past it, behind those that are frozen before it. */
function freeze(element: HTMLElement): void {
  const heads = [...element.querySelectorAll<HTMLElement>('.rows-head .rows-cell')];
  let frozenWidth = 0;
  let sideways = false;
  for (const [position, head] of heads.entries()) {
    if (!head.classList.contains('frozen')) continue;
    const past = Math.max(0, element.scrollLeft + frozenWidth - head.offsetLeft);
    element.style.setProperty(`--shift-${position}`, `${past}px`);
    sideways ||= past > 0;
    frozenWidth += head.offsetWidth;
  }
  element.classList.toggle('sideways', sideways);
}

/** Until the pointer is let go, says how wide the head under it is to be. */
function dragEdge(event: PointerEvent<HTMLElement>, onWidth: (width: number) => void): void {
  const grip = event.currentTarget;
  const head = grip.parentElement;
  if (head === null || event.button !== 0) return;
  event.preventDefault();
  const edge = head.offsetWidth - event.clientX;
  grip.setPointerCapture(event.pointerId);
  const move = (moved: globalThis.PointerEvent): void => onWidth(edge + moved.clientX);
  const end = (): void => {
    grip.removeEventListener('pointermove', move);
    grip.removeEventListener('lostpointercapture', end);
  };
  grip.addEventListener('pointermove', move);
  grip.addEventListener('lostpointercapture', end);
}

/** The index of the row under a pointer, or -1. */
function indexUnder(target: EventTarget): number {
  const row = target instanceof Element ? target.closest('[data-index]') : null;
  return Number(row?.getAttribute('data-index') ?? -1);
}

/** The place of the cell under a pointer in its row, or -1. */
function cellUnder(target: EventTarget): number {
  const cell = target instanceof Element ? target.closest('[role=gridcell]') : null;
  return cell === null ? -1 : [...(cell.parentElement?.children ?? [])].indexOf(cell);
}

function isMenuKey(event: KeyboardEvent): boolean {
  return event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
}

function keyTarget(key: string, active: number, page: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return active + 1;
    case 'ArrowUp':
    case 'k':
      return active < 0 ? count - 1 : active - 1;
    case 'PageDown':
      return active + page;
    case 'PageUp':
      return active - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
