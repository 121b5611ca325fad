// Calls with a verdict, by their first row; choosing one leads to it in Trace.
import type { JSX, ReactNode } from 'react';
import { callNumber } from '../../ui/call-number.ts';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { countText, nanosText } from '../../ui/quantities.ts';
import type { WhatIf } from './use-what-if.ts';

export type JudgedCall = WhatIf['denied'][number];

export interface JudgedCallsProps {
  readonly label: string;
  readonly calls: readonly JudgedCall[];
  readonly verdict: (call: JudgedCall) => ReactNode;
  /** Past the first of them the guest might have gone another way. */
  readonly paler: boolean;
  readonly onGo: (row: number) => void;
}

export function JudgedCalls({ label, calls, verdict, paler, onGo }: JudgedCallsProps): JSX.Element {
  return (
    <ul className="judged" aria-label={label}>
      {calls.map((call, place) => (
        <li key={call.row} className={paler && place > 0 ? 'judged-later' : ''}>
          {paler && place === 1 && <p className="judged-cut">past this point the guest might have gone another way</p>}
          <button type="button" className="judged-call" onClick={() => onGo(call.row)} title="Show in Trace">
            <span className="line">
              <span className="data strong">
                #<Figure value={callNumber(call.row)} />
              </span>
              <Icon name={call.family} size={14} className={`of-${call.family}`} />
              <span className="data cut">{call.call}</span>
              <span className="space" />
              {verdict(call)}
            </span>
            <span className="line ink-2">
              <span className="data cut" title={call.resource}>
                {call.resource === '' ? call.action : call.resource}
              </span>
              <span className="space" />
              <span className="data right">{call.calls > 1 ? countText(call.calls, 'call') : nanosText(call.time)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
