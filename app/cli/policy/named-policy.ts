// Policies as a command line names them: a manifest, policy texts beside it, or both, read from files.
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import {
  diagnosticText,
  effectivePolicy,
  emptyManifest,
  parseManifest,
  ruleNames,
  visibleText,
  type EffectivePolicy,
  type Manifest,
  type RuleId,
} from '../../../sandbox-core/index.ts';
import { UsageError } from '../usage.ts';
import { rulesFor } from './load.ts';
import { readPolicyFiles } from './policy-files.ts';

export interface PolicyFiles {
  /** Undefined: texts alone, which mount nothing. */
  readonly manifest: string | undefined;
  readonly texts: readonly string[];
}

const MOST_JSON_BYTES = 1 << 20;

/** `one.sandbox.json,more.cedar`: one manifest at most. */
export function policyFilesIn(word: string): PolicyFiles {
  const files = word.split(',').filter((file) => file !== '');
  const manifests = files.filter((file) => file.endsWith('.json'));
  if (files.length === 0 || manifests.length > 1)
    throw new UsageError(`${visibleText(word)}: a manifest (.json), policy texts, or both joined by commas were expected`);
  return { manifest: manifests[0], texts: files.filter((file) => !file.endsWith('.json')) };
}

/** `mounted`: false to judge rules by themselves, as if all was mounted. */
export async function loadNamed({ manifest, texts }: PolicyFiles, mounted: boolean): Promise<EffectivePolicy> {
  const rules = await rulesFor(manifest === undefined ? emptyManifest() : readManifestFile(manifest), readPolicyFiles(texts));
  // Without a manifest, what every run may do is no part of what was written down.
  return effectivePolicy(manifest === undefined && !mounted ? rules.filter(({ cedar }) => cedar !== undefined) : rules, mounted);
}

export function readManifestFile(file: string): Manifest {
  const parsed = parseManifest(readJsonFile(file));
  if (parsed.ok) return parsed.value;
  const [first] = parsed.diagnostics;
  throw new UsageError(`${basename(file)}: ${first ? diagnosticText(first) : 'unreadable manifest'}`);
}

export function readJsonFile(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${file}: no such file`);
  if (!stats.isFile()) throw new UsageError(`${file}: not a file`);
  if (stats.size > MOST_JSON_BYTES) throw new UsageError(`${file}: ${stats.size} bytes; at most ${MOST_JSON_BYTES} are read`);
  return readFileSync(file, 'utf8');
}

/** What a person would call a rule: `only-0-0`, `/mounts/0`, `no rule`. */
export function ruleWord({ rules }: Pick<EffectivePolicy, 'rules'>, id: RuleId): string {
  const [name = ''] = ruleNames(rules, id);
  return name === 'default' ? 'no rule' : visibleText(name);
}
