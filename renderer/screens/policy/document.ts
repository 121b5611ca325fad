// The one document behind form and text: its versions for undo, and keeping it in the engine a moment after the last change.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CommandOutput } from '../../../app/contract/contract.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';

export type Checked = CommandOutput<'manifests.check'>;

export interface ManifestDocument {
  readonly text: string;
  readonly loaded: boolean;
  readonly failure: unknown;
  /** `kept`: the engine has this text. */
  readonly state: 'kept' | 'keeping' | 'failed';
  /** Null until the engine has judged the text for the first time. */
  readonly checked: Checked | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Changes of one `kind` in quick succession are undone together. */
  readonly change: (text: string, kind: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

interface Versions {
  readonly past: readonly string[];
  readonly text: string;
  readonly future: readonly string[];
  readonly kind: string;
  readonly at: number;
}

const MOST_VERSIONS = 500;
const TOGETHER_MS = 800;
const KEEP_AFTER_MS = 250;

export function useManifestDocument(module: string): ManifestDocument {
  const { client } = useWorkspace();
  const first = useAnswer(module, 0, () => client.call('manifests.get', { module }));
  const [versions, setVersions] = useState<Versions | null>(null);
  const [state, setState] = useState<ManifestDocument['state']>('kept');
  const [checked, setChecked] = useState<Checked | null>(null);
  const kept = useRef<string | null>(null);

  useEffect(() => {
    if (first.value === null || kept.current !== null) return;
    kept.current = first.value.text;
    setVersions({ past: [], text: first.value.text, future: [], kind: '', at: 0 });
  }, [first.value]);

  const text = versions?.text ?? null;
  useEffect(() => {
    if (text === null) return;
    let current = true;
    const keep = async (): Promise<void> => {
      const [judged] = await Promise.all([
        client.call('manifests.check', { text }),
        text === kept.current ? null : client.call('manifests.set', { module, text }),
      ]);
      kept.current = text;
      if (!current) return;
      setChecked(judged);
      setState('kept');
    };
    if (text !== kept.current) setState('keeping');
    const timer = setTimeout(
      () => void keep().catch(() => current && setState('failed')),
      text === kept.current ? 0 : KEEP_AFTER_MS,
    );
    return () => {
      current = false;
      clearTimeout(timer);
      // Leaving within the pause must not lose the last letters.
      if (text !== kept.current) void client.call('manifests.set', { module, text }).catch(() => undefined);
    };
  }, [text, module, client]);

  const change = useCallback((next: string, kind: string) => setVersions((before) => before && changed(before, next, kind)), []);
  const undo = useCallback(() => setVersions((before) => before && undone(before)), []);
  const redo = useCallback(() => setVersions((before) => before && redone(before)), []);
  return useMemo(
    () => ({
      text: text ?? '',
      loaded: text !== null,
      failure: first.failure,
      state,
      checked,
      canUndo: (versions?.past.length ?? 0) > 0,
      canRedo: (versions?.future.length ?? 0) > 0,
      change,
      undo,
      redo,
    }),
    [text, first.failure, state, checked, versions, change, undo, redo],
  );
}

function changed(before: Versions, text: string, kind: string): Versions {
  if (text === before.text) return before;
  const at = performance.now();
  const together = kind === before.kind && at - before.at < TOGETHER_MS && before.past.length > 0;
  const past = together ? before.past : [...before.past, before.text].slice(-MOST_VERSIONS);
  return { past, text, future: [], kind, at };
}

function undone(before: Versions): Versions {
  const last = before.past.at(-1);
  if (last === undefined) return before;
  return { past: before.past.slice(0, -1), text: last, future: [before.text, ...before.future], kind: '', at: 0 };
}

function redone(before: Versions): Versions {
  const [next, ...future] = before.future;
  return next === undefined ? before : { past: [...before.past, before.text], text: next, future, kind: '', at: 0 };
}
