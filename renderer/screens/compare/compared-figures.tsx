// The two runs in figures: measures of both, what differs around the calls, and each function with its differences.
import type { JSX } from 'react';
import type { CommandOutput } from '../../../app/contract/contract.ts';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { PaneHead } from '../../ui/pane.tsx';
import { countText } from '../../ui/quantities.ts';
import { measuresOf } from './difference-words.ts';

type Summary = CommandOutput<'compare.summary'>;

export interface ComparedFiguresProps {
  readonly a: RunSummary;
  readonly b: RunSummary;
  readonly summary: Summary;
}

const COUNTS = ['added', 'gone', 'changed', 'slower', 'chance', 'same'] as const;
/** Functions drawn; a module can name many more. */
const MOST_FUNCTIONS = 200;

export function ComparedFigures({ a, b, summary }: ComparedFiguresProps): JSX.Element {
  return (
    <div className="compare-figures">
      <section aria-label="Measures" className="scroll" tabIndex={0}>
        <PaneHead title="Measures" />
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Measure</th>
              <th scope="col">A run {a.number}</th>
              <th scope="col">B run {b.number}</th>
              <th scope="col">Change</th>
              <th scope="col">Share</th>
            </tr>
          </thead>
          <tbody>
            {measuresOf(a, b).map((each) => (
              <tr key={each.name}>
                <th scope="row">{each.name}</th>
                <td className="data ink-2">{each.a}</td>
                <td className="data">{each.b}</td>
                <td className="data strong">{each.change}</td>
                <td className="data ink-2">{each.percent}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <Headers headers={summary.headers} />
      </section>
      <section aria-label="By function" className="scroll" tabIndex={0}>
        <PaneHead title="By function" facts={sumText(summary)} />
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Function</th>
              {COUNTS.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {summary.functions.slice(0, MOST_FUNCTIONS).map((counts) => (
              <tr key={counts.name}>
                <th scope="row" className="data">
                  {counts.name}
                </th>
                {COUNTS.map((name) => (
                  <td key={name} className={`data ${counts[name] === 0 || name === 'chance' || name === 'same' ? 'ink-3' : ''}`}>
                    {counts[name]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function sumText({ functions, approximated, cut }: Summary): string {
  const sums = COUNTS.slice(0, 4).map((name) => [name, functions.reduce((sum, each) => sum + each[name], 0)] as const);
  const parts = sums.filter(([, sum]) => sum > 0).map(([name, sum]) => `${sum} ${name}`);
  const chance = functions.reduce((sum, each) => sum + each.chance, 0);
  if (chance > 0) parts.push(`apart from ${chance} by chance`);
  if (approximated) parts.push('a shorter list of differences may exist');
  if (cut) parts.push('only the first 4,194,304 calls of each');
  return parts.join(', ');
}

function Headers({ headers }: { readonly headers: Summary['headers'] }): JSX.Element {
  return (
    <>
      <PaneHead
        below
        title="Around the calls"
        facts={headers.length === 0 ? 'module, manifest, plan and engine are the same' : countText(headers.length, 'difference')}
      />
      <ul className="compare-headers">
        {headers.map(({ what, a, b }) => (
          <li key={what}>
            <span>{what}</span>
            <span className="data ink-2 cut">{a === '' && b === '' ? 'differs' : `${a} → ${b}`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
