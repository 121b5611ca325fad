// `wasm-sandbox policy check`: whether Cedar texts can be used as policies, each fault at its line and column.
import { emptyManifest, loadPolicy } from '../../../sandbox-core/index.ts';
import { nodeCedar } from '../../../sandbox-core/node.ts';
import { parseFiles } from '../arguments.ts';
import { readPolicyFiles, writeDiagnostics } from './policy-files.ts';

/** All files together are one policy, beside a manifest that gives nothing. */
export async function checkCommand(args: readonly string[]): Promise<number> {
  const { options, files } = parseFiles(args, { json: 'flag' });
  const json = options.has('json');
  const texts = readPolicyFiles(files);
  const oracle = nodeCedar();
  try {
    const loaded = await loadPolicy(emptyManifest(), texts, oracle);
    if (!loaded.ok) {
      writeDiagnostics(loaded.diagnostics, 'error', json);
      return 1;
    }
    writeDiagnostics(loaded.warnings, 'warning', json);
    const rules = loaded.value.rules.filter(({ cedar }) => cedar !== undefined);
    if (!json) process.stdout.write(`${rules.map((rule) => `${rule.cedar?.name}: ${rule.text}\n`).join('')}`);
    else
      process.stdout.write(
        `${JSON.stringify({ kind: 'rules', rules: rules.map(({ effect, text, cedar }) => ({ effect, name: cedar?.name, source: cedar?.source, line: cedar?.line, column: cedar?.column, text })) })}\n`,
      );
    return loaded.warnings.length > 0 ? 1 : 0;
  } finally {
    oracle.close();
  }
}
