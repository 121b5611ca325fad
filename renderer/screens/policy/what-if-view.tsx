// A run judged again by the policy as it is now: how many calls would have been let through, which ones change, which stay
// denied. It says where its knowledge ends: past the first change the guest might have gone another way.
import type { JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { Button, ToolButton } from '../../ui/button.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PaneHead } from '../../ui/pane.tsx';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { JudgedCalls, type JudgedCall } from './judged-calls.tsx';
import type { WhatIf, WhatIfInHand } from './use-what-if.ts';

export interface WhatIfViewProps {
  readonly run: RunSummary | null;
  readonly inHand: WhatIfInHand;
  /** Whether the policy has errors, so that what stands here is of the last one without. */
  readonly faulty: boolean;
  readonly onGo: (row: number) => void;
}

export function WhatIfView({ run, inHand, faulty, onGo }: WhatIfViewProps): JSX.Element {
  const { result, failure, share, cancelled, again, cancel } = inHand;
  if (run === null) {
    return (
      <Empty
        icon="trace"
        title="No run to judge again"
        why="Once this module has run, each change here shows what it would have meant."
      />
    );
  }
  if (failure !== null) return <Broken title="The run cannot be judged again" code="WHAT_IF" message={failure} onRetry={again} />;
  if (cancelled) {
    return (
      <Empty icon="policy" title="Not judged" why="Judging this run again was taken back.">
        <Button onPress={again}>Judge it</Button>
      </Empty>
    );
  }
  if (result === null) {
    if (faulty && share === null)
      return <Empty icon="warning" title="The policy has errors" why="Without them it is judged here." />;
    return <Busy title="Judging the run again" share={share} onCancel={cancel} />;
  }
  return (
    <div className="what-if">
      <Verdicts result={result} faulty={faulty} />
      <Changes result={result} onGo={onGo} />
      <PaneHead below title="Still denied" facts={<Figure value={result.deniedCount} />} />
      {result.deniedCount === 0 && <p className="nothing ink-3">Nothing.</p>}
      <JudgedCalls label="Still denied" calls={result.denied} paler={false} verdict={stillDenied} onGo={onGo} />
      <More shown={result.denied.length} all={result.deniedCount} />
    </div>
  );
}

function Verdicts({ result, faulty }: { readonly result: WhatIf; readonly faulty: boolean }): JSX.Element {
  const { before, after } = result;
  return (
    <table className="verdicts">
      <caption className="unseen">Verdicts as the run was, and with this policy</caption>
      <thead>
        <tr>
          <th scope="col">
            <Figure value={before.allowed + before.denied} /> {faulty ? 'asked · last good policy' : 'calls asked'}
          </th>
          <th scope="col">As run</th>
          <th scope="col">With this</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {(['allowed', 'denied'] as const).map((verdict) => (
          <tr key={verdict}>
            <th scope="row">
              <span className="outcome">
                <Icon name={verdict === 'allowed' ? 'ok' : 'denied'} size={14} />
                {verdict}
              </span>
            </th>
            <td className="data ink-2">
              <Figure value={before[verdict]} />
            </td>
            <td className="data strong">
              <Figure value={after[verdict]} />
            </td>
            <td className={`data ${after[verdict] === before[verdict] ? 'ink-3' : ''}`}>
              {after[verdict] > before[verdict] && '+'}
              <Figure value={after[verdict] - before[verdict]} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Changes({ result, onGo }: Pick<WhatIfViewProps, 'onGo'> & { readonly result: WhatIf }): JSX.Element {
  const { changes, changeCount } = result;
  const [first] = changes;
  return (
    <>
      <PaneHead below title="Changed verdicts" facts={<Figure value={changeCount} />}>
        {first !== undefined && (
          <ToolButton
            icon="go"
            label="Show the first changed call in Trace"
            text="Show in trace"
            onPress={() => onGo(first.row)}
          />
        )}
      </PaneHead>
      {first === undefined && <p className="nothing ink-3">None: the run would have been decided alike.</p>}
      <JudgedCalls label="Changed verdicts" calls={changes} paler verdict={(call) => changeOf(changes, call)} onGo={onGo} />
      <More shown={changes.length} all={changeCount} />
    </>
  );
}

function changeOf(changes: WhatIf['changes'], call: JudgedCall): JSX.Element {
  const isAllowed = changes.find(({ row }) => row === call.row)?.to === 'allowed';
  return (
    <span className="verdict">
      <Icon name={isAllowed ? 'denied' : 'ok'} size={14} />
      <Icon name="go" size={12} />
      <Icon name={isAllowed ? 'ok' : 'denied'} size={14} />
      <span className="unseen">{isAllowed ? 'denied, would be allowed by' : 'allowed, would be denied by'}</span>
      <span className="ink-2 small">rule {call.rule}</span>
    </span>
  );
}

function stillDenied({ rule }: JudgedCall): JSX.Element {
  return (
    <span className="verdict">
      <Icon name="denied" size={14} />
      <span className="ink-2 small">rule {rule}</span>
    </span>
  );
}

function More({ shown, all }: { readonly shown: number; readonly all: number }): JSX.Element | null {
  return shown < all ? (
    <p className="nothing ink-3">
      and <Figure value={all - shown} /> more
    </p>
  ) : null;
}
