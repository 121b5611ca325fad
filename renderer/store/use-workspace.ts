// How views reach the workspace: by context, each subscribing to the few values it draws.
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { AppInfo, ModuleSummary, RunSummary } from '../../app/contract/schemas.ts';
import type { LayoutState } from './layout.ts';
import type { Place } from './place.ts';
import type { Mark, SessionState } from './session.ts';
import type { Workspace } from './workspace.ts';

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('no workspace around this view');
  return workspace;
}

export function usePlace<Value>(select: (place: Place) => Value): Value {
  return useStore(useWorkspace().place, (state) => select(state.place));
}

export function useSession<Value>(select: (state: SessionState) => Value): Value {
  return useStore(useWorkspace().session, select);
}

export function useLayout<Value>(select: (state: LayoutState) => Value): Value {
  return useStore(useWorkspace().layout, select);
}

export function useInfo(): AppInfo | null {
  return useSession((state) => state.info);
}

/** The module in view. */
export function useModule(): ModuleSummary | null {
  const id = usePlace((place) => place.module);
  return useSession((state) => state.modules.find((module) => module.id === id) ?? null);
}

/** What people marked in a run; asked for by `workspace.readMarks`. */
export function useMarks(run: string): readonly Mark[] {
  return useSession((state) => state.marks.get(run) ?? NO_MARKS);
}

const NO_MARKS: readonly Mark[] = [];

/** The run in view. */
export function useRun(): RunSummary | null {
  const id = usePlace((place) => place.run);
  return useSession((state) => state.runs.find((run) => run.id === id) ?? null);
}
