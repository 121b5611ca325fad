// What a module's manifest gives, in three words for the list; asked once for each module in sight.
import { parse } from 'jsonc-parser';
import type { ModuleSummary } from '../../../app/contract/schemas.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { countText } from '../../ui/quantities.ts';

export interface PolicyNote {
  readonly text: string;
  readonly quiet: boolean;
}

export function usePolicyNote(module: ModuleSummary): PolicyNote {
  const { client } = useWorkspace();
  const asked = module.kind === 'refused' ? null : module.id;
  // Asked again after each run and each return to the list, since the manifest is edited between them.
  const { value } = useAnswer(asked, module.lastRun?.id, () => client.call('manifests.get', { module: module.id }));
  if (asked === null) return { text: 'none', quiet: true };
  if (value === null) return { text: '', quiet: true };
  if (value.diagnostics.length > 0) return { text: countText(value.diagnostics.length, 'fault'), quiet: false };
  return noteOf(value.text);
}

/** `2 mounts, 1 variable`, or that nothing is shared. */
export function noteOf(text: string): PolicyNote {
  const manifest: unknown = parse(text);
  const mounts = countOf(manifest, 'mounts');
  const variables = countOf(manifest, 'env');
  const parts = [mounts > 0 && countText(mounts, 'mount'), variables > 0 && countText(variables, 'variable')].filter(
    (part) => part !== false,
  );
  return parts.length === 0 ? { text: 'nothing shared', quiet: true } : { text: parts.join(', '), quiet: false };
}

function countOf(manifest: unknown, name: string): number {
  if (typeof manifest !== 'object' || manifest === null) return 0;
  const value: unknown = Object.entries(manifest).find(([key]) => key === name)?.[1];
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
