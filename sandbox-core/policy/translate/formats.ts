// The formats that policies are translated from and to. One is a file for each direction and a row of this table.
import type { Checked } from '../../base/diagnostic.ts';
import type { Rule } from '../decision.ts';
import type { Manifest } from '../manifest.ts';
import { exportDeno } from './export-deno.ts';
import { exportExtism } from './export-extism.ts';
import { exportModsurfer } from './export-modsurfer.ts';
import { exportSpin } from './export-spin.ts';
import { exportWassette } from './export-wassette.ts';
import { importDeno } from './import-deno.ts';
import { importExtism } from './import-extism.ts';
import { importModsurfer } from './import-modsurfer.ts';
import { importSpin } from './import-spin.ts';
import { importWassette } from './import-wassette.ts';
import type { ExportedPolicy, ImportedPolicy } from './translation.ts';

export const POLICY_FORMATS = ['extism', 'spin', 'wassette', 'deno', 'modsurfer'] as const;
export type PolicyFormat = (typeof POLICY_FORMATS)[number];

interface Translator {
  /** `component`: the section that is meant, where a file has several; only Spin's has. */
  readonly read: (text: string, component?: string) => Promise<Checked<ImportedPolicy>>;
  readonly write: (manifest: Manifest, rules: readonly Rule[]) => Promise<ExportedPolicy>;
}

const TRANSLATORS: Readonly<Record<PolicyFormat, Translator>> = {
  extism: { read: importExtism, write: exportExtism },
  spin: { read: importSpin, write: exportSpin },
  wassette: { read: importWassette, write: exportWassette },
  deno: { read: importDeno, write: exportDeno },
  modsurfer: { read: importModsurfer, write: exportModsurfer },
};

/**
 * A text of another tool as a manifest and rules that permit no more than it does. What is wrong with the text is answered as
 * diagnostics; any text may be given.
 */
export function importPolicy(format: PolicyFormat, text: string, component?: string): Promise<Checked<ImportedPolicy>> {
  return TRANSLATORS[format].read(text, component);
}

/** A manifest with the rules of its run (those from Cedar texts are looked at) as a text of another tool that permits no more. */
export function exportPolicy(format: PolicyFormat, manifest: Manifest, rules: readonly Rule[]): Promise<ExportedPolicy> {
  return TRANSLATORS[format].write(manifest, rules);
}
