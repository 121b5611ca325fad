// Work on the whole log that takes a while: verifying it, taking it out. One at a time, with how far it is, and a way to stop it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AuditForm } from '../../../app/contract/audit-schemas.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { saveFile } from '../../ui/save-file.ts';
import { bytesText } from '../../ui/quantities.ts';
import { describeFailure } from '../../ui/view-boundary.tsx';

export interface AuditJob {
  /** Null while nothing is under way. */
  readonly under: { readonly title: string; readonly says: string; readonly share: number | null } | null;
  readonly failure: string | null;
  readonly verify: () => void;
  /** `where`: of the entries that match; all of them for an empty one. */
  readonly take: (form: ExportChoice, where: string) => void;
  readonly cancel: () => void;
}

export interface ExportChoice {
  readonly form: AuditForm;
  readonly title: string;
  readonly file: string;
}

type Under = NonNullable<AuditJob['under']>;

export function useAuditJob(): AuditJob {
  const { client, auditView, announcements } = useWorkspace();
  const [under, setUnder] = useState<Under | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const begin = useCallback(
    (first: Under, work: (signal: AbortSignal) => Promise<string>): void => {
      if (abort.current !== null) return;
      const controller = new AbortController();
      abort.current = controller;
      setFailure(null);
      setUnder(first);
      work(controller.signal)
        .then((says) => !controller.signal.aborted && announcements.getState().say(says))
        .catch((thrown: unknown) => !controller.signal.aborted && setFailure(describeFailure(thrown).message))
        .finally(() => {
          abort.current = null;
          setUnder(null);
        });
    },
    [announcements],
  );
  const verify = useCallback(() => {
    const title = 'Verifying the log';
    begin({ title, says: '', share: 0 }, async (signal) => {
      for await (const { done, all, report } of client.stream('audit.verifying', {}, { signal })) {
        if (report !== null) auditView.setState({ report });
        setUnder({ title, says: `${done} of ${all} entries`, share: all === 0 ? 1 : done / all });
      }
      const report = auditView.getState().report;
      return report?.findings[0]?.message ?? `The chain is whole: ${report?.entries ?? 0} entries.`;
    });
  }, [client, auditView, begin]);
  const take = useCallback(
    ({ form, title: name, file: whole }: ExportChoice, where: string) => {
      const title = `Writing ${where === '' ? 'the log' : 'what matches'}: ${name}`;
      const file = where === '' ? whole : whole.replace('audit', 'audit-filtered');
      begin({ title, says: '', share: null }, async (signal) => {
        const parts: Uint8Array<ArrayBuffer>[] = [];
        let size = 0;
        for await (const { bytes } of client.stream('audit.export', { as: form, filter: {}, where }, { signal })) {
          parts.push(bytes);
          size += bytes.length;
          setUnder({ title, says: bytesText(size), share: null });
        }
        if (!signal.aborted) saveFile(file, parts);
        return `${where === '' ? 'The log' : 'What matches'} is saved as ${file}, ${bytesText(size)}.`;
      });
    },
    [client, begin],
  );
  const cancel = useCallback(() => abort.current?.abort(), []);
  return useMemo(() => ({ under, failure, verify, take, cancel }), [under, failure, verify, take, cancel]);
}
