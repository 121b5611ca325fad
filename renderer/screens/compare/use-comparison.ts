// Two runs being compared: how far the engine is, then what it found. Taking it back stops the work.
import { useCallback, useEffect, useState } from 'react';
import type { CommandOutput } from '../../../app/contract/contract.ts';
import { useWorkspace } from '../../store/use-workspace.ts';

export type ComparisonState =
  | { readonly kind: 'busy'; readonly share: number | null }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly summary: CommandOutput<'compare.summary'> };

export interface ComparisonInHand {
  readonly state: ComparisonState;
  readonly cancel: () => void;
  readonly again: () => void;
}

/** One for each pair: give the component that uses it the pair as its key. */
export function useComparison(a: string, b: string): ComparisonInHand {
  const { client } = useWorkspace();
  const [state, setState] = useState<ComparisonState>({ kind: 'busy', share: null });
  const [attempt, setAttempt] = useState(0);
  const [abort, setAbort] = useState<AbortController | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const tell = (next: ComparisonState): void => {
      if (!signal.aborted) setState(next);
    };
    const work = async (): Promise<void> => {
      setAbort(controller);
      for await (const { done, all } of client.stream('compare.progress', { a, b }, { signal }))
        tell({ kind: 'busy', share: all === 0 ? null : done / all });
      if (signal.aborted) return;
      tell({ kind: 'done', summary: await client.call('compare.summary', { a, b }, { signal }) });
    };
    work().catch((thrown: unknown) =>
      tell({ kind: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) }),
    );
    return () => controller.abort();
  }, [client, a, b, attempt]);
  const cancel = useCallback(() => {
    abort?.abort();
    setState({ kind: 'cancelled' });
  }, [abort]);
  const again = useCallback(() => {
    setState({ kind: 'busy', share: null });
    setAttempt((before) => before + 1);
  }, []);
  return { state, cancel, again };
}
