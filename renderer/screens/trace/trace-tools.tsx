// The tools beside the filter: fold, choose columns, copy as.
import { useCallback, useMemo, useState, type JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { CallPage, type CallRow } from '../../store/call-row.ts';
import { TRACE_COLUMNS, type TraceColumn } from '../../store/layout.ts';
import type { CallRows } from '../../store/rows.ts';
import { useLayout, useWorkspace } from '../../store/use-workspace.ts';
import type { Workspace } from '../../store/workspace.ts';
import { ToolButton } from '../../ui/button.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { countText } from '../../ui/quantities.ts';
import { COLUMN_NAME, widthOf } from './call-columns.tsx';
import { resizeColumn, swapped, toggleFrozen } from './column-layout.ts';
import { copyText, type CopyFormat } from './copy-text.ts';

export interface TraceToolsProps {
  readonly run: RunSummary;
  readonly rows: CallRows;
  /** The focus goes back to the rows. */
  readonly onDone: () => void;
}

export function TraceTools({ run, rows, onDone }: TraceToolsProps): JSX.Element {
  const { layout } = useWorkspace();
  const folded = useLayout((state) => state.fold);
  const [menu, setMenu] = useState<'columns' | 'copy' | null>(null);
  const close = useCallback(() => {
    setMenu(null);
    onDone();
  }, [onDone]);
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'trace.fold',
        title: 'Fold runs of like calls, or show each call',
        group: 'Trace',
        keys: ['U'],
        run: () => layout.getState().change({ fold: !layout.getState().fold }),
      },
      {
        id: 'trace.copy',
        title: 'Copy the calls as…',
        group: 'Trace',
        icon: 'copy',
        keys: ['Ctrl+Shift+C'],
        run: () => setMenu('copy'),
      },
      { id: 'trace.columns', title: 'Choose the columns', group: 'Trace', keys: [], run: () => setMenu('columns') },
    ],
    [layout],
  );
  useCommands(commands);
  return (
    <div className="tools">
      <ToolButton
        icon="fold"
        label="Fold runs of like calls"
        keys="U"
        pressed={folded}
        onPress={() => layout.getState().change({ fold: !folded })}
      />
      <span className="menu-anchor">
        <ToolButton icon="columns" label="Columns" onPress={() => setMenu(menu === 'columns' ? null : 'columns')} />
        {menu === 'columns' && <ColumnMenu onClose={close} />}
      </span>
      <span className="menu-anchor">
        <ToolButton icon="copy" label="Copy as" keys="Ctrl+Shift+C" onPress={() => setMenu(menu === 'copy' ? null : 'copy')} />
        {menu === 'copy' && <CopyMenu run={run} rows={rows} onClose={close} />}
      </span>
    </div>
  );
}

/** Pixels by which a key makes a column wider. */
const WIDER = 16;

function ColumnMenu({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { layout } = useWorkspace();
  const arranged = useLayout((state) => state);
  const { traceColumns: chosen, traceFrozen } = arranged;
  const change = (to: readonly TraceColumn[]): void => layout.getState().change({ traceColumns: to });
  const rest = TRACE_COLUMNS.filter((column) => !chosen.includes(column));
  const entries = [...chosen, ...rest].map((column): MenuEntry => {
    const at = chosen.indexOf(column);
    const width = widthOf(column, arranged);
    const hint = `${traceFrozen.includes(column) ? 'frozen, ' : ''}${width} px`;
    const shown: Partial<MenuEntry> = {
      hint,
      move: (by) => change(swapped(chosen, at, at + by)),
      keys: {
        f: () => toggleFrozen(layout, column),
        'Alt+ArrowRight': () => resizeColumn(layout, column, width + WIDER),
        'Alt+ArrowLeft': () => resizeColumn(layout, column, width - WIDER),
        Backspace: () => resizeColumn(layout, column, null),
      },
    };
    return {
      title: COLUMN_NAME[column],
      checked: at >= 0,
      disabled: column === 'call',
      act: () => change(at >= 0 ? chosen.filter((each) => each !== column) : [...chosen, column]),
      ...(at >= 0 ? shown : {}),
    };
  });
  const note = 'Alt+↑ ↓ moves a column, Alt+← → makes it narrower or wider, Backspace as it was, F keeps it in sight';
  return <Menu label="Columns" entries={entries} note={note} onClose={onClose} />;
}

const FORMATS: readonly (readonly [CopyFormat, string])[] = [
  ['text', 'Text'],
  ['json', 'JSON'],
  ['markdown', 'Markdown table'],
  ['command', 'Command line'],
];

function CopyMenu({
  run,
  rows,
  onClose,
}: {
  readonly run: RunSummary;
  readonly rows: CallRows;
  readonly onClose: () => void;
}): JSX.Element {
  const workspace = useWorkspace();
  const what = copied(workspace, run, rows);
  const entries = FORMATS.map(([format, title]): MenuEntry => ({
    title,
    ...(format === 'command' ? { hint: what.where === '' ? 'all calls' : `--where ${what.where}` } : {}),
    act: () => void copyCalls(workspace, run, format, what),
  }));
  return <Menu label="Copy as" entries={entries} note={what.says} onClose={onClose} />;
}

interface Copied {
  readonly where: string;
  readonly says: string;
}

/** More would be no text to paste. */
const MOST_COPIED = 1000;

/** The selected call or, when it is a folded line, its run; without a selection all that the filter shows. */
function copied({ place }: Workspace, run: RunSummary, rows: CallRows): Copied {
  const { selection } = place.getState().place;
  const row = selection?.kind === 'call' && selection.run === run.id ? selection.row : null;
  if (row === null) {
    const says =
      rows.matching > MOST_COPIED
        ? `the first ${MOST_COPIED} of ${countText(rows.matching, 'call')}`
        : countText(rows.matching, 'call');
    return { where: rows.query.where, says };
  }
  const line = rows.at(rows.lineAtHand(row));
  if (line === undefined || line.alike === 1 || rows.isOpen(line.head))
    return { where: `seq:${row + 1}`, says: `call #${row + 1}` };
  const within = `seq:${line.row + 1}..${line.last + 1}`;
  const where = rows.query.where === '' ? within : `${within} (${rows.query.where})`;
  return { where, says: `${countText(line.alike, 'like call')} from #${line.row + 1} on` };
}

async function copyCalls(
  { client, announcements, session }: Workspace,
  run: RunSummary,
  format: CopyFormat,
  what: Copied,
): Promise<void> {
  try {
    const calls: CallRow[] = [];
    if (format !== 'command') {
      const { table } = await client.call('trace.rows', { run: run.id, where: what.where, from: 0, count: MOST_COPIED });
      const page = new CallPage(table);
      for (let at = 0; at < page.length; at++) {
        const call = page.at(at);
        if (call !== undefined) calls.push(call);
      }
    }
    await navigator.clipboard.writeText(copyText(format, { calls, where: what.where, file: `${run.number}-${run.id}.session` }));
    announcements.getState().say(format === 'command' ? 'Command line copied.' : `${countText(calls.length, 'call')} copied.`);
  } catch (thrown) {
    session.setState({
      notice: { title: 'Nothing was copied', message: thrown instanceof Error ? thrown.message : String(thrown) },
    });
  }
}
