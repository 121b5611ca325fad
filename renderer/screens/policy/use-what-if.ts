// What the policy as it is now would have decided about a run: asked anew with each change, the last answer kept until then.
import { useCallback, useEffect, useState } from 'react';
import type { CommandOutput } from '../../../app/contract/contract.ts';
import { failureText } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import type { PolicyTexts } from './text-versions.ts';

export type WhatIf = NonNullable<CommandOutput<'policy.what-if'>['result']>;
export type IdleRule = CommandOutput<'policy.reach'>['idle'][number];

export interface WhatIfInHand {
  /** The last answer for this run. */
  readonly result: WhatIf | null;
  /** Rules that can never change a verdict, as far as it was tried. */
  readonly idle: readonly IdleRule[];
  /** How much of the run is gathered, 0 to 1; null where nothing is under way. */
  readonly share: number | null;
  readonly failure: string | null;
  readonly cancelled: boolean;
  readonly cancel: () => void;
  readonly again: () => void;
}

const ASK_AFTER_MS = 30;
/** Trying all kinds of requests costs more than judging those of a run: it waits for a pause. */
const REACH_AFTER_MS = 700;

interface Kept {
  readonly run: string;
  readonly result: WhatIf | null;
  readonly share: number | null;
  readonly failure: string | null;
}

/** `rows`: of the run, so that it is judged again when it has ended; `texts`: null before they are there. */
export function useWhatIf(run: string | null, rows: number, texts: PolicyTexts | null): WhatIfInHand {
  const { client } = useWorkspace();
  const [kept, setKept] = useState<Kept>({ run: '', result: null, share: null, failure: null });
  const [cancelled, setCancelled] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (run === null || texts === null || cancelled) return;
    const controller = new AbortController();
    const { signal } = controller;
    const tell = (change: Partial<Kept>): void => {
      if (signal.aborted) return;
      setKept((before) => ({ ...(before.run === run ? before : { result: null, share: null, failure: null }), run, ...change }));
    };
    const work = async (): Promise<void> => {
      for await (const { done, all } of client.stream('policy.gathering', { run }, { signal }))
        tell({ share: all === 0 ? null : done / all });
      const { result } = await client.call('policy.what-if', { run, ...texts }, { signal });
      // Of a policy with errors nothing is known; what was known of the last without stays.
      tell({ share: null, failure: null, ...(result === null ? {} : { result }) });
    };
    const timer = setTimeout(
      () => void work().catch((thrown: unknown) => tell({ share: null, failure: failureText(thrown) })),
      ASK_AFTER_MS,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, run, rows, texts, cancelled, attempt]);
  const cancel = useCallback(() => setCancelled(true), []);
  const again = useCallback(() => {
    setCancelled(false);
    setAttempt((before) => before + 1);
  }, []);
  const own = kept.run === run ? kept : { result: null, share: null, failure: null };
  return { result: own.result, idle: useReach(texts), share: own.share, failure: own.failure, cancelled, cancel, again };
}

function useReach(texts: PolicyTexts | null): readonly IdleRule[] {
  const { client } = useWorkspace();
  const [kept, setKept] = useState<{ readonly texts: PolicyTexts; readonly idle: readonly IdleRule[] } | null>(null);
  useEffect(() => {
    if (texts === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async (): Promise<void> => {
      const { idle, complete } = await client.call('policy.reach', { ...texts }, { signal });
      if (!signal.aborted) setKept({ texts, idle: complete ? idle : [] });
    };
    // Nothing is said of rules then, which is what was known before.
    const timer = setTimeout(() => void ask().catch(() => undefined), REACH_AFTER_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, texts]);
  return kept !== null && kept.texts === texts ? kept.idle : NONE;
}

const NONE: readonly IdleRule[] = [];
