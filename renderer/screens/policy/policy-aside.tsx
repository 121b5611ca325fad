// Beside the texts, what they mean: for a run of the module, beside earlier versions, and what would be enough.
import { useCallback, useState, type JSX } from 'react';
import type { ModuleSummary, RunSummary } from '../../../app/contract/schemas.ts';
import { valueAt } from '../../store/manifest-text.ts';
import { useSession, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Pane } from '../../ui/pane.tsx';
import { countText, shortNumber } from '../../ui/quantities.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { CapabilityView } from './capability-view.tsx';
import type { PolicyDocument } from './document.ts';
import { LeastPolicy } from './least-policy.tsx';
import { PolicyVersions } from './policy-versions.tsx';
import type { WhatIfInHand } from './use-what-if.ts';
import { WhatIfView } from './what-if-view.tsx';

export interface PolicyAsideProps {
  readonly module: ModuleSummary;
  readonly document: PolicyDocument;
  readonly faults: number;
  /** The run that is judged again. */
  readonly run: RunSummary | null;
  readonly onRun: (run: string) => void;
  readonly inHand: WhatIfInHand;
  /** Counts versions kept on purpose. */
  readonly keeps: number;
  readonly onKeep: () => void;
}

type AsideTab = 'what-if' | 'least' | 'capabilities' | 'versions';

export function PolicyAside(props: PolicyAsideProps): JSX.Element {
  const { module, document, faults, run, onRun, inHand } = props;
  const { place } = useWorkspace();
  const [tab, setTab] = useState<AsideTab>('what-if');
  const id = run?.id ?? null;
  const go = useCallback(
    (row: number): void => {
      if (id === null) return;
      const selection = { kind: 'call', run: id, row } as const;
      place.getState().go({ screen: 'trace', run: id, module: module.id, filter: '', selection });
    },
    [place, id, module.id],
  );
  return (
    <Pane label="What it means">
      <Tabs
        label="What the policy means"
        tabs={[
          { id: 'what-if', title: 'What if' },
          { id: 'least', title: 'Least policy' },
          { id: 'capabilities', title: 'Capabilities' },
          { id: 'versions', title: 'Versions' },
        ]}
        chosen={tab}
        onChoose={setTab}
        rest={tab === 'versions' ? null : <RunChoice module={module} run={run} onRun={onRun} inHand={inHand} />}
      >
        {tab === 'what-if' && <WhatIfView run={run} inHand={inHand} faulty={faults > 0} onGo={go} />}
        {tab === 'least' && <LeastPolicy run={run} document={document} onGo={go} />}
        {tab === 'capabilities' && <CapabilityView module={module} run={run} document={document} onGo={go} />}
        {tab === 'versions' && (
          <PolicyVersions
            module={module.id}
            document={document}
            stamp={`${props.keeps} ${module.lastRun?.id ?? ''}`}
            onKeep={props.onKeep}
          />
        )}
      </Tabs>
      <Foot module={module} document={document} faults={faults} />
    </Pane>
  );
}

function RunChoice({
  module,
  run,
  onRun,
  inHand,
}: Pick<PolicyAsideProps, 'module' | 'run' | 'onRun' | 'inHand'>): JSX.Element | null {
  const all = useSession((state) => state.runs);
  const runs = all.filter((each) => each.module === module.id);
  if (run === null) return null;
  return (
    <>
      {inHand.result !== null && (
        <span className="ink-3 cut" title="What judging the run again took">
          {shortNumber(inHand.result.milliseconds)} ms
        </span>
      )}
      <label className="field select run-choice">
        <select aria-label="Run that is judged again" value={run.id} onChange={(event) => onRun(event.target.value)}>
          {runs.map((each) => (
            <option key={each.id} value={each.id}>
              Run {each.number}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" size={12} />
      </label>
    </>
  );
}

const MISSES: Readonly<Record<string, string>> = {
  stop: 'What no rule permits is denied, and ends the run.',
  ask: 'What no rule permits you are asked about, inside mounts; elsewhere it is denied.',
  audit: 'What no rule permits is let through and marked, inside mounts; elsewhere it is denied.',
};

function missesText(manifest: string): string {
  return MISSES[String(valueAt(manifest, ['onMiss']))] ?? 'What no rule permits is denied.';
}

function Foot({ module, document, faults }: Pick<PolicyAsideProps, 'module' | 'document' | 'faults'>): JSX.Element {
  const workspace = useWorkspace();
  const live = module.lastRun !== null && module.lastRun.state !== 'ended';
  const says =
    faults > 0
      ? `${countText(faults, 'error')} in the policy: no run starts with it.`
      : live
        ? 'A guest is running. This applies to the next run.'
        : missesText(document.text);
  return (
    <div className="policy-foot">
      <p className="ink-2 small">{says}</p>
      <Button
        kind="primary"
        large
        wide
        icon="play"
        keys="Ctrl+Enter"
        disabled={faults > 0 || live || module.kind === 'refused' || document.state !== 'kept'}
        onPress={() => void workspace.startRun()}
      >
        <span className="cut">
          Run {module.name} {module.lastRun === null ? '' : 'again '}with this
        </span>
      </Button>
    </div>
  );
}
