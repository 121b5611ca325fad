// `wasm-sandbox policy import`: a policy of another tool as a manifest and, where a manifest is too coarse, rules beside it.
import { existsSync, writeFileSync } from 'node:fs';
import {
  diagnosticText,
  formatManifest,
  importPolicy,
  policyDiagnosticText,
  loadPolicy,
  type ImportedPolicy,
} from '../../../sandbox-core/index.ts';
import { nodeCedar } from '../../../sandbox-core/node.ts';
import { parseWords } from '../arguments.ts';
import { UsageError } from '../usage.ts';
import { formatNamed, readForeignFile, writeLost } from './translations.ts';

export async function importCommand(args: readonly string[]): Promise<number> {
  const table = { from: 'value', 'rules-out': 'value', component: 'value', json: 'flag' } as const;
  const { options, words } = parseWords(args, table, ['a policy file']);
  const one = (name: keyof typeof table): string | undefined => options.get(name)?.[0];
  const format = formatNamed('--from', one('from'));
  const [file = ''] = words;
  const component = one('component');
  if (component !== undefined && format !== 'spin')
    throw new UsageError(`--component ${component}: only a file of spin has components`);
  const translated = await importPolicy(format, readForeignFile(file), component);
  if (!translated.ok) throw new UsageError(`${file}: ${translated.diagnostics.map(diagnosticText).join('; ')}`);
  const imported = { ...translated.value, rules: await formattedRules(translated.value) };
  const rulesFile = one('rules-out');
  if (options.has('json')) process.stdout.write(`${JSON.stringify({ kind: 'imported', format, ...imported })}\n`);
  else checkRulesFile(imported.rules, rulesFile);
  // The rules first: a manifest without them would permit too much.
  if (rulesFile !== undefined && imported.rules !== '') writeFileSync(rulesFile, imported.rules, { flag: 'wx' });
  if (!options.has('json')) process.stdout.write(formatManifest(imported.manifest));
  writeLost(imported.lost, options.has('json'));
  return imported.lost.length > 0 ? 1 : 0;
}

/** As Cedar's formatter writes them, and held to what a run would hold them to. */
async function formattedRules({ manifest, rules }: ImportedPolicy): Promise<string> {
  if (rules === '') return rules;
  const oracle = nodeCedar();
  try {
    const formatted = await oracle.format({ name: 'imported.cedar', text: rules });
    const loaded = formatted.ok
      ? await loadPolicy(manifest, [{ name: 'imported.cedar', text: formatted.value }], oracle)
      : formatted;
    if (!loaded.ok)
      throw new UsageError(`the rules it takes cannot be used: ${loaded.diagnostics.map(policyDiagnosticText).join('; ')}`);
    return formatted.ok ? formatted.value : rules;
  } finally {
    oracle.close();
  }
}

function checkRulesFile(rules: string, file: string | undefined): void {
  if (rules === '') return;
  if (file === undefined)
    throw new UsageError('the policy denies what no manifest can; --rules-out FILE was expected, for rules beside the manifest');
  if (existsSync(file)) throw new UsageError(`${file}: there is a file already`);
}
