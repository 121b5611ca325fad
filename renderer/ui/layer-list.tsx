// The layers around a guest, one a line: a shape and a word for how each stands, and why.
import type { JSX } from 'react';
import type { IsolationLayer } from '../../app/contract/isolation-schema.ts';
import { Icon, type IconName } from './icon.tsx';
import './layer-list.css';

interface StateWords {
  readonly icon: IconName;
  readonly text: string;
}

export const STATE_WORDS: Readonly<Record<IsolationLayer['state'], StateWords>> = {
  held: { icon: 'ok', text: 'held' },
  'not-held': { icon: 'trap', text: 'did not hold' },
  absent: { icon: 'not-yet', text: 'not present' },
  'switched-off': { icon: 'denied', text: 'switched off' },
  untried: { icon: 'dots', text: 'not tested yet' },
};

export interface LayerListProps {
  readonly layers: readonly IsolationLayer[];
  /** One line each, without what each is there for and what to do. */
  readonly brief?: boolean;
}

export function LayerList({ layers, brief = false }: LayerListProps): JSX.Element {
  return (
    <ul className={`layer-list ${brief ? 'brief' : ''}`} aria-label="Layers">
      {layers.map((layer) => (
        <Layer key={layer.layer} layer={layer} brief={brief} />
      ))}
    </ul>
  );
}

function Layer({ layer, brief }: { readonly layer: IsolationLayer; readonly brief: boolean }): JSX.Element {
  const { icon, text } = STATE_WORDS[layer.state];
  return (
    <li className={`layer ${layer.state}`}>
      <Icon name={icon} size={14} />
      <span className="layer-name">{layer.layer}</span>
      <span className="layer-state">{text}</span>
      <div className="layer-words">
        <p className={brief ? 'cut ink-2' : ''} title={brief ? layer.says : undefined}>
          {layer.says}
        </p>
        {!brief && <p className="ink-2">Against {layer.stops}.</p>}
        {!brief && layer.advice !== '' && (
          <p className="layer-advice">
            <Icon name="go" size={12} />
            <span>{layer.advice}</span>
          </p>
        )}
      </div>
    </li>
  );
}
