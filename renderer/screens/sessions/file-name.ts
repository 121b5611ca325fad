// Names of files that are saved of a run: of its module and number, with nothing in them that a system or a shell would mind.
import type { RunSummary } from '../../../app/contract/schemas.ts';

const LONGEST = 60;

export function fileNameOf({ moduleName, number }: Pick<RunSummary, 'moduleName' | 'number'>): string {
  const stem = moduleName.replace(/\.(wasm|wat)$/i, '');
  const plain = stem.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '');
  return `${plain.slice(0, LONGEST) || 'run'}-${number}`;
}
