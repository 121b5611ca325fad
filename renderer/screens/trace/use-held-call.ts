// The call at which a run stands, asked for at each new stop.
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { HeldCall } from '../../../app/contract/step-orders.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';

/** Null where it does not stand, and until the answer is there. */
export function useHeldCall(run: RunSummary): HeldCall | null {
  const { client } = useWorkspace();
  const question = run.held === null ? null : `${run.id} ${run.held.stop}`;
  const { value } = useAnswer(question, 0, () => client.call('runs.held', { run: run.id }));
  return value?.held?.stop === run.held?.stop ? (value?.held ?? null) : null;
}
