// `wasm-sandbox policy format`: Cedar texts as Cedar's own formatter writes them, comments kept.
import { writeFileSync } from 'node:fs';
import { policyDiagnosticText, type PolicyText } from '../../../sandbox-core/index.ts';
import { nodeCedar } from '../../../sandbox-core/node.ts';
import { parseFiles } from '../arguments.ts';
import { UsageError } from '../usage.ts';
import { readPolicyFiles } from './policy-files.ts';

export async function formatCommand(args: readonly string[]): Promise<number> {
  const { options, files } = parseFiles(args, { json: 'flag', write: 'flag' });
  const texts = readPolicyFiles(files);
  const formatted = await formatAll(texts);
  const changed = formatted.map((text, index) => text !== texts[index]?.text);
  for (const [index, text] of formatted.entries()) {
    const file = files[index] ?? '';
    if (options.has('write') && changed[index]) writeFileSync(file, text);
    if (options.has('json')) process.stdout.write(`${JSON.stringify({ file, changed: changed[index], text })}\n`);
    else if (!options.has('write')) process.stdout.write(text);
  }
  return changed.includes(true) && !options.has('write') ? 1 : 0;
}

async function formatAll(texts: readonly PolicyText[]): Promise<string[]> {
  const oracle = nodeCedar();
  try {
    const formatted: string[] = [];
    for (const text of texts) {
      const answer = await oracle.format(text);
      if (!answer.ok) throw new UsageError(answer.diagnostics.map(policyDiagnosticText).join('; '));
      formatted.push(answer.value);
    }
    return formatted;
  } finally {
    oracle.close();
  }
}
