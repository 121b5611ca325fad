// Where a run stands: the call in one line with what can be done about it, each by key too, and its row below the others.
import type { JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { useAllCommands } from '../../commands/registry.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { callNumber } from '../../ui/call-number.ts';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { standingText } from '../../ui/standing.ts';
import { useHeldCall } from './use-held-call.ts';

export function HeldBanner({ run }: { readonly run: RunSummary }): JSX.Element {
  const { stepping } = useWorkspace();
  const commands = useAllCommands();
  const press = (id: string) => (): void => commands.find((command) => command.id === id)?.run();
  const before = run.held?.phase === 'before';
  return (
    <div className="held-banner">
      <Banner icon="pause" label="Held call" title={capital(standingText(run))} says="clocks stand still">
        {run.held !== null && (
          <>
            {before && (
              <Button kind="quiet" keys="E" onPress={press('held.arguments')}>
                Edit arguments
              </Button>
            )}
            <Button kind="quiet" keys="R" onPress={press('held.answer')}>
              Answer by hand
            </Button>
            {before && (
              <Button keys="X" onPress={() => void stepping.decide({ kind: 'deny' })}>
                Deny once
              </Button>
            )}
            <Button kind="primary" keys="G" onPress={() => void stepping.decide({ kind: 'go' })}>
              Let it go
            </Button>
          </>
        )}
      </Banner>
    </div>
  );
}

/** The held call as the last of the calls, which it is not yet. */
export function PendingRow({ run }: { readonly run: RunSummary }): JSX.Element | null {
  const held = useHeldCall(run);
  const { place } = useWorkspace();
  if (held === null || run.held === null) return null;
  const { call } = held;
  return (
    <button type="button" className="pending-row" onClick={() => place.getState().move({ selection: null })}>
      <Icon name="play" size={12} />
      <span className="data">
        <Figure value={callNumber(call.row)} />
      </span>
      <span className="family data">
        <Icon name={call.family} size={14} className={`of-${call.family}`} />
        {call.name}
      </span>
      <span className="data ink-2 cut pending-arguments">{call.arguments.map(({ value }) => value).join(', ')}</span>
      <span className="outcome ink-2">
        <Icon name="not-yet" size={14} />
        {held.phase === 'before' ? 'not yet' : `${call.result}, not yet given`}
      </span>
    </button>
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
