// `wasm-sandbox policy whatif`: what another policy would have decided about the calls of a recording.
import {
  distinctRequests,
  effectivePolicy,
  recordedRules,
  visibleText,
  whatIf,
  type Change,
  type EffectivePolicy,
  type Platform,
  type Recording,
  type Rule,
  type RuleId,
} from '../../../sandbox-core/index.ts';
import { parseArguments } from '../arguments.ts';
import { openSession, writeOut } from '../open-session.ts';
import { UsageError } from '../usage.ts';
import { loadNamed, ruleWord } from './named-policy.ts';

const MOST_SHOWN = 100;

export async function whatIfCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { options, file } = parseArguments(args, { json: 'flag', manifest: 'value', rules: 'values' }, false);
  const [manifest, texts] = [options.get('manifest')?.[0], options.get('rules') ?? []];
  if (manifest === undefined && texts.length === 0) throw new UsageError('policy whatif: --manifest or --rules was expected');
  const recording = openSession(platform, file);
  try {
    const recorded = effectivePolicy(recordedRules(recording.header));
    const named = await loadNamed({ manifest, texts }, true);
    const policy = manifest === undefined ? beside(recorded, named) : named;
    const requests = distinctRequests(recording);
    requests.takeIn();
    const result = whatIf(requests, recorded, policy);
    const { before, after, changes, hits, idle, firstChangedRow } = result;
    const lines = changes.map((change) => changeLine(change, policy));
    if (options.has('json')) {
      const words = (ids: readonly RuleId[]): string[] => ids.map((id) => ruleWord(policy, id));
      const counts = Object.fromEntries([...hits].map(([id, calls]) => [ruleWord(policy, id), calls]));
      const first = firstChangedRow === undefined ? null : firstChangedRow + 1;
      await writeOut(
        `${JSON.stringify({ before, after, firstChanged: first, hits: counts, idle: words(idle), changes: lines })}\n`,
      );
    } else await writeOut(textOf(recording, result, lines, policy));
    return changes.length > 0 ? 1 : 0;
  } finally {
    recording.close();
  }
}

/** The manifest of the run, with these texts in place of those it had. */
function beside(recorded: EffectivePolicy, named: EffectivePolicy): EffectivePolicy {
  const own = recorded.rules.filter(({ cedar }) => cedar === undefined);
  const last = Math.max(0, ...own.map(({ id }) => id));
  const texts = named.rules.filter(({ cedar }) => cedar !== undefined);
  return effectivePolicy([...own, ...texts.map((rule, index): Rule => ({ ...rule, id: (last + index + 1) as RuleId }))]);
}

interface ChangeLine {
  /** People count calls from 1. */
  readonly first: number;
  readonly calls: number;
  readonly call: string;
  readonly action: string;
  readonly resource: string;
  readonly to: Change['to'];
  readonly rule: string;
}

function changeLine({ request, to, rule }: Change, policy: EffectivePolicy): ChangeLine {
  const { call, calls, firstRow, parts } = request;
  const [{ action, resource } = { action: '', resource: '' }] = parts;
  return {
    first: firstRow + 1,
    calls,
    call: visibleText(call),
    action,
    resource: visibleText(resource),
    to,
    rule: ruleWord(policy, rule),
  };
}

function textOf(
  { rows }: Recording,
  { before, after, idle }: ReturnType<typeof whatIf>,
  lines: readonly ChangeLine[],
  policy: EffectivePolicy,
): string {
  const head = `${rows} calls; allowed ${before.allowed} → ${after.allowed}, denied ${before.denied} → ${after.denied}\n`;
  const shown = lines.slice(0, MOST_SHOWN).map(({ first, calls, call, action, resource, to, rule }) => {
    const what = `${call} ${action} ${resource}`.trimEnd();
    return `  #${first}${calls > 1 ? ` and ${calls - 1} more` : ''}: ${what} → ${to} (${rule})\n`;
  });
  const more = lines.length > MOST_SHOWN ? `  … and ${lines.length - MOST_SHOWN} more; --json lists all\n` : '';
  const unused = idle.length === 0 ? '' : `Decided nothing here: ${idle.map((id) => ruleWord(policy, id)).join(', ')}\n`;
  return `${head}${lines.length === 0 ? 'No verdict changes.\n' : shown.join('')}${more}${unused}`;
}
