// The rules a policy makes, as sentences, with how many calls of a run each decided. There is no order among them: a forbid
// wins over every permit. Rules that can never change a verdict say why.
import { useMemo, type JSX } from 'react';
import { Button } from '../../ui/button.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { PolicyRule } from './document.ts';
import type { IdleRule, WhatIf } from './use-what-if.ts';

export interface RulesProps {
  readonly rules: readonly PolicyRule[];
  readonly faults: number;
  /** JSON pointer of the chosen rule. */
  readonly chosen: string | null;
  /** Null where no run was judged. */
  readonly hits: WhatIf['hits'] | null;
  readonly idle: readonly IdleRule[];
  readonly onChoose: (rule: PolicyRule) => void;
  /** Shows what the rule has decided, in the audit log. */
  readonly onDecisions: (rule: PolicyRule) => void;
}

export function Rules({ rules, faults, chosen, hits, idle, onChoose, onDecisions }: RulesProps): JSX.Element {
  const counts = useMemo(() => hits && new Map(hits.map(({ rule, calls }) => [rule, calls])), [hits]);
  const most = useMemo(() => Math.max(1, ...(hits ?? []).map(({ calls }) => calls)), [hits]);
  return (
    <ul className="rules" aria-label="Rules">
      {rules.map((rule) => (
        <RuleLine
          key={rule.id}
          rule={rule}
          chosen={chosen !== null && rule.pointer === chosen && chosen !== ''}
          calls={counts === null || rule.id === 0 ? null : (counts.get(rule.id) ?? 0)}
          most={most}
          idle={idle.find((one) => one.rule === rule.id)}
          onChoose={onChoose}
          onDecisions={onDecisions}
        />
      ))}
      {rules.length === 0 && (
        <li className="rule-none ink-3">{faults > 0 ? 'No rules: the policy has faults.' : 'No rule: everything is denied.'}</li>
      )}
    </ul>
  );
}

interface RuleLineProps {
  readonly rule: PolicyRule;
  readonly chosen: boolean;
  /** Null where nothing is known. */
  readonly calls: number | null;
  readonly most: number;
  readonly idle: IdleRule | undefined;
  readonly onChoose: (rule: PolicyRule) => void;
  readonly onDecisions: (rule: PolicyRule) => void;
}

function RuleLine({ rule, chosen, calls, most, idle, onChoose, onDecisions }: RuleLineProps): JSX.Element {
  return (
    <li className={rule.effect === 'forbid' ? 'hatch' : ''}>
      <button
        type="button"
        className={`rule ${chosen ? 'chosen' : ''}`}
        disabled={rule.pointer === '' && rule.from === 'manifest'}
        onClick={() => onChoose(rule)}
        title={rule.from === 'rules' ? `${rule.name}, line ${rule.line}` : rule.pointer}
      >
        <span className="data ink-2 right">{rule.id}</span>
        <Icon name={rule.effect === 'permit' ? 'ok' : 'denied'} size={14} />
        {rule.family === null ? <span /> : <Icon name={rule.family} size={14} className={`of-${rule.family}`} />}
        <span className="rule-text">
          <span className="unseen">{rule.effect}: </span>
          {rule.text}
          {idle !== undefined && <span className="rule-idle ink-2 small">{whyIdle(idle)}</span>}
        </span>
        {calls !== null && <Hits calls={calls} most={most} />}
      </button>
      {chosen && (
        <div className="rule-links">
          <Button icon="audit" onPress={() => onDecisions(rule)}>
            What it decided, in Audit
          </Button>
        </div>
      )}
    </li>
  );
}

/** The bar by the logarithm: one rule is often hit a thousand times as often as another. */
function Hits({ calls, most }: { readonly calls: number; readonly most: number }): JSX.Element {
  const share = calls === 0 ? 0 : Math.log1p(calls) / Math.log1p(most);
  return (
    <span className={`hits data ${calls === 0 ? 'ink-3' : ''}`}>
      <span className="hits-bar" style={{ width: `${Math.round(share * 36)}px` }} />
      <Figure value={calls} />
      <span className="unseen"> {calls === 1 ? 'hit' : 'hits'}</span>
    </span>
  );
}

export function whyIdle({ why, by }: IdleRule): string {
  const rule = by === null ? 'other rules' : `rule ${by}`;
  switch (why) {
    case 'unmet':
      return 'Never hit: no request meets it.';
    case 'unmounted':
      return 'Never hit: nothing that it permits is mounted.';
    case 'covered':
      return `Changes nothing: ${rule} ${by === null ? 'say' : 'says'} the same.`;
    case 'forbidden':
      return `Changes nothing: ${rule} ${by === null ? 'forbid' : 'forbids'} all of it.`;
    case 'moot':
      return 'Changes nothing: no rule permits what it forbids.';
  }
}
