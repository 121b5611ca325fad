// The layers around a guest that are really on in this host, and why one is not.
import type { JSX } from 'react';
import { useInfo } from '../../store/use-workspace.ts';
import { Icon } from '../../ui/icon.tsx';
import './dock-views.css';

export function IsolationView(): JSX.Element {
  const info = useInfo();
  return (
    <ul className="isolation">
      {info?.isolation.map((layer) => (
        <li key={layer.layer} className={layer.on ? '' : 'ink-2'}>
          <Icon name={layer.on ? 'ok' : 'not-yet'} size={14} />
          <span className={layer.on ? 'medium cut' : 'cut'}>{layer.layer}</span>
          <span className="ink-2 cut" title={layer.says}>
            <span className="unseen">{layer.on ? 'on: ' : 'off: '}</span>
            {layer.says}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function IsolationFacts(): JSX.Element {
  const info = useInfo();
  const on = info?.isolation.filter((layer) => layer.on).length ?? 0;
  return <span className="cut">{info === null ? '' : `${on} of ${info.isolation.length} layers on in this host`}</span>;
}
