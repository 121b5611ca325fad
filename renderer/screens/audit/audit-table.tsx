// The entries as rows, in groups by run that fold: number, time, kind, what, by whom, call, hash.
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type JSX,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import type { AuditLine } from '../../../app/contract/audit-timeline-schemas.ts';
import { clockText } from '../../charts/wall-clock.ts';
import type { AuditLines } from '../../store/audit-lines.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { callNumber } from '../../ui/call-number.ts';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Rows, type RowColumn, type RowsHandle } from '../../ui/rows.tsx';
import { goToCall } from './go-to.ts';
import { groupWords, lineAuthor, lineKind, lineText, shortHash } from './line-words.ts';
import { groupOf, indexOf, isShown, placeAt, type ListPlaces, type PlacedGroup } from './list-places.ts';

export interface AuditTableProps {
  readonly handle: RefObject<RowsHandle | null>;
  readonly places: ListPlaces;
  readonly lines: AuditLines;
  /** Lines change behind the same object; this changes with them. */
  readonly version: number;
  /** Number of the selected entry. */
  readonly selected: number | null;
  readonly onWant: (from: number, to: number) => void;
  readonly onSelect: (seq: number) => void;
}

const COLUMNS: readonly RowColumn[] = [
  { id: 'entry', title: 'Entry', right: true, width: '76px' },
  { id: 'time', title: 'Time', width: '112px' },
  { id: 'kind', title: 'Kind', width: '92px' },
  { id: 'what', title: 'What', width: 'minmax(140px, 1fr)' },
  { id: 'by', title: 'By', width: '152px' },
  { id: 'call', title: 'Call', right: true, width: '84px' },
  { id: 'hash', title: 'Hash', right: true, width: '96px' },
];

export function AuditTable(props: AuditTableProps): JSX.Element {
  const { handle, places, lines, version, selected, onWant, onSelect } = props;
  const workspace = useWorkspace();
  const [head, setHead] = useState<number | null>(null);
  const place = useSelectedPlace(lines, selected, places, handle);
  useUnfolding(place, selected, places);
  const drawn = useMemo(() => ({ lines, version }), [lines, version]);
  const fold = useCallback(
    ({ group, open }: PlacedGroup, to = !open) =>
      workspace.auditView.setState(({ unfolded }) => ({ unfolded: new Map(unfolded).set(group.id, to) })),
    [workspace],
  );
  const cells = useCallback(
    (index: number): readonly ReactNode[] | null => {
      const at = placeAt(places, index);
      if (at === undefined) return null;
      if (at.kind === 'head') return headCells(at.placed);
      const line = drawn.lines.at(at.place);
      return line === undefined ? null : lineCells(line);
    },
    [places, drawn],
  );
  const rowClass = useCallback(
    (index: number): string => {
      const at = placeAt(places, index);
      if (at?.kind === 'head') return 'audit-head';
      return at !== undefined && drawn.lines.at(at.place)?.lane === 'denials' ? 'hatch' : '';
    },
    [places, drawn],
  );
  const activate = (index: number): void => {
    const at = placeAt(places, index);
    if (at?.kind === 'head') return setHead(at.placed.group.id);
    if (at === undefined) return;
    setHead(null);
    // A row far away is selected when it is here.
    void lines.ready(at.place).then(() => {
      const line = lines.at(at.place);
      if (line !== undefined) onSelect(line.seq);
    });
  };
  const open = (index: number): void => {
    const at = placeAt(places, index);
    if (at?.kind === 'head') return fold(at.placed);
    const line = at === undefined ? undefined : lines.at(at.place);
    if (line !== undefined) void goToCall(workspace, line.seq);
  };
  const onView = useCallback(
    (first: number, last: number) => {
      const shown = [placeAt(places, first), placeAt(places, Math.max(first, last - 1))];
      const [from = 0, to = from] = shown.map((at) => (at?.kind === 'entry' ? at.place : (at?.placed.first ?? 0)));
      onWant(from, to + 1);
    },
    [places, onWant],
  );
  const headAt = places.groups.find(({ group }) => group.id === head)?.head ?? -1;
  const active = headAt >= 0 ? headAt : place === null ? -1 : indexOf(places, place);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = placeAt(places, active);
    const to = event.key === 'ArrowRight' ? true : event.key === 'ArrowLeft' ? false : null;
    if (to === null || at === undefined || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    if (!to) setHead(at.placed.group.id);
    if (at.placed.open !== to) fold(at.placed, to);
  };
  return (
    <div className="audit-table" onKeyDown={onKeyDown} onClick={(event) => foldUnder(event.target, places, fold)}>
      <Rows
        label="Audit entries"
        columns={COLUMNS}
        count={places.count}
        cells={cells}
        rowClass={rowClass}
        active={active}
        onActivate={activate}
        onOpen={open}
        onPeek={() => showDetails(workspace)}
        onView={onView}
        handle={handle}
      />
    </div>
  );
}

function foldUnder(target: EventTarget, places: ListPlaces, fold: (placed: PlacedGroup) => void): void {
  const mark = target instanceof Element ? target.closest('.audit-fold')?.closest('[data-index]') : null;
  const at = mark == null ? undefined : placeAt(places, Number(mark.getAttribute('data-index')));
  if (at?.kind === 'head') fold(at.placed);
}

function showDetails({ layout }: ReturnType<typeof useWorkspace>): void {
  const { change, details } = layout.getState();
  change({ details: { ...details, audit: true } });
}

function headCells({ group, open }: PlacedGroup): readonly ReactNode[] {
  const { title, says } = groupWords(group, Date.now());
  return [
    <span key="head" className="audit-head-text" title={`${title} ${says}`}>
      <span className="audit-fold">
        <Icon name={open ? 'chevron-down' : 'chevron-right'} size={12} />
      </span>
      <span className="strong">{title}</span>
      <span className="unseen">, {open ? 'unfolded' : 'folded'},</span> <span className="ink-2">{says}</span>
    </span>,
    ...['', '', '', '', ''],
    <span key="count" className="data ink-2">
      <Figure value={group.entries} />
    </span>,
  ];
}

function lineCells(line: AuditLine): readonly ReactNode[] {
  const { icon, word } = lineKind(line);
  const text = lineText(line);
  return [
    <span key="seq" className="data ink-2">
      <Figure value={line.seq} />
    </span>,
    <span key="time" className="data" title={new Date(line.time).toLocaleString()}>
      {clockText(line.time)}
    </span>,
    <span key="kind" className={`outcome ${line.lane === 'denials' ? 'denied' : ''}`}>
      <Icon name={icon} size={14} />
      <span className="cut">{word}</span>
    </span>,
    <span key="what" className={line.kind === 'decision' ? 'data' : undefined} title={text}>
      {text}
      {line.count > 1 && <span className="ink-2"> ×{line.count}</span>}
    </span>,
    <span key="by" className="ink-2" title={lineAuthor(line)}>
      {lineAuthor(line)}
    </span>,
    <span key="call" className="data">
      {line.row !== null && (
        <>
          #<Figure value={callNumber(line.row)} />
        </>
      )}
    </span>,
    <span key="hash" className="data ink-3" title={line.hash}>
      {shortHash(line.hash, 6)}
    </span>,
  ];
}

/** Where the selected entry stands among those that match; null for none. One selected elsewhere is scrolled to. */
function useSelectedPlace(
  lines: AuditLines,
  seq: number | null,
  places: ListPlaces,
  handle: RefObject<RowsHandle | null>,
): number | null {
  const { client } = useWorkspace();
  const [found, setFound] = useState<{ readonly lines: AuditLines; readonly seq: number; readonly place: number | null } | null>(
    null,
  );
  const known = found !== null && found.seq === seq && found.lines === lines;
  useEffect(() => {
    if (seq === null || known) return;
    let current = true;
    void client.call('audit.find', { where: lines.where, of: { seq } }).then(
      ({ place }) => current && setFound({ lines, seq, place }),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [client, lines, seq, known]);
  const place = found !== null && found.seq === seq ? found.place : null;
  const index = place !== null && isShown(places, place) ? indexOf(places, place) : -1;
  useEffect(() => {
    if (index >= 0) handle.current?.reveal(index, true);
  }, [index, handle]);
  return place;
}

/** An entry that is selected from outside of the list is not left in a folded group. */
function useUnfolding(place: number | null, seq: number | null, places: ListPlaces): void {
  const { auditView } = useWorkspace();
  const done = useRef<number | null>(null);
  useEffect(() => {
    if (place === null || done.current === seq) return;
    done.current = seq;
    const folded = groupOf(places, place);
    if (folded === undefined || folded.open || folded.group.runs > 1) return;
    auditView.setState(({ unfolded }) => ({ unfolded: new Map(unfolded).set(folded.group.id, true) }));
  }, [auditView, place, seq, places]);
}
