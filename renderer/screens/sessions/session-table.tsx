// The list of kept runs, sorted by the column whose head was pressed, with up to two marked to be compared.
import { useCallback, useMemo, type JSX, type ReactNode } from 'react';
import { usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { endingWords } from '../../ui/ending.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { bytesText, whenText } from '../../ui/quantities.ts';
import { Rows, type RowColumn } from '../../ui/rows.tsx';
import type { KeptRun, SortColumn, Sorting } from './session-list.ts';

export interface SessionTableProps {
  readonly kept: readonly KeptRun[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  readonly marked: readonly string[];
  readonly onMark: (run: string) => void;
}

export function SessionTable({ kept, sorting, onSort, marked, onMark }: SessionTableProps): JSX.Element {
  const { place } = useWorkspace();
  const shown = usePlace((each) => each.run);
  const columns = useMemo(() => columnsOf(sorting, onSort), [sorting, onSort]);
  const letters = useMemo(() => lettersOf(kept, marked), [kept, marked]);
  const cells = useCallback(
    (index: number): readonly ReactNode[] | null => {
      const each = kept[index];
      return each === undefined ? null : cellsOf(each, letters.get(each.run.id), () => onMark(each.run.id));
    },
    [kept, letters, onMark],
  );
  const at = kept.findIndex(({ run }) => run.id === shown);
  const activate = (index: number): void => {
    const run = kept[index]?.run;
    if (run !== undefined) place.getState().move({ run: run.id, module: run.module, selection: null, filter: '' });
  };
  return (
    <Rows
      label="Sessions"
      columns={columns}
      count={kept.length}
      cells={cells}
      rowKey={(index) => kept[index]?.run.id ?? String(index)}
      active={at}
      onActivate={activate}
      onOpen={() => place.getState().go({ screen: 'trace', selection: null })}
      onPeek={(index) => onMark(kept[index]?.run.id ?? '')}
    />
  );
}

/** The older of two marked is A. */
function lettersOf(kept: readonly KeptRun[], marked: readonly string[]): ReadonlyMap<string, string> {
  const chosen = kept.filter(({ run }) => marked.includes(run.id)).map(({ run }) => run);
  const sorted = chosen.toSorted((left, right) => left.number - right.number);
  return new Map(sorted.map((run, place) => [run.id, place === 0 ? 'A' : 'B']));
}

function columnsOf(sorting: Sorting, onSort: (sorting: Sorting) => void): readonly RowColumn[] {
  const sorted = (by: SortColumn, title: string): Pick<RowColumn, 'title' | 'label'> => {
    const on = sorting.by === by;
    const turn = (): void => onSort({ by, downwards: on ? !sorting.downwards : by !== 'module' });
    const way = sorting.downwards ? 'descending' : 'ascending';
    return {
      label: on ? `${title}, ${way}` : title,
      title: (
        <button type="button" className="sort-head" onClick={turn} aria-label={`Sort by ${title}${on ? `, now ${way}` : ''}`}>
          {title}
          {on && <Icon name={sorting.downwards ? 'chevron-down' : 'chevron-up'} size={12} />}
        </button>
      ),
    };
  };
  return [
    { id: 'mark', title: <span className="unseen">Marked to compare</span>, width: '36px' },
    { id: 'run', ...sorted('run', 'Run'), width: '76px' },
    { id: 'module', ...sorted('module', 'Module'), width: 'minmax(90px, 1fr)' },
    { id: 'ending', title: 'How it ended', width: 'minmax(140px, 2.4fr)' },
    { id: 'calls', ...sorted('calls', 'Calls'), right: true, width: '84px' },
    { id: 'denied', ...sorted('denied', 'Denied'), right: true, width: '84px' },
    { id: 'size', ...sorted('size', 'Size'), right: true, width: '88px' },
    { id: 'when', title: 'When', width: '104px' },
    { id: 'tags', title: 'Tags and note', width: 'minmax(90px, 1fr)' },
  ];
}

function cellsOf(
  { run, size, isForeign, tags, note }: KeptRun,
  letter: string | undefined,
  onMark: () => void,
): readonly ReactNode[] {
  const words = [isForeign ? 'from a file' : '', ...tags, note].filter(Boolean).join(' · ');
  const says = run.sentence ?? endingWords(run).text;
  return [
    <span
      key="mark"
      className={letter === undefined ? 'mark-box' : 'side'}
      aria-label={letter === undefined ? 'not marked' : `marked ${letter}`}
      role="img"
      onClick={(event) => {
        event.stopPropagation();
        onMark();
      }}
    >
      {letter}
    </span>,
    `run ${run.number}`,
    <span key="module" title={run.moduleName}>
      {run.moduleName}
    </span>,
    <span key="ending" className="outcome" title={says}>
      <Icon name={endingWords(run).icon} size={14} />
      <span className="cut">{says}</span>
    </span>,
    <span key="calls" className="data">
      <Figure value={run.calls} />
    </span>,
    <span key="denied" className={`data ${run.denials === 0 ? 'ink-3' : 'strong'}`}>
      <Figure value={run.denials} />
    </span>,
    <span key="size" className="data">
      {size === 0 ? '' : bytesText(size)}
    </span>,
    <span key="when" className="ink-2">
      {whenText(run.startedAt, Date.now())}
    </span>,
    <span key="tags" className="ink-2" title={words}>
      {words}
    </span>,
  ];
}
