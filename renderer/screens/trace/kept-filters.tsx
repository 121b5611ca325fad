// ☆: filters kept by name, and the way back to them.
import { useState, type JSX, type KeyboardEvent } from 'react';
import { useLayout, useWorkspace } from '../../store/use-workspace.ts';
import { Button, ToolButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import './kept-filters.css';

export interface KeptFiltersProps {
  readonly text: string;
  /** Whether the text is a filter that can be kept. */
  readonly good: boolean;
  readonly onChoose: (where: string) => void;
}

export function KeptFilters({ text, good, onChoose }: KeptFiltersProps): JSX.Element {
  const { layout, announcements } = useWorkspace();
  const kept = useLayout((state) => state.filters);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const known = kept.find((each) => each.where === text);
  const keep = (): void => {
    const called = name.trim() === '' ? text.slice(0, 40) : name.trim();
    layout.getState().change({ filters: [...kept.filter((each) => each.name !== called), { name: called, where: text }] });
    announcements.getState().say(`Filter kept as ${called}.`);
    setName('');
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    setOpen(false);
  };
  return (
    <div
      className="kept"
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <ToolButton
        icon="star"
        label="Kept filters"
        pressed={known !== undefined || open}
        disabled={!good && kept.length === 0}
        onPress={() => setOpen(!open)}
      />
      {open && (
        <div className="kept-box" role="group" aria-label="Kept filters" tabIndex={-1}>
          {kept.map((each) => (
            <div key={each.name} className="kept-one">
              <button
                type="button"
                className="kept-name"
                title={each.where}
                onClick={() => {
                  onChoose(each.where);
                  setOpen(false);
                }}
              >
                <span className="cut">{each.name}</span>
                <span className="data ink-3 small cut">{each.where}</span>
              </button>
              <ToolButton
                icon="close"
                label={`Forget ${each.name}`}
                onPress={() => layout.getState().change({ filters: kept.filter((other) => other !== each) })}
              />
            </div>
          ))}
          {good && known === undefined && (
            <div className="kept-new">
              <Field
                label="Name of this filter"
                placeholder="Name of this filter"
                value={name}
                onChange={setName}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return;
                  event.preventDefault();
                  keep();
                }}
              />
              <Button onPress={keep}>Keep</Button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}
