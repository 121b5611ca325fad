// The columns of the trace: which there are, how wide, and what stands in them for a call or a run of like calls.
import type { JSX, ReactNode } from 'react';
import type { CallRow } from '../../store/call-row.ts';
import type { Layout, TimeMode, TraceColumn } from '../../store/layout.ts';
import { callNumber } from '../../ui/call-number.ts';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { OUTCOME_MARK } from '../../ui/palette.ts';
import { bytesText, thousands } from '../../ui/quantities.ts';
import type { RowColumn } from '../../ui/rows.tsx';
import { argumentParts } from './argument-parts.ts';
import { EditedMark } from './edited-mark.tsx';

export interface CellScene {
  readonly call: CallRow;
  /** The line above. */
  readonly before: CallRow | undefined;
  readonly mode: TimeMode;
  /** Time of the selected call. */
  readonly origin: number | null;
  readonly isOpen: boolean;
  readonly marked: boolean;
}

const PAGE_BYTES = 65_536;

/** Pixels; the arguments take what is left, and no less than this. */
const WIDTH: Readonly<Record<TraceColumn, number>> = {
  row: 92,
  time: 92,
  delta: 72,
  duration: 84,
  call: 184,
  arguments: 180,
  result: 136,
  rule: 56,
  memory: 84,
  bytes: 84,
  computed: 104,
};

export const COLUMN_NAME: Readonly<Record<TraceColumn, string>> = {
  row: 'Number',
  time: 'Time',
  delta: 'Since the previous',
  duration: 'Duration',
  call: 'Call',
  arguments: 'Arguments',
  result: 'Result',
  rule: 'Rule',
  memory: 'Memory',
  bytes: 'Bytes',
  computed: 'Instructions before',
};

const TIME_HEAD: Readonly<Record<TimeMode, { readonly title: string; readonly unit: string; readonly label: string }>> = {
  start: { title: 'Time', unit: 's', label: 'Time since start, seconds' },
  previous: { title: 'Since previous', unit: 'µs', label: 'Time since the previous row, microseconds' },
  selection: { title: 'To selection', unit: 'ms', label: 'Time since the selection, milliseconds' },
};

/** How a person arranged them. */
export type ColumnLayout = Pick<Layout, 'traceColumns' | 'traceWidths' | 'traceFrozen' | 'timeMode'>;

export function columnsOf(layout: ColumnLayout): readonly RowColumn[] {
  const { traceColumns, traceFrozen, timeMode } = layout;
  return traceColumns.map((id) => ({
    ...headOf(id, timeMode),
    id,
    width: id === 'arguments' ? `minmax(${widthOf(id, layout)}px, 1fr)` : `${widthOf(id, layout)}px`,
    right: isFigure(id),
    frozen: traceFrozen.includes(id),
  }));
}

/** Below this the table is scrolled sideways. */
export function leastWidth(layout: ColumnLayout): number {
  return layout.traceColumns.reduce((sum, id) => sum + widthOf(id, layout), 0);
}

/** In pixels; the arguments take what is left as well. */
export function widthOf(id: TraceColumn, { traceWidths, timeMode }: ColumnLayout): number {
  return traceWidths[id] ?? (id === 'time' && timeMode !== 'start' ? 124 : WIDTH[id]);
}

function isFigure(id: TraceColumn): boolean {
  return id !== 'call' && id !== 'arguments' && id !== 'result';
}

function headOf(id: TraceColumn, mode: TimeMode): { readonly title: ReactNode; readonly label?: string } {
  const time = TIME_HEAD[mode];
  switch (id) {
    case 'row':
      return { title: '#', label: 'Number' };
    case 'time':
      return { title: withUnit(time.title, time.unit), label: time.label };
    case 'delta':
      return { title: withUnit('Δ', 'µs'), label: 'Time since the previous row, microseconds' };
    case 'duration':
      return { title: withUnit('Dur', 'µs'), label: 'Duration, microseconds' };
    case 'computed':
      return { title: 'Computed', label: 'Instructions since the call before' };
    default:
      return { title: COLUMN_NAME[id] };
  }
}

function withUnit(title: string, unit: string): ReactNode {
  return (
    <>
      {title} <span className="unit">{unit}</span>
    </>
  );
}

export function cellsOf(chosen: readonly TraceColumn[], scene: CellScene): readonly ReactNode[] {
  return chosen.map((id) => cellOf(id, scene));
}

function cellOf(id: TraceColumn, scene: CellScene): ReactNode {
  const { call, before, mode, origin } = scene;
  switch (id) {
    case 'row':
      return <NumberCell {...scene} />;
    case 'time':
      return <span className="data">{timeOf(call, before, mode, origin)}</span>;
    case 'delta':
      return <span className="data ink-2">{before === undefined ? '' : <Figure value={micros(call.time - before.time)} />}</span>;
    case 'duration':
      return <DurationCell {...scene} />;
    case 'call':
      return (
        <span className="family data">
          <Icon name={call.family} size={14} className={`of-${call.family}`} />
          <span className="cut" title={call.name}>
            {call.name}
          </span>
        </span>
      );
    case 'arguments':
      return <ArgumentsCell {...scene} />;
    case 'result':
      return <ResultCell call={call} />;
    case 'rule':
      return <span className="data ink-2">{call.rule}</span>;
    case 'memory':
      return <span className="data ink-2">{bytesText(call.memory * PAGE_BYTES)}</span>;
    case 'bytes':
      return <span className="data ink-2">{call.bytes === 0 ? '' : bytesText(call.bytes)}</span>;
    case 'computed':
      return <span className="data ink-2">{call.computed < 0 ? '' : <Figure value={call.computed} />}</span>;
  }
}

function NumberCell({ call, isOpen, marked }: CellScene): JSX.Element {
  return (
    <span className="data number-cell">
      {call.alike > 1 && (
        <span className="unfold" data-unfold="" title={isOpen ? 'Fold  ←' : 'Unfold  →'}>
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={12} />
        </span>
      )}
      {marked && (
        <span className="row-mark">
          <Icon name="flag" size={12} />
          <span className="unseen">marked</span>
        </span>
      )}
      <Figure value={callNumber(call.row)} />
    </span>
  );
}

/** Of a folded run the shortest and the longest. */
function DurationCell({ call, isOpen }: CellScene): JSX.Element {
  const spread = call.alike > 1 && !isOpen && call.most > call.least;
  if (!spread) return <span className="data ink-2">{call.duration === 0 ? '' : <Figure value={micros(call.duration)} />}</span>;
  return (
    <span className="data ink-2">
      {micros(call.least)}–{micros(call.most)}
    </span>
  );
}

function ArgumentsCell({ call, isOpen }: CellScene): JSX.Element {
  // Nearly every line is a call by itself, and needs no box around its text and its count.
  if (call.alike === 1) {
    return (
      <span className="data" title={call.arguments}>
        <Arguments text={call.arguments} />
      </span>
    );
  }
  return (
    <span className="data arguments-cell" title={call.arguments}>
      <span className="cut">
        <Arguments text={call.arguments} />
      </span>
      <span className="alike" data-unfold="">
        × {thousands(String(call.alike)).join('\u202f')} {isOpen ? 'alike, unfolded' : 'alike'}
      </span>
    </span>
  );
}

function timeOf(call: CallRow, before: CallRow | undefined, mode: TimeMode, origin: number | null): ReactNode {
  if (mode === 'previous') return before === undefined ? '' : <Figure value={micros(call.time - before.time)} />;
  if (mode === 'selection') return origin === null ? '' : <Figure value={(call.time - origin) / 1e6} digits={3} />;
  return <Figure value={call.time / 1e9} digits={6} />;
}

/** Below ten microseconds one digit more, else whole. */
function micros(nanos: number): string {
  const value = nanos / 1e3;
  return value > 0 && value < 10 ? value.toFixed(1) : String(Math.round(value));
}

function Arguments({ text }: { readonly text: string }): JSX.Element {
  if (text === '') return <span className="ink-3">none</span>;
  return (
    <>
      {argumentParts(text).map((part, index) => (
        <span key={index} className={part.kind === 'comma' ? 'ink-3' : part.kind === 'flag' ? 'ink-2' : undefined}>
          {part.text}
        </span>
      ))}
    </>
  );
}

function ResultCell({ call }: { readonly call: CallRow }): JSX.Element {
  const mark = OUTCOME_MARK[call.outcome];
  const edited = call.edited && <EditedMark />;
  if (mark === null) {
    return (
      <span className="outcome data">
        <span className="cut">{call.result}</span>
        {edited}
      </span>
    );
  }
  return (
    <span className={`outcome data ${call.outcome}`}>
      <Icon name={mark} size={14} />
      <span className="cut">{call.result || call.outcome}</span>
      <span className="unseen">, {call.outcome}</span>
      {edited}
    </span>
  );
}
