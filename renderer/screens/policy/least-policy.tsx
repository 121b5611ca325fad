// The least policy for a run: each part with the calls that need it, to be taken into the policy one by one or all at once. How
// general it is, from the very paths to whole mounts, is a slider.
import { useState, type JSX } from 'react';
import type { CommandInput, CommandOutput } from '../../../app/contract/contract.ts';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { failureText, useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { callNumber } from '../../ui/call-number.ts';
import { Check } from '../../ui/field.tsx';
import { Figure } from '../../ui/figure.tsx';
import { PaneHead } from '../../ui/pane.tsx';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { hasPart, withPart, type Suggestion } from './accept-part.ts';
import type { PolicyDocument } from './document.ts';

type Level = CommandInput<'policy.suggest'>['level'];
type Part = CommandOutput<'policy.suggest'>['parts'][number];

const LEVELS: readonly { readonly id: Level; readonly says: string }[] = [
  { id: 'exact', says: 'the very paths that were asked for' },
  { id: 'endings', says: 'the endings of their names, where several share one' },
  { id: 'folders', says: 'the folders they lie in' },
  { id: 'directory', says: 'all that is mounted' },
];

export interface LeastPolicyProps {
  readonly run: RunSummary | null;
  readonly document: PolicyDocument;
  readonly onGo: (row: number) => void;
}

export function LeastPolicy({ run, document, onGo }: LeastPolicyProps): JSX.Element {
  const { client } = useWorkspace();
  const [level, setLevel] = useState(2);
  const [withDenied, setWithDenied] = useState(false);
  const chosen = LEVELS[level] ?? LEVELS[0];
  const id = chosen?.id ?? 'folders';
  const question = run === null ? null : `${run.id} ${id} ${withDenied}`;
  const { value, failure } = useAnswer(question, run?.calls ?? 0, () =>
    client.call('policy.suggest', { run: run?.id ?? '', level: id, withDenied }),
  );
  if (run === null)
    return <Empty icon="policy" title="No run to go by" why="The least policy is made from what a run asked for." />;
  return (
    <div className="least">
      <div className="least-head">
        <label className="line">
          <span className="ink-2">Narrow</span>
          <input
            type="range"
            className="slider"
            min={0}
            max={LEVELS.length - 1}
            step={1}
            value={level}
            aria-label="How general"
            aria-valuetext={chosen?.says}
            onChange={(event) => setLevel(Number(event.target.value))}
          />
          <span className="ink-2">wide</span>
        </label>
        <p className="ink-2 small">By {chosen?.says}.</p>
        <Check label="With what was denied" on={withDenied} onChange={setWithDenied} />
      </div>
      {failure !== null && <Broken title="No policy can be suggested" code="SUGGEST" message={failureText(failure)} />}
      {value === null && failure === null && <Busy title="Working out the least policy" />}
      {value !== null && <Parts suggestion={value} document={document} onGo={onGo} />}
    </div>
  );
}

interface PartsProps {
  readonly suggestion: Suggestion;
  readonly document: PolicyDocument;
  readonly onGo: (row: number) => void;
}

function Parts({ suggestion, document, onGo }: PartsProps): JSX.Element {
  const { parts, notes, manifest, rules } = suggestion;
  const isWhole = document.text === manifest && document.rules === rules;
  return (
    <>
      <PaneHead below title="Needed" facts={parts.length}>
        <Button disabled={isWhole} onPress={() => document.replace({ manifest, rules }, 'suggestion')}>
          Use all of it
        </Button>
      </PaneHead>
      <ul className="parts" aria-label="Parts of the least policy">
        {parts.map((part) => (
          <li key={part.id}>
            <PartLine part={part} onGo={onGo} />
            {hasPart(document.texts, suggestion, part) ? (
              <span className="chip">in the policy</span>
            ) : (
              <Button
                title={part.text}
                onPress={() => document.replace(withPart(document.texts, suggestion, part), `accept ${part.id}`)}
              >
                Accept<span className="unseen"> {part.text}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {parts.length === 0 && <p className="nothing ink-3">Nothing: the run asked for no file.</p>}
      {notes.map((note) => (
        <p key={note} className="nothing ink-2 small">
          {note}
        </p>
      ))}
    </>
  );
}

function PartLine({ part, onGo }: { readonly part: Part; readonly onGo: (row: number) => void }): JSX.Element {
  return (
    <div className="part">
      <p className="part-text">{part.text}</p>
      <Evidence evidence={part.evidence} onGo={onGo} />
      {part.exceptions.map((one) => (
        <div key={one.text} className="part-exception">
          <span className="data cut" title={one.text}>
            {one.text}
          </span>
          <Evidence evidence={one.evidence} onGo={onGo} />
        </div>
      ))}
    </div>
  );
}

function Evidence({
  evidence,
  onGo,
}: {
  readonly evidence: Part['evidence'];
  readonly onGo: (row: number) => void;
}): JSX.Element {
  if (evidence === null) return <span className="ink-3 small">no call asked for more</span>;
  const [first] = evidence.rows;
  return (
    <span className="evidence ink-2 small">
      <Figure value={evidence.calls} /> {evidence.calls === 1 ? 'call' : 'calls'}
      {first !== undefined && (
        <button type="button" className="evidence-row data" title="Show in Trace" onClick={() => onGo(first)}>
          #<Figure value={callNumber(first)} />
        </button>
      )}
    </span>
  );
}
