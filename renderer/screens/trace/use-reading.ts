// How a filter that is being typed reads, asked a moment after the last letter; answers about other texts are dropped.
import { useEffect, useState } from 'react';
import { useWorkspace } from '../../store/use-workspace.ts';
import type { Reading } from './filter-field.tsx';

/** Typing is not asked about letter by letter. */
const PAUSE_MS = 80;

/** Null until this text has been read. `onGood` hears of each text that is a filter. */
export function useReading(run: string, text: string, cursor: number, onGood: (text: string) => void): Reading | null {
  const { client } = useWorkspace();
  const [kept, setKept] = useState<{ readonly text: string; readonly reading: Reading } | null>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      void client.call('trace.complete', { run, text, cursor }).then(
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
  }, [client, run, text, cursor, onGood]);
  return kept?.text === text ? kept.reading : null;
}
