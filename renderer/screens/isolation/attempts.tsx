// Each way out that was tried, what got out first, with the layers that hold it by themselves.
import { useMemo, type JSX } from 'react';
import type { IsolationStatus } from '../../../app/contract/isolation-schema.ts';
import { Icon } from '../../ui/icon.tsx';

type Attempt = IsolationStatus['attempts'][number];

export function Attempts({ attempts }: { readonly attempts: readonly Attempt[] }): JSX.Element {
  const sorted = useMemo(() => attempts.toSorted((left, right) => Number(left.held) - Number(right.held)), [attempts]);
  return (
    <table className="attempts" aria-label="What a guest process tried">
      <thead>
        <tr>
          <th scope="col">It tried to</th>
          <th scope="col">Outcome</th>
          <th scope="col">Held by</th>
          <th scope="col">It was told</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((attempt) => (
          <tr key={attempt.attempt} className={attempt.held ? '' : 'got-out hatch'}>
            <th scope="row">{attempt.attempt}</th>
            <td>
              <span className="outcome">
                <Icon name={attempt.held ? 'ok' : 'warning'} size={14} />
                {attempt.held ? 'held' : 'got out'}
              </span>
            </td>
            <td>{heldBy(attempt)}</td>
            <td className="data ink-2">{attempt.code}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function heldBy({ held, by }: Attempt): string {
  if (!held) return 'nothing';
  return by.length === 0 ? 'all layers together' : by.join(', ');
}
