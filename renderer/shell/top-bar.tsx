// The address (module, run, selection), the find box, run and stop, and the switches of the panes.
import type { JSX } from 'react';
import type { Screen } from '../screens/screen.ts';
import { rangeText } from '../store/time-range.ts';
import { useLayout, useModule, usePlace, useRun, useWorkspace } from '../store/use-workspace.ts';
import { useAnswer } from '../store/use-answer.ts';
import { ToolButton } from '../ui/button.tsx';
import { Figure } from '../ui/figure.tsx';
import { Icon } from '../ui/icon.tsx';
import { KeyHint } from '../ui/key-hint.tsx';
import './top-bar.css';
import { callNumber } from '../ui/call-number.ts';

export interface TopBarProps {
  readonly screen: Screen;
  readonly onPalette: () => void;
}

export function TopBar({ screen, onPalette }: TopBarProps): JSX.Element {
  const workspace = useWorkspace();
  const module = useModule();
  const run = useRun();
  const busy = run !== null && run.state !== 'ended';
  const details = useLayout((state) => state.details[screen.id]);
  const dock = useLayout((state) => state.dock[screen.id]);
  const change = useLayout((state) => state.change);
  const layout = workspace.layout.getState;
  return (
    <header className="top">
      <span className="brand" aria-hidden="true">
        <Icon name="guest" />
      </span>
      <h1 className="unseen">{screen.title} · Wasm Sandbox</h1>
      <Crumbs screen={screen} />
      <span className="space" />
      <button
        type="button"
        className="find"
        title="Find or do anything  Ctrl+K"
        aria-keyshortcuts="Control+K"
        onClick={onPalette}
      >
        <Icon name="search" size={14} />
        <span>Find or do…</span>
        <span className="space" />
        <KeyHint keys="Ctrl+K" />
      </button>
      <span className="upright" />
      <div className="tools" role="toolbar" aria-label="Run">
        <ToolButton
          icon="play"
          label={module === null ? 'Run' : `Run ${module.name}`}
          keys="F5"
          disabled={busy || module === null || module.kind === 'refused'}
          onPress={() => void workspace.startRun()}
        />
        <ToolButton
          icon="step"
          label={module === null ? 'Start stepping' : `Step through ${module.name}`}
          keys="F10"
          disabled={busy || module === null || module.kind === 'refused'}
          onPress={() => void workspace.startRun({ kind: 'call', phase: 'before' })}
        />
        <ToolButton icon="stop" label="Stop" keys="Shift+F5" disabled={!busy} onPress={() => void workspace.stopRun()} />
      </div>
      <span className="upright" />
      <div className="tools">
        <ToolButton
          icon="dock-pane"
          label="Bottom dock"
          keys="Ctrl+J"
          pressed={dock}
          onPress={() => change({ dock: { ...layout().dock, [screen.id]: !dock } })}
        />
        <ToolButton
          icon="details-pane"
          label="Details"
          keys="Ctrl+\"
          pressed={details}
          onPress={() => change({ details: { ...layout().details, [screen.id]: !details } })}
        />
      </div>
    </header>
  );
}

function Crumbs({ screen }: { readonly screen: Screen }): JSX.Element {
  const { place } = useWorkspace();
  const module = useModule();
  const run = useRun();
  const selection = usePlace((each) => each.selection);
  const ranges = usePlace((each) => each.ranges);
  const { go } = place.getState();
  const call = selection?.kind === 'call' && selection.run === run?.id && screen.id === 'trace' ? selection.row : null;
  return (
    <nav aria-label="Address">
      <ol className="crumbs">
        <li>
          <button type="button" className="crumb" onClick={() => go({ screen: 'modules' })}>
            All modules
          </button>
        </li>
        {module !== null && (
          <li>
            <button type="button" className="crumb" onClick={() => go({ screen: 'module' })} title={module.name}>
              <span className="cut">{module.name}</span>
            </button>
          </li>
        )}
        {screen.id === 'policy' && (
          <li>
            <button type="button" className="crumb" onClick={() => go({ screen: 'policy' })}>
              policy
            </button>
          </li>
        )}
        {run !== null && screen.id === 'trace' && (
          <li>
            <button type="button" className="crumb" onClick={() => go({ screen: 'trace', selection: null, ranges: [] })}>
              run {run.number}
            </button>
          </li>
        )}
        {run !== null &&
          ranges.map((range, index) => (
            <li key={`${range.from}-${range.to}`}>
              <button
                type="button"
                className="crumb"
                title="Back to this range; Backspace takes the last one off"
                onClick={() => go({ ranges: ranges.slice(0, index + 1) })}
              >
                {rangeText(range)}
              </button>
            </li>
          ))}
        {run !== null && call !== null && (
          <li>
            <span className="crumb">
              <CallName run={run.id} row={call} />
            </span>
          </li>
        )}
      </ol>
    </nav>
  );
}

function CallName({ run, row }: { readonly run: string; readonly row: number }): JSX.Element {
  const workspace = useWorkspace();
  const { value } = useAnswer(`${run} ${row}`, 0, () => workspace.callDetails(run, row));
  return (
    <>
      {value?.name ?? 'call'}{' '}
      <span>
        #<Figure value={callNumber(row)} />
      </span>
    </>
  );
}
