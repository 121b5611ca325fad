// Stepping by key and palette, from every screen: go on, stand still, to the next call, and what becomes of the held call.
import type { Command } from '../commands/command.ts';
import type { StepGoal } from '../store/stepping.ts';
import type { Workspace } from '../store/workspace.ts';

export function stepCommands(workspace: Workspace): readonly Command[] {
  return [...goingCommands(workspace), ...breakpointCommands(workspace), ...heldCommands(workspace)];
}

function goingCommands(workspace: Workspace): readonly Command[] {
  const { stepping } = workspace;
  const place = () => workspace.place.getState().place;
  const isLive = (): boolean => stepping.live !== null;
  const stands = (): boolean => stepping.live?.state === 'held' || stepping.live?.state === 'frozen';
  const isReady = (): boolean => {
    const module = workspace.module(place().module);
    return !isLive() && (workspace.isOpening || (module !== null && module.kind !== 'refused'));
  };
  const go = (goal: StepGoal) => (): void => void stepping.go(goal);
  const before: StepGoal = { kind: 'call', phase: 'before' };
  const isFiltered = (): boolean => isLive() && place().filter.trim() !== '';
  return [
    {
      id: 'step.start',
      title: 'Start stepping',
      group: 'Run',
      icon: 'step',
      keys: ['F10'],
      when: isReady,
      run: () => void workspace.startRun(before),
    },
    {
      id: 'step.continue',
      title: 'Continue to the next breakpoint',
      group: 'Run',
      icon: 'play',
      keys: ['F5', 'F8'],
      when: stands,
      run: go({ kind: 'run' }),
    },
    {
      id: 'step.pause',
      title: 'Pause the run',
      group: 'Run',
      icon: 'pause',
      keys: ['F6'],
      when: () => stepping.live?.state === 'running',
      run: () => void stepping.pause(),
    },
    { id: 'step.next', title: 'Step to the next call', group: 'Run', icon: 'step', keys: ['F10'], when: isLive, run: go(before) },
    {
      id: 'step.after',
      title: 'Step to after this call',
      group: 'Run',
      icon: 'step-after',
      keys: ['F11'],
      when: isLive,
      run: go({ kind: 'call', phase: 'after' }),
    },
    {
      id: 'step.match',
      title: 'Run to the next call that matches the filter',
      group: 'Run',
      icon: 'to-match',
      keys: ['Shift+F11'],
      when: isFiltered,
      run: () => void stepping.go({ kind: 'until', where: place().filter }),
    },
    {
      id: 'step.here',
      title: 'Run to the selected call',
      group: 'Run',
      icon: 'tail',
      keys: ['Ctrl+F10'],
      when: () => stepping.canGoHere,
      run: () => void stepping.goHere(),
    },
  ];
}

function breakpointCommands(workspace: Workspace): readonly Command[] {
  const { breakpoints, announcements } = workspace;
  const stopLikeSelected = async (): Promise<void> => {
    const { selection } = workspace.place.getState().place;
    if (selection?.kind !== 'call') return;
    const { name } = await workspace.callDetails(selection.run, selection.row);
    const added = breakpoints.getState().add({ where: `name:${name}`, phase: 'before', skip: 0, on: true });
    announcements.getState().say(added ? `Runs stop before ${name}.` : `There is a breakpoint before ${name} already.`);
  };
  return [
    {
      id: 'breakpoints.like',
      title: 'Stop at calls like the selected one',
      group: 'Run',
      icon: 'breakpoint',
      keys: ['F9'],
      when: () => workspace.place.getState().place.selection?.kind === 'call',
      run: () => void stopLikeSelected(),
    },
    {
      id: 'breakpoints.show',
      title: 'Show or hide the breakpoints',
      group: 'Run',
      icon: 'breakpoint',
      keys: ['Shift+F9'],
      when: () => workspace.place.getState().place.run !== null,
      run: () => {
        workspace.place.getState().go({ screen: 'trace' });
        breakpoints.getState().show(!breakpoints.getState().open);
      },
    },
  ];
}

function heldCommands(workspace: Workspace): readonly Command[] {
  const { stepping } = workspace;
  const isHeld = (): boolean => stepping.live?.state === 'held';
  const isBefore = (): boolean => isHeld() && stepping.live?.held?.phase === 'before';
  return [
    {
      id: 'held.arguments',
      title: 'Edit the arguments of the held call',
      group: 'Run',
      icon: 'edited',
      keys: ['E'],
      when: isBefore,
      run: () => goToHeld(workspace, '#held-arguments input'),
    },
    {
      id: 'held.answer',
      title: 'Answer the held call by hand',
      group: 'Run',
      icon: 'edited',
      keys: ['R'],
      when: isHeld,
      run: () => goToHeld(workspace, '#held-answer select'),
    },
    {
      id: 'held.deny',
      title: 'Deny the held call once',
      group: 'Run',
      icon: 'denied',
      keys: ['X'],
      when: isBefore,
      run: () => void stepping.decide({ kind: 'deny' }),
    },
    {
      id: 'held.go',
      title: 'Let the held call go',
      group: 'Run',
      icon: 'play',
      keys: ['G'],
      when: isHeld,
      run: () => void stepping.decide({ kind: 'go' }),
    },
  ];
}

/** The details open at the held call for it, and the field takes the focus: the user asked. */
function goToHeld({ place, layout }: Workspace, field: string): void {
  const { change, details } = layout.getState();
  change({ details: { ...details, trace: true } });
  place.getState().move({ screen: 'trace', selection: null });
  requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>(field)?.focus()));
}
