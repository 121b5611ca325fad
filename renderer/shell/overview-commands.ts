// What can be done with the overview from anywhere: zoom, move, keep a range and take it off.
import type { Command } from '../commands/command.ts';
import { moved, zoomed } from '../charts/time-window.ts';
import type { Workspace } from '../store/workspace.ts';

export interface OverviewHandle {
  /** When the run in view ended, or how far it is. Nanoseconds. */
  readonly end: number;
  /** Where zooming holds on to: the pointer, else the selection, else the middle. */
  readonly focus: () => number;
  readonly beginRange: () => void;
}

const ZOOM = 0.5;
const STEP = 0.25;

/** Zooms in by a factor below 1, out above. */
export function zoomOverview(workspace: Workspace, factor: number, at: number, end: number): void {
  const { view, run, preview } = viewNow(workspace);
  workspace.timeline.setState({ run, preview, view: zoomed(view ?? { from: 0, to: end }, factor, at, end) });
}

export function moveOverview(workspace: Workspace, share: number, end: number): void {
  const { view, run, preview } = viewNow(workspace);
  if (view !== null) workspace.timeline.setState({ run, preview, view: moved(view, share, end) });
}

export function wholeOverview(workspace: Workspace): void {
  const { run, view } = viewNow(workspace);
  const { place } = workspace;
  // First the view, then the ranges: one key press never does both.
  if (view === null) place.getState().go({ ranges: [] });
  workspace.timeline.setState({ run, view: null, preview: null });
}

function viewNow({ timeline, place }: Workspace): ReturnType<Workspace['timeline']['getState']> {
  const { run } = place.getState().place;
  const state = timeline.getState();
  return state.run === run ? state : { run, view: null, preview: null };
}

export function overviewCommands(workspace: Workspace, handle: () => OverviewHandle): readonly Command[] {
  const end = (): number => handle().end;
  const zoom = (factor: number) => (): void => zoomOverview(workspace, factor, handle().focus(), end());
  const move = (share: number) => (): void => moveOverview(workspace, share, end());
  const isPreviewing = (): boolean => viewNow(workspace).preview !== null;
  const hasRange = (): boolean => workspace.range !== null;
  return [
    {
      id: 'range.keep',
      title: 'Keep the range',
      group: 'Range',
      icon: 'zoom',
      keys: ['Z'],
      when: isPreviewing,
      run: () => workspace.keepRange(),
    },
    {
      id: 'range.drop',
      title: 'Take the range off',
      group: 'Range',
      keys: ['Backspace'],
      when: hasRange,
      run: () => workspace.dropRange(),
    },
    { id: 'range.begin', title: 'Begin a range by keyboard', group: 'Range', keys: ['B'], run: () => handle().beginRange() },
    { id: 'view.in', title: 'Zoom the overview in', group: 'Range', keys: ['W'], run: zoom(ZOOM) },
    { id: 'view.out', title: 'Zoom the overview out', group: 'Range', keys: ['S'], run: zoom(1 / ZOOM) },
    { id: 'view.left', title: 'Move the overview left', group: 'Range', keys: ['A'], run: move(-STEP) },
    { id: 'view.right', title: 'Move the overview right', group: 'Range', keys: ['D'], run: move(STEP) },
    { id: 'view.whole', title: 'The whole run', group: 'Range', keys: ['0'], run: () => wholeOverview(workspace) },
  ];
}
