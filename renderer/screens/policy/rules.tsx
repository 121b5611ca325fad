// The rules a manifest makes, as sentences. There is no order among them: a forbid wins over every permit.
import type { JSX } from 'react';
import { Icon } from '../../ui/icon.tsx';
import type { PolicyRule } from './document.ts';

export interface RulesProps {
  readonly rules: readonly PolicyRule[];
  readonly faults: number;
  /** JSON pointer of the chosen rule. */
  readonly chosen: string | null;
  readonly onChoose: (rule: PolicyRule) => void;
}

export function Rules({ rules, faults, chosen, onChoose }: RulesProps): JSX.Element {
  return (
    <ul className="rules scroll" aria-label="Rules">
      {rules.map((rule) => (
        <li key={rule.id} className={rule.effect === 'forbid' ? 'hatch' : ''}>
          <button
            type="button"
            className={`rule ${chosen !== null && rule.pointer === chosen && chosen !== '' ? 'chosen' : ''}`}
            disabled={rule.pointer === '' && rule.from === 'manifest'}
            onClick={() => onChoose(rule)}
            title={rule.from === 'rules' ? `line ${rule.line}` : rule.pointer}
          >
            <span className="data ink-2 right">{rule.id}</span>
            <Icon name={rule.effect === 'permit' ? 'ok' : 'denied'} size={14} />
            <span>
              <span className="unseen">{rule.effect}: </span>
              {rule.text}
            </span>
          </button>
        </li>
      ))}
      {rules.length === 0 && (
        <li className="rule-none ink-3">{faults > 0 ? 'No rules: the policy has faults.' : 'No rule: everything is denied.'}</li>
      )}
    </ul>
  );
}
