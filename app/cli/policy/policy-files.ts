// Policy texts named on the command line, read with their cap, and what is said of them on the way out.
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { CEDAR_CAPS, policyDiagnosticText, type PolicyDiagnostic, type PolicyText } from '../../../sandbox-core/index.ts';
import { UsageError } from '../usage.ts';

/** A text is called by its file's own name; where two files share one, by the path as it was typed. */
export function readPolicyFiles(files: readonly string[]): PolicyText[] {
  const names = files.map((file) => basename(file));
  return files.map((file, index) => {
    const name = names[index] ?? file;
    return { name: names.filter((one) => one === name).length > 1 ? file : name, text: readPolicyFile(file) };
  });
}

function readPolicyFile(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${file}: no such file`);
  if (!stats.isFile()) throw new UsageError(`${file}: not a file`);
  if (stats.size > CEDAR_CAPS.textBytes)
    throw new UsageError(`${file}: ${stats.size} bytes; a policy text may have ${CEDAR_CAPS.textBytes} at most`);
  return readFileSync(file, 'utf8');
}

/** A line each; as JSON, an object a line. */
export function writeDiagnostics(diagnostics: readonly PolicyDiagnostic[], kind: 'error' | 'warning', json: boolean): void {
  for (const diagnostic of diagnostics) {
    const line = json
      ? JSON.stringify({ kind, ...diagnostic })
      : `${kind === 'warning' ? 'warning: ' : ''}${policyDiagnosticText(diagnostic)}`;
    process.stdout.write(`${line}\n`);
  }
}
