// What the last run of this module met of its policy.
import type { JSX } from 'react';
import { useModule, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { DetailsHead, DetailsSection, KeyValues } from '../../ui/details.tsx';
import { Ending } from '../../ui/ending.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Empty } from '../../ui/states.tsx';

export function PolicyDetails(): JSX.Element {
  const { place } = useWorkspace();
  const module = useModule();
  if (module === null) return <Empty icon="policy" title="No module in view" why="Choose one in Modules." />;
  const run = module.lastRun;
  return (
    <>
      <DetailsHead>
        <div className="details-title">
          <Icon name="policy" />
          <h2 className="cut">{module.name}</h2>
        </div>
        <KeyValues
          pairs={[
            { name: 'Wants', value: module.wants.length === 0 ? 'nothing' : module.wants.join(', ') },
            { name: 'Last run', value: run === null ? <span className="ink-3">never</span> : <Ending run={run} /> },
          ]}
        />
      </DetailsHead>
      {run !== null && run.sentence !== null && (
        <DetailsSection title="Why" keys="Ctrl+." id="why">
          <p className="sentence">{run.sentence}</p>
          <div className="actions">
            <Button icon="trace" onPress={() => place.getState().go({ screen: 'trace', run: run.id, selection: null })}>
              Open its trace
            </Button>
          </div>
        </DetailsSection>
      )}
    </>
  );
}
