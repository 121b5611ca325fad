// What import and export share: the format's name, the file with its cap, and what got lost, a line each on standard error.
import { readFileSync, statSync } from 'node:fs';
import { lostText, POLICY_FORMATS, type Lost, type PolicyFormat } from '../../../sandbox-core/index.ts';
import { UsageError } from '../usage.ts';

/** More than any format takes, so that what is too large is told by its reader. */
const MOST_BYTES = 4 << 20;

export function formatNamed(option: string, name: string | undefined): PolicyFormat {
  const format = POLICY_FORMATS.find((one) => one === name);
  if (format !== undefined) return format;
  const found = name === undefined ? '' : ` ${name}`;
  throw new UsageError(`${option}${found}: one of ${POLICY_FORMATS.join(', ')} was expected`);
}

export function readForeignFile(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${file}: no such file`);
  if (!stats.isFile()) throw new UsageError(`${file}: not a file`);
  if (stats.size > MOST_BYTES) throw new UsageError(`${file}: ${stats.size} bytes; a policy may have ${MOST_BYTES} at most`);
  return readFileSync(file, 'utf8');
}

/** As JSON they stand in the answer itself. */
export function writeLost(lost: readonly Lost[], json: boolean): void {
  if (!json) process.stderr.write(lost.map((one) => `lost: ${lostText(one)}\n`).join(''));
}
