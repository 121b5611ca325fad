// Answers a held call by hand: an errno by name, and with success the bytes that stand at its out parameters then.
import { useState, type JSX, type KeyboardEvent } from 'react';
import type { HeldCall, StepVerdict } from '../../../app/contract/step-orders.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { DetailsSection } from '../../ui/details.tsx';
import { Field } from '../../ui/field.tsx';
import { addressText } from '../../ui/quantities.ts';
import { readBytes } from './call-values.ts';

/** What a disk that is full says: the fault that is most often wanted. */
const FIRST_ERRNO = 'ENOSPC';

interface Out {
  readonly name: string;
  readonly pointer: number;
}

export function HeldAnswer({ held }: { readonly held: HeldCall }): JSX.Element {
  const { stepping } = useWorkspace();
  const { errnos } = held;
  const [errno, setErrno] = useState(() => Math.max(0, errnos.indexOf(FIRST_ERRNO)));
  const outs: readonly Out[] = held.parameters
    .filter(({ kind }) => kind === 'out')
    .map(({ name, value }) => ({ name, pointer: Number(value) }));
  const [texts, setTexts] = useState<readonly string[]>(() => outs.map(() => ''));
  const read = texts.map(readBytes);
  const fault = errno === 0 ? read.find((each) => !each.ok) : undefined;
  const give = (): void => {
    if (fault === undefined) void stepping.decide(answerOf(errno, outs, texts));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    give();
  };
  const says = errno === 0 ? 'success' : (errnos[errno] ?? '');
  return (
    <DetailsSection title="Answer by hand" keys="R" id="held-answer">
      <div className="held-errno">
        <select aria-label="Errno" value={errno} onChange={(event) => setErrno(Number(event.target.value))} onKeyDown={onKeyDown}>
          {errnos.map((name, number) => (
            <option key={name} value={number}>
              {number === 0 ? 'success, 0' : `${name}, ${number}`}
            </option>
          ))}
        </select>
        <Button keys="Enter" disabled={fault !== undefined} onPress={give}>
          Answer {says}
        </Button>
      </div>
      {errno === 0 && (
        <dl className="held-arguments">
          {outs.map(({ name, pointer }, index) => (
            <div key={name}>
              <dt className="cut" title={name}>
                {name}
              </dt>
              <dd>
                <Field
                  label={`Bytes at ${name}`}
                  placeholder={`hex bytes at ${addressText(pointer)}`}
                  value={texts[index] ?? ''}
                  onChange={(text) => setTexts(texts.map((each, at) => (at === index ? text : each)))}
                  wrong={read[index]?.ok === false}
                  data
                  onKeyDown={onKeyDown}
                />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {fault?.ok === false && (
        <p className="held-wrong" role="status">
          {fault.fault}
        </p>
      )}
    </DetailsSection>
  );
}

function answerOf(errno: number, outs: readonly Out[], texts: readonly string[]): StepVerdict {
  const writes = outs.flatMap(({ pointer }, index) => {
    const read = readBytes(texts[index] ?? '');
    return errno === 0 && read.ok && read.value !== '' ? [{ pointer, bytes: read.value }] : [];
  });
  return { kind: 'answer', errno, writes };
}
