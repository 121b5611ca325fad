// The calls as rows: number, time, Δ, duration, call, arguments, result, rule. Denied rows are hatched, failed ones marked.
import { memo, useCallback, useMemo, type JSX, type ReactNode, type Ref } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { CallRow } from '../../store/call-row.ts';
import type { TimeMode } from '../../store/layout.ts';
import type { CallRows } from '../../store/rows.ts';
import { useLayout, usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { OUTCOME_MARK } from '../../ui/palette.ts';
import { Rows, type RowColumn, type RowsHandle } from '../../ui/rows.tsx';
import { EditedMark } from './edited-mark.tsx';
import { argumentParts } from './argument-parts.ts';
import { callNumber } from '../../ui/call-number.ts';

export interface CallTableProps {
  readonly rows: CallRows;
  /** Rows change behind the same object; this changes with them. */
  readonly version: number;
  readonly run: RunSummary;
  readonly active: number;
  readonly handle: Ref<RowsHandle>;
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
  const columns = useMemo(() => columnsOf(mode), [mode]);
  // Rows change behind the same object: a new picture of them makes new cells.
  const drawn = useMemo(() => ({ rows, version }), [rows, version]);
  const cells = useCallback(
    (index: number) => {
      const call = drawn.rows.at(index);
      return call === undefined ? null : cellsOf(call, drawn.rows.at(index - 1), mode, origin);
    },
    [drawn, mode, origin],
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
      const row = call?.row ?? (rows.query.where === '' ? index : null);
      if (row !== null) workspace.place.getState().move({ selection: { kind: 'call', run: run.id, row } });
    },
    [rows, run.id, workspace, onSelect],
  );
  const peek = useCallback(() => {
    const { change, details } = workspace.layout.getState();
    change({ details: { ...details, trace: true } });
  }, [workspace]);
  return (
    <Rows
      label="Host calls"
      columns={columns}
      count={rows.matching}
      cells={cells}
      rowClass={rowClass}
      active={props.active}
      onActivate={select}
      onOpen={peek}
      onPeek={peek}
      onMenu={menu}
      onView={props.onView}
      onAtEnd={props.onAtEnd}
      handle={props.handle}
      followEnd={props.followEnd}
    />
  );
});

const TIME_HEAD: Readonly<Record<TimeMode, { readonly title: string; readonly unit: string; readonly label: string }>> = {
  start: { title: 'Time', unit: 's', label: 'Time since start, seconds' },
  previous: { title: 'Since previous', unit: 'µs', label: 'Time since the previous row, microseconds' },
  selection: { title: 'To selection', unit: 'ms', label: 'Time since the selection, milliseconds' },
};

function columnsOf(mode: TimeMode): readonly RowColumn[] {
  const time = TIME_HEAD[mode];
  return [
    { id: 'row', title: '#', label: 'Number', right: true, width: '92px' },
    {
      id: 'time',
      title: withUnit(time.title, time.unit),
      label: time.label,
      right: true,
      width: mode === 'start' ? '92px' : '124px',
    },
    { id: 'delta', title: withUnit('Δ', 'µs'), label: 'Time since the previous row, microseconds', right: true, width: '72px' },
    { id: 'duration', title: withUnit('Dur', 'µs'), label: 'Duration, microseconds', right: true, width: '72px' },
    { id: 'call', title: 'Call', width: '184px' },
    { id: 'arguments', title: 'Arguments', width: 'minmax(120px, 1fr)' },
    { id: 'result', title: 'Result', width: '136px' },
    { id: 'rule', title: 'Rule', right: true, width: '56px' },
  ];
}

function withUnit(title: string, unit: string): ReactNode {
  return (
    <>
      {title} <span className="unit">{unit}</span>
    </>
  );
}

function cellsOf(call: CallRow, before: CallRow | undefined, mode: TimeMode, origin: number | null): readonly ReactNode[] {
  return [
    <span className="data">
      <Figure value={callNumber(call.row)} />
    </span>,
    <span className="data">{timeOf(call, before, mode, origin)}</span>,
    <span className="data ink-2">{before === undefined ? '' : <Figure value={micros(call.time - before.time)} />}</span>,
    <span className="data ink-2">{call.duration === 0 ? '' : <Figure value={micros(call.duration)} />}</span>,
    <span className="family data">
      <Icon name={call.family} size={14} className={`of-${call.family}`} />
      <span className="cut">{call.name}</span>
    </span>,
    <span className="data" title={call.arguments}>
      <Arguments text={call.arguments} />
    </span>,
    <ResultCell call={call} />,
    <span className="data ink-2">{call.rule}</span>,
  ];
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

function classOf(call: CallRow | undefined, found: ReadonlySet<number>): string {
  if (call === undefined) return '';
  return `${call.outcome === 'denied' ? 'hatch' : ''} ${found.has(call.row) ? 'found' : ''}`;
}

function useSelectedTime(run: string, mode: TimeMode): number | null {
  const workspace = useWorkspace();
  const row = usePlace(({ selection }) => (selection?.kind === 'call' && selection.run === run ? selection.row : null));
  const { value } = useAnswer(mode !== 'selection' || row === null ? null : `${run} ${row}`, 0, () =>
    workspace.callDetails(run, row ?? 0),
  );
  return value?.time ?? null;
}
