// The calls around what the table shows, in lanes by family. The table is its twin; a click selects there.
import { useCallback, useMemo, useRef, useState, type JSX, type KeyboardEvent, type MouseEvent } from 'react';
import { callAt, drawLanes, LANES_HEIGHT, type LaneCall } from '../../charts/lanes-picture.ts';
import { Surface, type Painter } from '../../charts/surface.tsx';
import type { CallRow } from '../../store/call-row.ts';
import { PAGE_ROWS, type CallRows } from '../../store/rows.ts';
import { useLayout, usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FAMILY_NAMES } from '../../ui/palette.ts';
import { countText, nanosText } from '../../ui/quantities.ts';
import { lastWhole } from './last-whole.ts';
import { callNumber } from '../../ui/call-number.ts';

export interface LanesProps {
  readonly rows: CallRows;
  readonly version: number;
  readonly first: number;
  readonly last: number;
}

export function Lanes(props: LanesProps): JSX.Element | null {
  const shown = useLayout((state) => state.lanes);
  return shown && props.rows.matching > 0 ? <LanesWidget {...props} /> : null;
}

function LanesWidget({ rows, version, first, last }: LanesProps): JSX.Element {
  const { place } = useWorkspace();
  const run = rows.query.run;
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const selected = usePlace(({ selection }) => (selection?.kind === 'call' && selection.run === run ? selection.row : null));
  const drawn = useMemo(() => ({ rows, version }), [rows, version]);
  const calls = useMemo(() => callsAround(drawn.rows, first, last), [drawn, first, last]);
  const [from, to] = [rows.at(first)?.time, rows.at(lastWhole(rows, first, last))];
  const draw = useCallback(
    (painter: Painter) => {
      const shown = from === undefined || to === undefined ? null : { from, to: to.time + to.duration };
      drawLanes(painter, { calls, shown, selected });
    },
    [calls, from, to, selected],
  );
  const select = (call: LaneCall | undefined): void => {
    if (call !== undefined) place.getState().move({ selection: { kind: 'call', run, row: call.row } });
  };
  const click = (event: MouseEvent): void => {
    const bounds = box.current?.getBoundingClientRect();
    if (bounds !== undefined) select(callAt(calls, width, event.clientX - bounds.left, event.clientY - bounds.top) ?? undefined);
  };
  const step = (event: KeyboardEvent): void => {
    const at = calls.findIndex((call) => call.row === selected);
    if (event.key === 'ArrowRight') select(calls[at + 1]);
    else if (event.key === 'ArrowLeft') select(calls[at < 0 ? calls.length - 1 : Math.max(0, at - 1)]);
    else return;
    event.preventDefault();
  };
  const chosen = calls.find((call) => call.row === selected);
  return (
    <section className="lanes" aria-label="Timeline" data-pane="Timeline">
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        className="lanes-widget"
        aria-label={`Timeline of ${countText(calls.length, 'call')} around those in view, one lane for each family; the table below has the same`}
        aria-valuemin={calls[0]?.row ?? 0}
        aria-valuemax={calls.at(-1)?.row ?? 0}
        aria-valuenow={chosen?.row ?? calls[0]?.row ?? 0}
        aria-valuetext={
          chosen === undefined
            ? 'none selected'
            : `${chosen.name} ${callNumber(chosen.row)}, at ${nanosText(chosen.time)}, ${chosen.outcome}`
        }
        onClick={click}
        onKeyDown={step}
      >
        <Surface height={LANES_HEIGHT} draw={draw} onWidth={setWidth} />
      </div>
      <LaneNames calls={calls} />
    </section>
  );
}

function LaneNames({ calls }: { readonly calls: readonly CallRow[] }): JSX.Element {
  const counts = useMemo(() => {
    const counted = new Map<string, number>();
    for (const call of calls) counted.set(call.family, (counted.get(call.family) ?? 0) + 1);
    return counted;
  }, [calls]);
  return (
    <ul className="lane-names">
      <li className="ink-3">
        <span>
          <Figure value={calls.length} /> {calls.length === 1 ? 'call' : 'calls'}
        </span>
      </li>
      {FAMILY_NAMES.map((family) => (
        <li key={family}>
          <Icon name={family} size={14} className={`of-${family}`} />
          <span>{family}</span>
          <span className="ink-3 lane-count">{counts.get(family) ?? '–'}</span>
        </li>
      ))}
    </ul>
  );
}

/** Rows that are here, from a page before the view to a page after it; by whole pages, so that the picture stands still. */
function callsAround(rows: CallRows, first: number, last: number): readonly CallRow[] {
  const middle = Math.floor((first + last) / 2 / PAGE_ROWS);
  const calls: CallRow[] = [];
  const from = Math.max(0, (middle - 1) * PAGE_ROWS);
  const to = Math.min(rows.shown, (middle + 2) * PAGE_ROWS);
  for (let place = from; place < to; place++) {
    const call = rows.at(place);
    // A folded run is as long as all its calls.
    if (call !== undefined)
      calls.push(call.alike > 1 && !rows.isOpen(call.head) ? { ...call, duration: call.until - call.time } : call);
  }
  return calls;
}
