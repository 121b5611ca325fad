// A row of tabs after the ARIA pattern: arrows move, one tab stop.
import { useId, type JSX, type KeyboardEvent, type ReactNode } from 'react';
import './tabs.css';

export interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: Id; readonly title: string }[];
  /** Null where none is open. */
  readonly chosen: Id | null;
  readonly onChoose: (id: Id) => void;
  readonly rest?: ReactNode;
  /** Drawn under the row when one is chosen. */
  readonly children: ReactNode;
}

export function Tabs<Id extends string>(props: TabsProps<Id>): JSX.Element {
  const panel = useId();
  const { tabs, chosen, onChoose } = props;
  const step = (event: KeyboardEvent): void => {
    const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (way === 0) return;
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const next = tabs[(at + way + tabs.length) % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(next.id);
    document.getElementById(`${panel}-${next.id}`)?.focus();
  };
  return (
    <>
      <div className={`tabs ${chosen === null ? '' : 'open'}`}>
        <div role="tablist" aria-label={props.label} className="tab-list" onKeyDown={step}>
          {tabs.map((tab, index) => (
            <button
              key={tab.id}
              id={`${panel}-${tab.id}`}
              type="button"
              role="tab"
              className="tab"
              aria-selected={tab.id === chosen}
              aria-controls={tab.id === chosen ? panel : undefined}
              tabIndex={tab.id === chosen || (chosen === null && index === 0) ? 0 : -1}
              onClick={() => onChoose(tab.id)}
            >
              {tab.title}
            </button>
          ))}
        </div>
        <div className="tabs-rest">{props.rest}</div>
      </div>
      {chosen !== null && (
        <div id={panel} role="tabpanel" aria-labelledby={`${panel}-${chosen}`} className="tab-panel" tabIndex={0}>
          {props.children}
        </div>
      )}
    </>
  );
}
