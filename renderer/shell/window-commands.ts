// What can be done from every screen.
import type { Command } from '../commands/command.ts';
import { SCREENS } from '../screens/screens.ts';
import { addressOf } from '../store/address.ts';
import { isolationSentence } from '../store/isolation-words.ts';
import type { Theme } from '../store/layout.ts';
import type { Workspace } from '../store/workspace.ts';
import type { AppInfo } from '../../app/contract/schemas.ts';
import { chooseFiles } from './choose-files.ts';
import { focusPane } from './panes.ts';
import { stepCommands } from './step-commands.ts';
import type { Overlays } from './use-overlays.ts';

export function windowCommands(workspace: Workspace, overlays: Overlays, samples: AppInfo['samples']): readonly Command[] {
  return [
    ...runCommands(workspace),
    ...stepCommands(workspace),
    ...placeCommands(workspace),
    ...paneCommands(workspace, overlays),
    ...sampleCommands(workspace, samples),
  ];
}

function runCommands(workspace: Workspace): readonly Command[] {
  const place = () => workspace.place.getState().place;
  const module = () => workspace.module(place().module);
  const isLive = (): boolean => {
    const run = workspace.run(place().run);
    return run !== null && run.state !== 'ended';
  };
  const canRun = (): boolean => workspace.isOpening || (module() !== null && module()?.kind !== 'refused' && !isLive());
  return [
    {
      id: 'run.start',
      title: 'Run this module',
      group: 'Run',
      icon: 'play',
      keys: ['F5', 'Ctrl+Enter'],
      when: canRun,
      run: () => void workspace.startRun(),
    },
    {
      id: 'run.stop',
      title: 'Stop the run',
      group: 'Run',
      icon: 'stop',
      keys: ['Shift+F5'],
      when: isLive,
      run: () => void workspace.stopRun(),
    },
    { id: 'why', title: 'Why?', group: 'Run', icon: 'info', keys: ['Ctrl+.'], run: () => void sayWhy(workspace) },
  ];
}

function placeCommands(workspace: Workspace): readonly Command[] {
  const { place, announcements } = workspace;
  const copyLink = (): void => {
    const link = `${location.origin}${location.pathname}${addressOf(place.getState().place)}`;
    void navigator.clipboard.writeText(link).then(() => announcements.getState().say('Link copied.'));
  };
  return [
    ...SCREENS.map((screen): Command => ({
      id: `go.${screen.id}`,
      title: `Go to ${screen.title}`,
      group: 'Go to',
      icon: screen.icon,
      keys: [screen.keys],
      run: () => place.getState().go({ screen: screen.id }),
    })),
    { id: 'go.back', title: 'Back', group: 'Go to', keys: ['Alt+←'], run: () => place.getState().back() },
    { id: 'go.forward', title: 'Forward', group: 'Go to', keys: ['Alt+→'], run: () => place.getState().forward() },
    {
      id: 'open',
      title: 'Open a module or a session…',
      group: 'Modules',
      icon: 'open',
      keys: ['Ctrl+O'],
      run: () => void chooseFiles().then((files) => workspace.openFiles(files)),
    },
    { id: 'link', title: 'Copy link to this', group: 'Go to', icon: 'link', keys: ['Ctrl+Shift+L'], run: copyLink },
    {
      id: 'unselect',
      title: 'One step back',
      group: 'Window',
      keys: ['Esc'],
      when: () =>
        workspace.canStopOpening ||
        place.getState().place.selection !== null ||
        workspace.session.getState().notice !== null ||
        isPreviewing(workspace),
      run: () => {
        if (workspace.canStopOpening) workspace.stopOpening();
        else if (workspace.session.getState().notice !== null) workspace.dismissNotice();
        else if (isPreviewing(workspace)) workspace.preview(null);
        else place.getState().move({ selection: null });
      },
    },
  ];
}

function isPreviewing({ place, timeline }: Workspace): boolean {
  const { run, preview } = timeline.getState();
  return preview !== null && run === place.getState().place.run;
}

function paneCommands(workspace: Workspace, overlays: Overlays): readonly Command[] {
  const layout = workspace.layout.getState;
  const toggle = (pane: 'details' | 'dock'): void => {
    const { screen } = workspace.place.getState().place;
    layout().change({ [pane]: { ...layout()[pane], [screen]: !layout()[pane][screen] } });
  };
  const theme = (to: Theme, title: string): Command => ({
    id: `theme.${to}`,
    title,
    group: 'Window',
    icon: to === 'light' ? 'sun' : to === 'dark' ? 'moon' : 'theme',
    keys: [],
    when: () => layout().theme !== to,
    run: () => layout().change({ theme: to }),
  });
  return [
    { id: 'palette', title: 'Find or do anything', group: 'Window', icon: 'search', keys: ['Ctrl+K'], run: overlays.openPalette },
    { id: 'keys', title: 'Keys of this screen', group: 'Window', icon: 'info', keys: ['?'], run: overlays.openKeys },
    {
      id: 'details',
      title: 'Show or hide details',
      group: 'Window',
      icon: 'details-pane',
      keys: ['Ctrl+\\'],
      run: () => toggle('details'),
    },
    {
      id: 'dock',
      title: 'Show or hide the bottom dock',
      group: 'Window',
      icon: 'dock-pane',
      keys: ['Ctrl+J'],
      run: () => toggle('dock'),
    },
    { id: 'pane.next', title: 'Next pane', group: 'Window', keys: ['F7'], run: () => focusPane(1) },
    { id: 'pane.previous', title: 'Previous pane', group: 'Window', keys: ['Shift+F7'], run: () => focusPane(-1) },
    theme('light', 'Light theme'),
    theme('dark', 'Dark theme'),
    theme('system', 'Theme as the system'),
  ];
}

function sampleCommands(workspace: Workspace, samples: AppInfo['samples']): readonly Command[] {
  return samples.map((sample) => ({
    id: `sample.${sample.id}`,
    title: `Open sample ${sample.title}`,
    group: 'Modules',
    says: sample.says,
    icon: 'module',
    keys: [],
    run: () => void workspace.openSample(sample.id),
  }));
}

/** Answers in the live region, and goes to the answer in the details, which open for it: the user asked. */
async function sayWhy(workspace: Workspace): Promise<void> {
  const { place } = workspace.place.getState();
  const { change, details } = workspace.layout.getState();
  change({ details: { ...details, [place.screen]: true } });
  workspace.announcements.getState().say(await whyOf(workspace));
  requestAnimationFrame(() => {
    document.getElementById('why')?.focus();
    keepOnWhy(FRAMES_TO_SETTLE);
  });
}

/** A third of a second: until then what was chosen just before may still come, and take the place of what has the focus. */
const FRAMES_TO_SETTLE = 20;

/** Gives it the focus again when what had it has gone, and only then: a person may be elsewhere by now. */
function keepOnWhy(frames: number): void {
  if (document.activeElement === document.body) document.getElementById('why')?.focus();
  if (frames > 0) requestAnimationFrame(() => keepOnWhy(frames - 1));
}

async function whyOf(workspace: Workspace): Promise<string> {
  const { place } = workspace.place.getState();
  if (place.selection?.kind === 'call') {
    const call = await workspace.callDetails(place.selection.run, place.selection.row);
    return call.why.sentence;
  }
  if (place.screen === 'isolation') return isolationSentence(workspace.session.getState().isolation);
  const module = workspace.module(place.module);
  if (module?.kind === 'refused') return module.diagnostics.map((each) => each.message).join(' ');
  return workspace.run(place.run)?.sentence ?? 'Nothing is selected, and no run has ended.';
}
