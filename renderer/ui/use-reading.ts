// How a filter that is being typed reads, asked a moment after the last letter; answers about other texts are dropped.
import { useEffect, useState } from 'react';
import type { Reading } from './filter-field.tsx';

/** Typing is not asked about letter by letter. */
const PAUSE_MS = 80;

/** Keep it the same function while it asks of the same table. */
export type AskReading = (text: string, cursor: number) => Promise<Reading>;

/** Null until this text has been read. `onGood` hears of each text that is a filter. */
export function useReading(ask: AskReading, text: string, cursor: number, onGood: (text: string) => void): Reading | null {
  const [kept, setKept] = useState<{ readonly text: string; readonly reading: Reading } | null>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      void ask(text, cursor).then(
        (reading) => {
          if (!current) return;
          setKept({ text, reading });
          if (reading.fault === null) onGood(text);
        },
        // The rows ask the same engine, and say why it does not answer.
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [ask, text, cursor, onGood]);
  return kept?.text === text ? kept.reading : null;
}
