// How a filter over the calls of a run reads while it is being typed.
import { useCallback } from 'react';
import { useWorkspace } from '../../store/use-workspace.ts';
import type { Reading } from '../../ui/filter-field.tsx';
import { useReading, type AskReading } from '../../ui/use-reading.ts';

export function useCallReading(run: string, text: string, cursor: number, onGood: (text: string) => void): Reading | null {
  const { client } = useWorkspace();
  const ask = useCallback<AskReading>(
    (typed, at) => client.call('trace.complete', { run, text: typed, cursor: at }),
    [client, run],
  );
  return useReading(ask, text, cursor, onGood);
}
