// An answer of the engine for what a view shows just now: asked again when the question changes, late answers dropped.
import { useEffect, useRef, useState } from 'react';

export interface Answer<Value> {
  /** The last good answer to this question. */
  readonly value: Value | null;
  readonly failure: unknown;
  readonly busy: boolean;
}

interface Kept<Value> extends Answer<Value> {
  readonly question: string | null;
}

/** `question` names what is asked; null asks nothing. `again` asks the same question once more, keeping the old answer meanwhile. */
export function useAnswer<Value>(question: string | null, again: unknown, ask: () => Promise<Value>): Answer<Value> {
  const [kept, setKept] = useState<Kept<Value>>({ question: null, value: null, failure: null, busy: false });
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  }, [ask]);
  useEffect(() => {
    if (question === null) return;
    let current = true;
    latest.current().then(
      (value) => current && setKept({ question, value, failure: null, busy: false }),
      (failure: unknown) =>
        current &&
        setKept((before) => ({ question, value: before.question === question ? before.value : null, failure, busy: false })),
    );
    return () => {
      current = false;
    };
    // `ask` is a new function at every drawing; the question says when it means something else.
  }, [question, again]);
  if (question === null) return { value: null, failure: null, busy: false };
  return kept.question === question ? kept : { value: null, failure: null, busy: true };
}

/** What went wrong, as the engine said it. */
export function failureText(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
