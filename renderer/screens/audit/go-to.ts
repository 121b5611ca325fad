// From an entry to what it speaks of: its call in Trace, its rule in Policy.
import type { Workspace } from '../../store/workspace.ts';

/** Says so where the entry speaks of no call, or its run is not kept any more. */
export async function goToCall(workspace: Workspace, seq: number): Promise<void> {
  const { line } = await workspace.client.call('audit.entry', { seq });
  const run = workspace.run(line.run);
  if (run === null) {
    workspace.announcements.getState().say(line.run === null ? 'This entry belongs to no run.' : 'The run is not kept any more.');
    return;
  }
  const selection = line.row === null ? null : ({ kind: 'call', run: run.id, row: line.row } as const);
  workspace.place.getState().go({ screen: 'trace', run: run.id, module: run.module, selection, filter: '' });
}

export function goToRule(workspace: Workspace, module: string, pointer: string): void {
  workspace.place.getState().go({ screen: 'policy', module, selection: { kind: 'rule', module, pointer } });
}
