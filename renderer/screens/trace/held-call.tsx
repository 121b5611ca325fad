// The details of a call that waits: what it asks, what becomes of it by whose word, the bytes it touches and who called it.
import type { JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { HeldCall } from '../../../app/contract/step-orders.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Frames } from '../../ui/frames.tsx';
import { Button } from '../../ui/button.tsx';
import { callNumber } from '../../ui/call-number.ts';
import { DetailsHead, DetailsSection, KeyValues } from '../../ui/details.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { bytesText } from '../../ui/quantities.ts';
import { AccessBytes } from './access-bytes.tsx';
import { HeldAnswer } from './held-answer.tsx';
import { HeldArguments } from './held-arguments.tsx';
import { useHeldCall } from './use-held-call.ts';
import './held-call.css';

export function HeldCallDetails({ run }: { readonly run: RunSummary }): JSX.Element {
  const held = useHeldCall(run);
  return held === null ? <></> : <HeldInFull key={held.stop} held={held} run={run} />;
}

function HeldInFull({ held, run }: { readonly held: HeldCall; readonly run: RunSummary }): JSX.Element {
  const { call, phase, fault } = held;
  return (
    <>
      <DetailsHead>
        <div className="details-title">
          <Icon name={call.family} className={`of-${call.family}`} />
          <h2 className="cut" title={call.name}>
            {call.name}
          </h2>
          <span className="space" />
          <span className="ink-2 data details-number">
            #<Figure value={callNumber(call.row)} />
          </span>
        </div>
        <KeyValues pairs={[{ name: 'Outcome', value: <Pending held={held} /> }]} />
        {fault !== '' && (
          <p className="held-fault" role="alert">
            <Icon name="warning" size={14} />
            <span>The last order could not be carried out: {fault}.</span>
          </p>
        )}
        <Decisions phase={phase} />
      </DetailsHead>
      <Why held={held} run={run} />
      <HeldArguments held={held} />
      <HeldAnswer held={held} />
      <Bytes held={held} />
      <Stack held={held} />
    </>
  );
}

function Pending({ held }: { readonly held: HeldCall }): JSX.Element {
  const { call, phase } = held;
  if (phase === 'before') {
    return (
      <span className="outcome">
        <Icon name={call.outcome === 'denied' ? 'denied' : 'not-yet'} size={14} />
        <span>{call.outcome === 'denied' ? 'will be denied' : 'allowed, not performed yet'}</span>
      </span>
    );
  }
  return (
    <span className="outcome">
      <Icon name="not-yet" size={14} />
      <span>
        performed, <span className="data">{call.result}</span> is not given yet
      </span>
    </span>
  );
}

function Decisions({ phase }: { readonly phase: HeldCall['phase'] }): JSX.Element {
  const { stepping } = useWorkspace();
  return (
    <div className="actions">
      <Button kind="primary" keys="G" onPress={() => void stepping.decide({ kind: 'go' })}>
        Let it go
      </Button>
      {phase === 'before' && (
        <Button icon="denied" keys="X" onPress={() => void stepping.decide({ kind: 'deny' })}>
          Deny once
        </Button>
      )}
    </div>
  );
}

function Why({ held, run }: { readonly held: HeldCall; readonly run: RunSummary }): JSX.Element {
  const { place } = useWorkspace();
  const { why } = held.call;
  const openRule = (): void =>
    place
      .getState()
      .go({ screen: 'policy', module: run.module, selection: { kind: 'rule', module: run.module, pointer: why.pointer } });
  return (
    <DetailsSection title="Why" keys="Ctrl+." id="why">
      <p className="sentence">{why.sentence}</p>
      <div className="actions">
        <Button icon="policy" onPress={openRule} title={why.ruleText}>
          {why.rule === 0 ? 'Open the policy' : `Open rule ${why.rule}`}
        </Button>
      </div>
    </DetailsSection>
  );
}

const VERB = {
  read: 'reads',
  wrote: 'writes',
  stdout: 'to stdout',
  stderr: 'to stderr',
  secret: 'writes',
  sent: 'to a file',
} as const;

function Bytes({ held }: { readonly held: HeldCall }): JSX.Element {
  const { bytes, family, memoryPages } = held.call;
  return (
    <DetailsSection title="Bytes">
      {bytes.length === 0 && <p className="ink-3">none known yet</p>}
      {bytes.map((access, index) => (
        <AccessBytes
          key={index}
          access={access}
          family={family}
          verb={VERB[access.kind]}
          label={`Bytes it ${VERB[access.kind]}`}
        />
      ))}
      <KeyValues pairs={[{ name: 'memory', data: true, value: bytesText(memoryPages * 65_536) }]} />
    </DetailsSection>
  );
}

function Stack({ held }: { readonly held: HeldCall }): JSX.Element {
  return (
    <DetailsSection title="Stack">
      <Frames stack={held.stack} />
    </DetailsSection>
  );
}
