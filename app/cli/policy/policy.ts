// `wasm-sandbox policy VERB`: what can be done with policies. A verb is a file of this folder and a row of this table.
import type { Platform } from '../../../sandbox-core/index.ts';
import { UsageError } from '../usage.ts';
import { capabilitiesCommand } from './capabilities.ts';
import { checkCommand } from './check.ts';
import { comparePoliciesCommand } from './compare.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { formatCommand } from './format.ts';
import { suggestCommand } from './suggest.ts';
import { testCommand } from './test.ts';
import { whatIfCommand } from './what-if.ts';
import { importCommand } from './import.ts';

/** Answers the exit code: 0 all is well, 1 there are findings. Wrong usage is thrown, and exits 2. */
export type PolicyCommand = (args: readonly string[], platform: Platform) => Promise<number>;

/** In the order of help. */
const VERBS: ReadonlyMap<string, PolicyCommand> = new Map<string, PolicyCommand>([
  ['check', checkCommand],
  ['explain', explainCommand],
  ['format', formatCommand],
  ['suggest', suggestCommand],
  ['compare', comparePoliciesCommand],
  ['whatif', whatIfCommand],
  ['capabilities', capabilitiesCommand],
  ['test', testCommand],
  ['import', importCommand],
  ['export', exportCommand],
]);

export async function policyCommand(args: readonly string[], platform: Platform): Promise<number> {
  const [verb, ...rest] = args;
  const command = VERBS.get(verb ?? '');
  if (command !== undefined) return command(rest, platform);
  const expected = `one of ${[...VERBS.keys()].join(', ')} was expected`;
  throw new UsageError(verb === undefined ? `policy: ${expected}` : `policy ${verb}: ${expected}`);
}
