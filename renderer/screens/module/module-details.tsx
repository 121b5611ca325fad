// The module in few words: digest, kind, memory, and what is wrong with it.
import type { JSX } from 'react';
import type { ModuleSummary } from '../../../app/contract/schemas.ts';
import { useModule, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { DetailsHead, DetailsSection, KeyValues } from '../../ui/details.tsx';
import { Ending } from '../../ui/ending.tsx';
import { Icon } from '../../ui/icon.tsx';
import { addressText, bytesText } from '../../ui/quantities.ts';
import { Empty } from '../../ui/states.tsx';

export function ModuleDetails(): JSX.Element {
  const module = useModule();
  if (module === null) return <Empty icon="module" title="No module in view" why="Choose one in Modules." />;
  return (
    <>
      <DetailsHead>
        <div className="details-title">
          <Icon name="module" />
          <h2 className="cut" title={module.name}>
            {module.name}
          </h2>
        </div>
        <KeyValues
          pairs={[
            { name: 'Kind', value: module.kind },
            { name: 'Size', data: true, value: bytesText(module.size) },
            { name: 'Digest', data: true, value: module.id, title: module.id },
            {
              name: 'Last run',
              value: module.lastRun === null ? <span className="ink-3">never</span> : <Ending run={module.lastRun} />,
            },
          ]}
        />
      </DetailsHead>
      {module.diagnostics.length > 0 && <Diagnostics module={module} />}
      {module.unknownImports.length > 0 && (
        <DetailsSection title="Nobody offers">
          <ul>
            {module.unknownImports.map((name) => (
              <li key={name} className="data cut" title={name}>
                {name}
              </li>
            ))}
          </ul>
        </DetailsSection>
      )}
      <Links />
    </>
  );
}

function Diagnostics({ module }: { readonly module: ModuleSummary }): JSX.Element {
  return (
    <DetailsSection title="Why it is refused" keys="Ctrl+." id="why">
      <ul>
        {module.diagnostics.map((each, index) => (
          <li key={index} className="sentence">
            {each.place.kind === 'byte' && <span className="data ink-2">{addressText(each.place.offset)} </span>}
            {each.place.kind === 'text' && (
              <span className="data ink-2">
                {each.place.line}:{each.place.column}{' '}
              </span>
            )}
            {each.message}
          </li>
        ))}
      </ul>
    </DetailsSection>
  );
}

function Links(): JSX.Element {
  const { place } = useWorkspace();
  return (
    <DetailsSection title="Links">
      <div className="actions">
        <Button icon="policy" onPress={() => place.getState().go({ screen: 'policy' })}>
          Policy
        </Button>
        <Button icon="trace" onPress={() => place.getState().go({ screen: 'trace' })}>
          Trace
        </Button>
      </div>
    </DetailsSection>
  );
}
