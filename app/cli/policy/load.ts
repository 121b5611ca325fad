// The rules of a run: those of its manifest and of the policy texts beside it.
import { loadPolicy, policyDiagnosticText, type Manifest, type PolicyText, type Rule } from '../../../sandbox-core/index.ts';
import { nodeCedar } from '../../../sandbox-core/node.ts';
import { UsageError } from '../usage.ts';

/** Throws the first reason for which the texts cannot be used, and says how many there are. */
export async function rulesFor(manifest: Manifest, texts: readonly PolicyText[]): Promise<readonly Rule[]> {
  const oracle = nodeCedar();
  try {
    const loaded = await loadPolicy(manifest, texts, oracle);
    if (loaded.ok) return loaded.value.rules;
    const [first] = loaded.diagnostics;
    const more = loaded.diagnostics.length > 1 ? ` (and ${loaded.diagnostics.length - 1} more)` : '';
    throw new UsageError(`${first ? policyDiagnosticText(first) : 'the policy is refused'}${more}`);
  } finally {
    oracle.close();
  }
}
