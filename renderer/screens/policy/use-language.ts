// What completion and hover know: the schemas, asked for once, and what recordings named.
import { useMemo } from 'react';
import { useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import type { CedarWords, Named } from './cedar-completion.ts';
import type { ManifestSchema } from './manifest-completion.ts';

export interface LanguageWords {
  readonly manifest: ManifestSchema;
  readonly cedar: CedarWords;
  /** Paths that a mount may stand for. */
  readonly directories: readonly string[];
}

export interface RecordedNames {
  readonly paths: readonly Named[];
  readonly calls: readonly Named[];
}

export function useLanguage({ paths, calls }: RecordedNames): LanguageWords {
  const { client } = useWorkspace();
  const { value } = useAnswer('policy.language', 0, () => client.call('policy.language', {}));
  return useMemo(() => {
    const manifest = value === null ? {} : (JSON.parse(value.manifestSchema) as ManifestSchema);
    const directories = [...new Set(paths.map(({ text }) => text.slice(0, text.lastIndexOf('/')) || '/'))];
    return { manifest, cedar: { actions: value?.actions ?? [], paths, calls }, directories };
  }, [value, paths, calls]);
}
