// The words of the table of capabilities, and the order of its rows. Names of exports and functions are guest text that the
// engine made visible; they are shown as text only.
import type { CommandOutput } from '../../../app/contract/contract.ts';

type Row = NonNullable<CommandOutput<'policy.capabilities'>['result']>['rows'][number];

/** Findings first, by how much they matter; otherwise as they come. */
const ORDER: readonly Row['flag'][] = ['denied-use', 'over-granted', 'dead-import', 'none'];

export function inOrder<One extends Pick<Row, 'flag'>>(rows: readonly One[]): One[] {
  return rows.toSorted((one, other) => ORDER.indexOf(one.flag) - ORDER.indexOf(other.flag));
}

/** Neither granted nor declared nor asked for: nothing to say. */
export function isBlank({ grantedBy, declaredBy, used, denied }: Row): boolean {
  return grantedBy.length + declaredBy.length + used.calls + denied.calls === 0;
}

const BECAUSE: Readonly<Record<NonNullable<Row['because']>, string>> = {
  undeclared: 'no import asks for it.',
  unreached: 'no export leads to a call of an import that asks for it.',
  unused: 'this run did not ask for it.',
};

/** Empty for a row without a finding. */
export function findingText({ flag, because }: Pick<Row, 'flag' | 'because'>): string {
  switch (flag) {
    case 'denied-use':
      return 'Asked for and denied.';
    case 'over-granted':
      return `Granted for nothing: ${because === null ? '' : BECAUSE[because]}`;
    case 'dead-import':
      return 'Imported for nothing: no export leads to a call.';
    case 'none':
      return '';
  }
}

export function reachWord({ path, declaredBy }: Pick<Row, 'path' | 'declaredBy'>, complete: boolean): 'yes' | 'no' | 'unknown' {
  if (path !== null) return 'yes';
  return complete || declaredBy.length === 0 ? 'no' : 'unknown';
}

/** `_start: main → draw ⇢ random_get`, with the dashed arrow for a call through a table or reference. */
export function pathText({ from, steps, left }: NonNullable<Row['path']>): string {
  const arrows = { root: '', direct: ' → ', reference: ' ⇢ ' };
  const half = left > 0 ? steps.length / 2 : -1;
  const words = steps.map(({ name, how }, place) => {
    const cut = place === half ? ` → … ${left} more …` : '';
    return `${cut}${arrows[how]}${name}`;
  });
  return `${from ?? '(start function)'}: ${words.join('')}`;
}
