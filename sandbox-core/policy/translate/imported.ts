// The last step of every import: what was found becomes a manifest, held to all that a file of ours is held to.
import type { Checked } from '../../base/diagnostic.ts';
import type { Limits } from '../../limits/limits.ts';
import { checkManifest } from '../check-manifest.ts';
import { emptyManifest } from '../empty-manifest.ts';
import type { Manifest } from '../manifest.ts';
import { forbidsText, type Forbid } from './cedar-words.ts';
import type { Findings } from './foreign-node.ts';
import { settleGrants, type Grant } from './settle-grants.ts';
import type { ImportedPolicy, Lost } from './translation.ts';

export interface Found {
  readonly args?: readonly string[];
  readonly env?: Manifest['env'];
  readonly grants?: readonly Grant[];
  readonly forbids?: readonly Forbid[];
  readonly random?: Manifest['random'];
  /** Those that are other than ours by default. */
  readonly limits?: Partial<Limits>;
}

export function imported(found: Found, findings: Findings): Checked<ImportedPolicy> {
  const { mounts, forbids } = settleGrants(found.grants ?? [], findings);
  const base = emptyManifest();
  const manifest: Manifest = {
    ...base,
    args: found.args ?? [],
    env: found.env ?? [],
    mounts,
    random: found.random ?? base.random,
    limits: { ...base.limits, ...found.limits },
  };
  if (findings.faults.length > 0) return { ok: false, diagnostics: findings.faults.slice(0, 100) };
  const checked = checkManifest(manifest);
  if (!checked.ok) return checked;
  const rules = forbidsText([...forbids, ...(found.forbids ?? [])]);
  return { ok: true, value: { manifest: checked.value, rules, lost: findings.lost.toSorted(byPlace) } };
}

/** In the order in which they stand in the text, where that is known. */
function byPlace({ place: left }: Lost, { place: right }: Lost): number {
  if (left.kind !== 'text' || right.kind !== 'text') return 0;
  return left.line - right.line || left.column - right.column;
}
