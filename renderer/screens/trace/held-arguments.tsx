// The arguments of a held call, to be changed where they are whole numbers. Texts and the places they stand at are shown.
import { useState, type JSX, type KeyboardEvent } from 'react';
import type { HeldCall } from '../../../app/contract/step-orders.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { DetailsSection } from '../../ui/details.tsx';
import { Field } from '../../ui/field.tsx';
import { readNumber } from './call-values.ts';

type Parameter = HeldCall['parameters'][number];

/** What the guest has put somewhere in its memory is another matter than where it has put it. */
const FIXED: ReadonlySet<Parameter['kind']> = new Set(['text', 'vectors']);

export function HeldArguments({ held }: { readonly held: HeldCall }): JSX.Element {
  const { stepping } = useWorkspace();
  const { parameters, phase } = held;
  const [texts, setTexts] = useState<readonly string[]>(() => parameters.map(({ value }) => value));
  const read = parameters.map(({ bits }, index) => readNumber(texts[index] ?? '', bits));
  const fault = read.find((each) => !each.ok);
  const changed = parameters.some(({ value, bits }, index) => {
    const before = readNumber(value, bits);
    const now = read[index];
    return now?.ok !== true || !before.ok || now.value !== before.value;
  });
  const give = (): void => {
    if (fault !== undefined || !changed) return;
    void stepping.decide({ kind: 'arguments', values: read.map((each) => (each.ok ? each.value : '0')) });
  };
  return (
    <DetailsSection title="Arguments" {...(phase === 'before' ? { keys: 'E' } : {})} id="held-arguments">
      {parameters.length === 0 && <p className="ink-3">none</p>}
      <dl className="held-arguments">
        {parameters.map((parameter, index) => (
          <Argument
            key={index}
            held={held}
            index={index}
            text={texts[index] ?? ''}
            wrong={read[index]?.ok === false}
            onChange={(text) => setTexts(texts.map((each, at) => (at === index ? text : each)))}
            onEnter={give}
          />
        ))}
      </dl>
      {changed && phase === 'before' && (
        <>
          {fault?.ok === false && (
            <p className="held-wrong" role="status">
              {fault.fault}
            </p>
          )}
          <div className="actions">
            <Button disabled={fault !== undefined} keys="Enter" onPress={give}>
              Go with these arguments
            </Button>
            <Button onPress={() => setTexts(parameters.map(({ value }) => value))}>As they were</Button>
          </div>
        </>
      )}
    </DetailsSection>
  );
}

interface ArgumentProps {
  readonly held: HeldCall;
  readonly index: number;
  readonly text: string;
  readonly wrong: boolean;
  readonly onChange: (text: string) => void;
  readonly onEnter: () => void;
}

function Argument({ held, index, text, wrong, onChange, onEnter }: ArgumentProps): JSX.Element {
  const parameter = held.parameters[index];
  const described = held.call.arguments[index];
  const says = described === undefined ? '' : `${described.value} ${described.note}`.trim();
  const fixed = held.phase === 'after' || parameter === undefined || FIXED.has(parameter.kind);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    onEnter();
  };
  return (
    <div>
      <dt className="cut" title={parameter?.name}>
        {parameter?.name}
      </dt>
      <dd className={fixed ? 'held-fixed' : ''}>
        {!fixed && (
          <Field label={`Argument ${parameter.name}`} value={text} onChange={onChange} wrong={wrong} data onKeyDown={onKeyDown} />
        )}
        <span className={`data cut ${fixed ? '' : 'ink-3'}`} title={says}>
          {says}
        </span>
      </dd>
    </div>
  );
}
