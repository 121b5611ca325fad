// What the run in view did to files: each file it named with its bytes, and beside it what it wrote there, or a descriptor followed.
import { useCallback, useState, type JSX, type ReactNode } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { decodeTable, type Table } from '../../../app/contract/table.ts';
import { failureText, useAnswer } from '../../store/use-answer.ts';
import { useRun, useWorkspace } from '../../store/use-workspace.ts';
import { Figure } from '../../ui/figure.tsx';
import { PaneHead } from '../../ui/pane.tsx';
import { bytesText, countText } from '../../ui/quantities.ts';
import { Rows, type RowColumn } from '../../ui/rows.tsx';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { FileView } from './file-view.tsx';
import { StreamView } from './stream-view.tsx';

const MOST_FILES = 1000;

const COLUMNS: readonly RowColumn[] = [
  { id: 'path', title: 'File', width: 'minmax(120px, 2fr)' },
  { id: 'read', title: 'Read', right: true, width: '88px' },
  { id: 'written', title: 'Written', right: true, width: '88px' },
  { id: 'denials', title: 'Denied', right: true, width: '64px' },
  { id: 'calls', title: 'Calls', width: 'minmax(90px, 1.4fr)' },
];

export function FilesPane(): JSX.Element {
  const run = useRun();
  if (run === null) return <Empty icon="files" title="No run chosen" why="The files of the run in view appear here." />;
  return <FilesOf key={run.id} run={run} />;
}

function FilesOf({ run }: { readonly run: RunSummary }): JSX.Element {
  const { client } = useWorkspace();
  const [chosen, setChosen] = useState(0);
  const [view, setView] = useState<'file' | 'stream'>('file');
  const { value, failure } = useAnswer(run.id, run.state, async () => {
    const { all, cut, table } = await client.call('rebuilt.files', { run: run.id, from: 0, count: MOST_FILES });
    return { all, cut, files: decodeTable(table) };
  });
  return (
    <div className="files-pane">
      <section className="files-side" aria-label={`Files of run ${run.number}`}>
        <PaneHead
          title={`Files of run ${run.number}`}
          facts={value === null ? '' : filesText(value.all, value.cut, value.files.rows)}
        />
        {failure !== null && failure !== undefined ? (
          <Broken title="The files cannot be told" code="UNAVAILABLE" message={failureText(failure)} />
        ) : value === null ? (
          <Busy title="Reading the recording" />
        ) : value.all === 0 ? (
          <Empty icon="files" title="No files" why="This run named no file. That may be what the policy asks." />
        ) : (
          <FileRows files={value.files} chosen={chosen} onChoose={setChosen} />
        )}
      </section>
      <section className="content-side" aria-label="Content">
        <Tabs
          label="Content"
          tabs={[
            { id: 'file', title: 'Written into the file' },
            { id: 'stream', title: 'Follow a descriptor' },
          ]}
          chosen={view}
          onChoose={setView}
        >
          {view === 'stream' ? (
            <StreamView run={run.id} />
          ) : value === null || chosen >= value.files.rows ? (
            <Empty icon="files" title="Nothing to show" why="What a run wrote into a file appears here." />
          ) : (
            <FileView key={chosen} run={run.id} file={chosen} path={value.files.text('path', chosen)} />
          )}
        </Tabs>
      </section>
    </div>
  );
}

function filesText(all: number, cut: boolean, shown: number): string {
  const files = `${cut ? 'more than ' : ''}${countText(all, 'file')}`;
  return shown < all ? `${files}, the first ${shown} shown` : files;
}

interface FileRowsProps {
  readonly files: Table;
  readonly chosen: number;
  readonly onChoose: (file: number) => void;
}

function FileRows({ files, chosen, onChoose }: FileRowsProps): JSX.Element {
  const cells = useCallback((index: number) => (index < files.rows ? fileCells(files, index) : null), [files]);
  return <Rows label="Files" columns={COLUMNS} count={files.rows} cells={cells} active={chosen} onActivate={onChoose} />;
}

function fileCells(files: Table, index: number): readonly ReactNode[] {
  const path = files.text('path', index);
  const bytes = (column: string): ReactNode => {
    const value = files.number(column, index);
    return <span className={`data ${value === 0 ? 'ink-3' : ''}`}>{bytesText(value)}</span>;
  };
  const denials = files.number('denials', index);
  return [
    <span key="path" className="data" title={path}>
      {path}
    </span>,
    bytes('read'),
    bytes('written'),
    <span key="denied" className={`data ${denials === 0 ? 'ink-3' : 'strong'}`}>
      <Figure value={denials} />
    </span>,
    <span key="calls" className="data ink-2" title={files.text('calls', index)}>
      {files.text('calls', index)}
    </span>,
  ];
}
