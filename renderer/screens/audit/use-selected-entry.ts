// The entry that is selected: one of the log itself, or the one that tells of the call selected in the trace.
import { useEffect } from 'react';
import { useAnswer } from '../../store/use-answer.ts';
import { usePlace, useWorkspace } from '../../store/use-workspace.ts';

/** Number of the entry; null where none is selected. `again`: asks anew for a call whose entry was not there. */
export function useSelectedEntry(again: unknown): number | null {
  const { client } = useWorkspace();
  const selection = usePlace((place) => place.selection);
  const call = selection?.kind === 'call' ? selection : null;
  const { value } = useAnswer(call === null ? null : `${call.run} ${call.row}`, again, () =>
    client.call('audit.find', { where: '', of: { run: call?.run ?? '', row: call?.row ?? 0 } }),
  );
  if (selection?.kind === 'entry') return selection.seq;
  return call === null ? null : (value?.seq ?? null);
}

/** The run of a selected entry becomes the run in view, as far as it is kept: the overview above shows it then. */
export function useRunOfEntry(seq: number | null): void {
  const workspace = useWorkspace();
  const { value } = useAnswer(seq === null ? null : String(seq), 0, () =>
    workspace.client.call('audit.entry', { seq: seq ?? 1 }),
  );
  const run = value?.line.run ?? null;
  useEffect(() => {
    const kept = workspace.run(run);
    const { place, move } = workspace.place.getState();
    if (kept !== null && place.run !== kept.id && place.selection?.kind === 'entry') move({ run: kept.id, module: kept.module });
  }, [workspace, run]);
}
