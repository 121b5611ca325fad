// The selected call in full, for the views of the dock; null where none is selected, or it is not here yet.
import type { CallDetails } from '../../../app/contract/schemas.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { usePlace, useWorkspace } from '../../store/use-workspace.ts';

export function useSelectedCall(): CallDetails | null {
  const workspace = useWorkspace();
  const selection = usePlace((place) => place.selection);
  const call = selection?.kind === 'call' ? selection : null;
  const { value } = useAnswer(call === null ? null : `${call.run} ${call.row}`, 0, () =>
    workspace.callDetails(call?.run ?? '', call?.row ?? 0),
  );
  return call === null ? null : value;
}
