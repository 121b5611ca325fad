// Beside the list: where to drop, what to try, the last runs, and a peek at the module in view.
import type { JSX } from 'react';
import type { ModuleSummary } from '../../../app/contract/schemas.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useInfo, useModule, useSession, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { DetailsSection, KeyValues, type Pair } from '../../ui/details.tsx';
import { Ending } from '../../ui/ending.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { countText, memoryText } from '../../ui/quantities.ts';

const RECENT = 6;

export function ModulesDetails(): JSX.Element {
  const module = useModule();
  return (
    <>
      <button
        type="button"
        className="drop-zone"
        onClick={() => document.querySelector<HTMLInputElement>('#open-module')?.click()}
      >
        <Icon name="open" />
        <span>
          <span className="strong">Drop a module</span>
          <br />
          <span className="ink-2">.wasm or .wat, anywhere</span>
        </span>
      </button>
      <Samples />
      <RecentRuns />
      {module !== null && <ModulePeek module={module} />}
    </>
  );
}

function Samples(): JSX.Element | null {
  const workspace = useWorkspace();
  const samples = useInfo()?.samples ?? [];
  if (samples.length === 0) return null;
  return (
    <DetailsSection title="Try one of these">
      <ul className="samples">
        {samples.map((sample) => (
          <li key={sample.id}>
            <button type="button" className="sample" title={sample.says} onClick={() => void workspace.openSample(sample.id)}>
              <Icon name="play" size={12} />
              <span className="strong cut">{sample.title}</span>
              <span className="ink-2 cut">{sample.says}</span>
            </button>
          </li>
        ))}
      </ul>
    </DetailsSection>
  );
}

function RecentRuns(): JSX.Element | null {
  const { place } = useWorkspace();
  const runs = useSession((state) => state.runs);
  if (runs.length === 0) return null;
  return (
    <DetailsSection title="Recent runs">
      <ul className="recent">
        {runs.slice(0, RECENT).map((run) => (
          <li key={run.id}>
            <button
              type="button"
              onClick={() =>
                place.getState().go({ screen: 'trace', module: run.module, run: run.id, selection: null, filter: '' })
              }
            >
              <span>run {run.number}</span>
              <span className="ink-2 cut">{run.moduleName}</span>
              <Ending run={run} size={12} />
            </button>
          </li>
        ))}
      </ul>
    </DetailsSection>
  );
}

function ModulePeek({ module }: { readonly module: ModuleSummary }): JSX.Element {
  const { client, place } = useWorkspace();
  const { value } = useAnswer(module.kind === 'refused' ? null : module.id, 0, () =>
    client.call('modules.details', { module: module.id }),
  );
  const memory = value?.memories[0];
  const pairs: Pair[] = [
    {
      name: 'Digest',
      value: `${module.id.slice(0, 4)} ${module.id.slice(4, 8)} … ${module.id.slice(-4)}`,
      data: true,
      title: module.id,
    },
    { name: 'Kind', value: module.kind },
  ];
  if (value !== null) {
    pairs.push({
      name: 'Functions',
      data: true,
      value: (
        <>
          <Figure value={value.functions} /> <span className="ink-3">{value.importedFunctions} imported</span>
        </>
      ),
    });
    pairs.push({
      name: 'Memory',
      data: memory !== undefined,
      value: memory === undefined ? <span className="ink-3">none</span> : memoryText(memory),
    });
    pairs.push({ name: 'Exports', data: true, value: exportsText(value.exports.map((each) => each.name)) });
  }
  return (
    <DetailsSection title={module.name} keys="Space" id={module.kind === 'refused' ? 'why' : 'peek'}>
      <KeyValues pairs={pairs} />
      {module.kind === 'refused' && <p className="sentence">{module.diagnostics.map((each) => each.message).join(' ')}</p>}
      <div className="actions">
        <Button icon="module" keys="Enter" onPress={() => place.getState().go({ screen: 'module' })}>
          Inspect
        </Button>
        <Button icon="policy" onPress={() => place.getState().go({ screen: 'policy' })}>
          Policy
        </Button>
      </div>
    </DetailsSection>
  );
}

function exportsText(names: readonly string[]): JSX.Element {
  if (names.length === 0) return <span className="ink-3 words">none</span>;
  return (
    <>
      {names.slice(0, 2).join(' ')} {names.length > 2 && <span className="ink-3">+ {names.length - 2}</span>}
      <span className="unseen">{countText(names.length, 'export')}</span>
    </>
  );
}
