// The one document behind form, manifest and rules: its versions for undo, and keeping it in the engine a moment after the
// last change.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CommandOutput } from '../../../app/contract/contract.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { changed, NO_VERSIONS, redone, sameTexts, undone, type PolicyTexts, type Versions } from './text-versions.ts';

export type Checked = CommandOutput<'policy.check'>;

export type PolicyRule = Checked['rules'][number];

export interface PolicyDocument {
  /** The manifest. */
  readonly text: string;
  /** In Cedar. */
  readonly rules: string;
  /** Both, the same object while they are the same. */
  readonly texts: PolicyTexts;
  readonly loaded: boolean;
  readonly failure: unknown;
  /** `kept`: the engine has these texts. */
  readonly state: 'kept' | 'keeping' | 'failed';
  /** Null until the engine has judged the texts for the first time. */
  readonly checked: Checked | null;
  /** Whether `checked` is about the texts as they are now. */
  readonly isChecked: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Changes the manifest. Changes of one `kind` in quick succession are undone together. */
  readonly change: (text: string, kind: string) => void;
  readonly changeRules: (rules: string, kind: string) => void;
  readonly replace: (texts: PolicyTexts, kind: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

const KEEP_AFTER_MS = 120;

export function usePolicyDocument(module: string): PolicyDocument {
  const { client } = useWorkspace();
  const first = useAnswer(module, 0, () => client.call('manifests.get', { module }));
  const [versions, setVersions] = useState<Versions | null>(null);
  const texts = versions?.texts ?? null;
  const kept = useKeeping(module, texts, first.value);

  useEffect(() => {
    if (first.value === null) return;
    const { text: manifest, rules } = first.value;
    setVersions((before) => before ?? { ...NO_VERSIONS, texts: { manifest, rules } });
  }, [first.value]);

  const replace = useCallback(
    (next: PolicyTexts, kind: string) => setVersions((before) => before && changed(before, next, kind, performance.now())),
    [],
  );
  const change = useCallback(
    (manifest: string, kind: string) =>
      setVersions((before) => before && changed(before, { ...before.texts, manifest }, kind, performance.now())),
    [],
  );
  const changeRules = useCallback(
    (rules: string, kind: string) =>
      setVersions((before) => before && changed(before, { ...before.texts, rules }, kind, performance.now())),
    [],
  );
  useAnsweredChanges(module, replace);
  const undo = useCallback(() => setVersions((before) => before && undone(before)), []);
  const redo = useCallback(() => setVersions((before) => before && redone(before)), []);
  return useMemo(
    () => ({
      text: texts?.manifest ?? '',
      rules: texts?.rules ?? '',
      texts: texts ?? NO_VERSIONS.texts,
      loaded: texts !== null,
      failure: first.failure,
      ...kept,
      isChecked: kept.checked !== null && kept.checkedTexts === texts,
      canUndo: (versions?.past.length ?? 0) > 0,
      canRedo: (versions?.future.length ?? 0) > 0,
      change,
      changeRules,
      replace,
      undo,
      redo,
    }),
    [texts, first.failure, kept, versions, change, changeRules, replace, undo, redo],
  );
}

/** What an answer to a run's question makes of this policy becomes a step that can be undone here too. */
function useAnsweredChanges(module: string, replace: PolicyDocument['replace']): void {
  const { asking } = useWorkspace();
  useEffect(
    () =>
      asking.policyChange.subscribe(({ change }) => {
        if (change?.module === module) replace(change.texts, `answer ${change.number}`);
      }),
    [asking, module, replace],
  );
}

interface Keeping {
  readonly state: PolicyDocument['state'];
  readonly checked: Checked | null;
  readonly checkedTexts: PolicyTexts | null;
}

/** Keeps the texts and has them judged, a moment after each change and when the view goes. */
function useKeeping(module: string, texts: PolicyTexts | null, first: CommandOutput<'manifests.get'> | null): Keeping {
  const { client, unkept } = useWorkspace();
  const [keeping, setKeeping] = useState<Keeping>({ state: 'kept', checked: null, checkedTexts: null });
  const kept = useRef<PolicyTexts | null>(null);
  useEffect(() => {
    if (texts === null || first === null) return;
    kept.current ??= { manifest: first.text, rules: first.rules };
    let current = true;
    const set = (): Promise<unknown> =>
      client.call('manifests.set', { module, text: texts.manifest, rules: texts.rules }).then(() => (kept.current = texts));
    const isKept = (): boolean => kept.current !== null && sameTexts(kept.current, texts);
    const keep = async (): Promise<void> => {
      const [checked] = await Promise.all([client.call('policy.check', { ...texts }), isKept() ? null : set()]);
      if (current) setKeeping({ state: 'kept', checked, checkedTexts: texts });
    };
    const fail = (): void => {
      if (current) setKeeping((before) => ({ ...before, state: 'failed' }));
    };
    const flush = async (): Promise<void> => {
      if (!isKept()) await set();
    };
    unkept.add(flush);
    if (!isKept()) setKeeping((before) => ({ ...before, state: 'keeping' }));
    const timer = setTimeout(() => void keep().catch(fail), isKept() ? 0 : KEEP_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
      unkept.delete(flush);
      // Leaving within the pause must not lose the last letters.
      if (!isKept()) void set().catch(() => undefined);
    };
  }, [texts, first, module, client, unkept]);
  return keeping;
}
