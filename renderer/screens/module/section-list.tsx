// Sections by name, entries and size; below, what the module wants by family.
import { useMemo, type JSX } from 'react';
import type { ModuleDetails } from '../../../app/contract/schemas.ts';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FAMILY_NAMES } from '../../ui/palette.ts';
import { Pane, PaneHead } from '../../ui/pane.tsx';
import { countText } from '../../ui/quantities.ts';
import { Rows, type RowColumn } from '../../ui/rows.tsx';

const COLUMNS: readonly RowColumn[] = [
  { id: 'name', title: 'Name', width: 'minmax(80px, 1fr)' },
  { id: 'entries', title: 'Items', right: true, width: '64px' },
  { id: 'size', title: 'Bytes', right: true, width: '92px' },
];

export interface SectionListProps {
  readonly details: ModuleDetails;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

export function SectionList({ details, chosen, onChoose }: SectionListProps): JSX.Element {
  return (
    <Pane label="Sections">
      <PaneHead title="Sections" facts={details.sections.length} />
      <Rows
        label="Sections"
        fit
        columns={COLUMNS}
        count={details.sections.length}
        active={chosen}
        onActivate={onChoose}
        cells={(index) => {
          const section = details.sections[index];
          if (section === undefined) return null;
          return [
            section.kind === 'custom' ? (
              <span className="ink-2" title={`custom section ${section.name}`}>
                {section.name}
              </span>
            ) : (
              section.kind
            ),
            <span className="data ink-2">{section.entries === null ? '' : <Figure value={section.entries} />}</span>,
            <span className="data">
              <Figure value={section.size} />
            </span>,
          ];
        }}
      />
      <Wants details={details} />
    </Pane>
  );
}

function Wants({ details }: { readonly details: ModuleDetails }): JSX.Element {
  const families = useMemo(
    () =>
      FAMILY_NAMES.map((family) => ({ family, imports: details.imports.filter((each) => each.family === family) })).filter(
        ({ imports }) => imports.length > 0,
      ),
    [details],
  );
  return (
    <>
      <PaneHead below title="Wants" facts={countText(details.imports.length, 'import')} />
      <ul className="fact-list wants-list">
        {families.map(({ family, imports }) => (
          <li key={family}>
            <Icon name={family} size={14} className={`of-${family}`} />
            <span>{family}</span>
            <span className="ink-2 cut data">
              {imports.length === 1 ? imports[0]?.name : countText(imports.length, 'function')}
            </span>
            <span className="data ink-2">{imports.length}</span>
          </li>
        ))}
        {families.length === 0 && <li className="ink-3">nothing</li>}
      </ul>
    </>
  );
}
