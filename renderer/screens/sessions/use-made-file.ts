// A file that the engine makes of a run and the browser saves: how far it is, a way to leave it, and what to know about it.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { StreamInput } from '../../../app/contract/contract.ts';
import { failureText } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { bytesText } from '../../ui/quantities.ts';
import { saveFile } from '../../ui/save-file.ts';

export interface MadeFile {
  /** 0 to 1; null while nothing is made. */
  readonly share: number | null;
  readonly failure: string | null;
  /** What was saved last, and what its maker should know of it. */
  readonly saved: readonly string[];
  readonly make: (order: MadeOrder) => void;
  readonly cancel: () => void;
}

export type MadeOrder =
  | { readonly kind: 'sessions.copy'; readonly file: string; readonly input: StreamInput<'sessions.copy'> }
  | { readonly kind: 'sessions.to-test'; readonly file: string; readonly input: StreamInput<'sessions.to-test'> };

export function useMadeFile(): MadeFile {
  const { client, announcements } = useWorkspace();
  const [share, setShare] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [saved, setSaved] = useState<readonly string[]>([]);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const make = useCallback(
    (order: MadeOrder): void => {
      if (abort.current !== null) return;
      const controller = new AbortController();
      const { signal } = controller;
      abort.current = controller;
      setFailure(null);
      setSaved([]);
      setShare(0);
      const work = async (): Promise<void> => {
        const parts: Uint8Array<ArrayBuffer>[] = [];
        let size = 0;
        let remarks: readonly string[] = [];
        const items =
          order.kind === 'sessions.copy'
            ? client.stream(order.kind, order.input, { signal })
            : client.stream(order.kind, order.input, { signal });
        for await (const item of items) {
          if (item.bytes.length > 0) parts.push(item.bytes);
          size += item.bytes.length;
          remarks = item.remarks;
          setShare(item.share);
        }
        if (signal.aborted) return;
        saveFile(order.file, parts);
        const says = `Saved as ${order.file}, ${bytesText(size)}.`;
        setSaved([says, ...remarks]);
        announcements.getState().say(says);
      };
      work()
        .catch((thrown: unknown) => {
          if (signal.aborted) return;
          setFailure(failureText(thrown));
          announcements.getState().say(failureText(thrown));
        })
        .finally(() => {
          abort.current = null;
          setShare(null);
        });
    },
    [client, announcements],
  );
  const cancel = useCallback(() => abort.current?.abort(), []);
  return { share, failure, saved, make, cancel };
}
