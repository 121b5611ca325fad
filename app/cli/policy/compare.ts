// `wasm-sandbox policy compare`: what one policy lets through that another does not, with a request that shows it.
import { comparePolicies, visibleText, type Difference, type EffectivePolicy } from '../../../sandbox-core/index.ts';
import { parseWords } from '../arguments.ts';
import { writeOut } from '../open-session.ts';
import { loadNamed, policyFilesIn, ruleWord } from './named-policy.ts';

export async function comparePoliciesCommand(args: readonly string[]): Promise<number> {
  const { options, words } = parseWords(args, { json: 'flag' }, ['a first policy', 'a second policy']);
  const [first, second] = [words[0] ?? '', words[1] ?? ''].map(policyFilesIn);
  if (first === undefined || second === undefined) throw new TypeError('two words were parsed');
  // Texts alone are compared as if everything was mounted; beside a manifest, mounts bound them.
  const mounted = first.manifest !== undefined || second.manifest !== undefined;
  const [a, b] = [await loadNamed(first, mounted), await loadNamed(second, mounted)];
  const compared = comparePolicies(a, b);
  const { onlyFirst, onlySecond, tried, complete } = compared;
  if (options.has('json')) {
    const only = { first: onlyFirst.map((one) => named(one, a, b)), second: onlySecond.map((one) => named(one, b, a)) };
    await writeOut(`${JSON.stringify({ ...only, tried, complete })}\n`);
  } else {
    await writeOut(sectionText('first', onlyFirst, a, b) + sectionText('second', onlySecond, b, a));
    if (!complete) await writeOut('There are too many classes of requests to try them all: more may differ.\n');
  }
  return onlyFirst.length + onlySecond.length > 0 || !complete ? 1 : 0;
}

interface NamedDifference {
  readonly action: string;
  readonly resource: string;
  readonly call: string;
  readonly allowedBy: string;
  readonly deniedBy: string;
}

function named(
  { witness, allowedBy, deniedBy }: Difference,
  allowing: EffectivePolicy,
  denying: EffectivePolicy,
): NamedDifference {
  const { action, resource, call = '' } = witness;
  return { action, resource, call, allowedBy: ruleWord(allowing, allowedBy), deniedBy: ruleWord(denying, deniedBy) };
}

function sectionText(
  which: 'first' | 'second',
  differences: readonly Difference[],
  allowing: EffectivePolicy,
  denying: EffectivePolicy,
): string {
  if (differences.length === 0) return `Only the ${which} allows: nothing.\n`;
  const lines = differences.map((one) => {
    const { action, resource, call, allowedBy, deniedBy } = named(one, allowing, denying);
    const what = `${action} ${visibleText(resource)}`.trimEnd();
    return `  ${what}${call === '' ? '' : ` by ${call}`}: ${allowedBy} allows it; in the other, ${deniedBy === 'no rule' ? 'no rule does' : `${deniedBy} forbids it`}\n`;
  });
  return `Only the ${which} allows, for example:\n${lines.join('')}`;
}
