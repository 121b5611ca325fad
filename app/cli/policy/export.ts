// `wasm-sandbox policy export`: a manifest and its rules as a policy of another tool.
import { basename } from 'node:path';
import { diagnosticText, exportPolicy, parseManifest } from '../../../sandbox-core/index.ts';
import { parseWords } from '../arguments.ts';
import { UsageError } from '../usage.ts';
import { rulesFor } from './load.ts';
import { readPolicyFiles } from './policy-files.ts';
import { formatNamed, readForeignFile, writeLost } from './translations.ts';

export async function exportCommand(args: readonly string[]): Promise<number> {
  const { options, words } = parseWords(args, { to: 'value', rules: 'values', json: 'flag' }, ['a manifest']);
  const format = formatNamed('--to', options.get('to')?.[0]);
  const [file = ''] = words;
  const manifest = parseManifest(readForeignFile(file));
  if (!manifest.ok) throw new UsageError(`${basename(file)}: ${manifest.diagnostics.map(diagnosticText).join('; ')}`);
  const rules = await rulesFor(manifest.value, readPolicyFiles(options.get('rules') ?? []));
  const { text, lost } = await exportPolicy(format, manifest.value, rules);
  if (options.has('json')) process.stdout.write(`${JSON.stringify({ kind: 'exported', format, text, lost })}\n`);
  else process.stdout.write(text);
  writeLost(lost, options.has('json'));
  return lost.length > 0 ? 1 : 0;
}
