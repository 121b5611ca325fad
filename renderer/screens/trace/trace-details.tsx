// The selected call in full: what, when, outcome, why, arguments, bytes, links. Without one, the run itself.
import type { JSX } from 'react';
import type { CallDetails, RunSummary } from '../../../app/contract/schemas.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { usePlace, useRun, useWorkspace } from '../../store/use-workspace.ts';
import { Frames } from '../../ui/frames.tsx';
import { Button } from '../../ui/button.tsx';
import { DetailsHead, DetailsSection, KeyValues } from '../../ui/details.tsx';
import { Ending } from '../../ui/ending.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { Meter } from '../../ui/meter.tsx';
import { OUTCOME_MARK } from '../../ui/palette.ts';
import { addressText, bytesText, countText, nanosText, ofMost, shortNumber, whenText } from '../../ui/quantities.ts';
import { AccessBytes, BYTES_SHOWN } from './access-bytes.tsx';
import { CallEdits } from './call-edits.tsx';
import { HeldCallDetails } from './held-call.tsx';
import { Broken, Empty } from '../../ui/states.tsx';
import { describeFailure } from '../../ui/view-boundary.tsx';
import { MarkList, MarkOfCall } from './marks.tsx';
import './trace-details.css';
import { callNumber } from '../../ui/call-number.ts';

export function TraceDetails(): JSX.Element {
  const workspace = useWorkspace();
  const run = useRun();
  const selection = usePlace((place) => place.selection);
  const call = selection?.kind === 'call' ? selection : null;
  const { value, failure } = useAnswer(call === null ? null : `${call.run} ${call.row}`, 0, () =>
    workspace.callDetails(call?.run ?? '', call?.row ?? 0),
  );
  if (run === null)
    return <Empty icon="info" title="Nothing selected" why="What a call asked, what it got and why stands here." />;
  if (call === null && run.held !== null) return <HeldCallDetails run={run} />;
  if (call === null) return <RunDetails run={run} />;
  if (failure !== null) return <Broken title="This call cannot be read" {...describeFailure(failure)} />;
  return value === null ? <></> : <CallInFull call={value} run={run} />;
}

function CallInFull({ call, run }: { readonly call: CallDetails; readonly run: RunSummary }): JSX.Element {
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
        <KeyValues
          pairs={[
            { name: 'Outcome', value: <CallOutcome call={call} /> },
            { name: 'At', data: true, value: <Seconds nanos={call.time} /> },
            {
              name: 'Took',
              data: call.duration > 0,
              value: call.duration > 0 ? nanosText(call.duration) : <span className="ink-3">not measured</span>,
            },
          ]}
        />
      </DetailsHead>
      <CallEdits call={call} />
      <Why call={call} run={run} />
      <DetailsSection title="Arguments">
        {call.arguments.length === 0 ? (
          <p className="ink-3">none</p>
        ) : (
          <KeyValues
            pairs={call.arguments.map((argument) => ({
              name: argument.name,
              data: true,
              title: `${argument.value} ${argument.note}`,
              value: (
                <>
                  {argument.value} <span className="ink-3">{argument.note}</span>
                </>
              ),
            }))}
          />
        )}
        <KeyValues pairs={[{ name: 'result', data: true, value: call.result }]} />
      </DetailsSection>
      <Bytes call={call} />
      <Links call={call} />
      <MarkOfCall run={run.id} row={call.row} />
      <DetailsSection title="Memory">
        <KeyValues pairs={[{ name: 'Pages', data: true, value: <MemorySize pages={call.memoryPages} /> }]} />
      </DetailsSection>
    </>
  );
}

function CallOutcome({ call }: { readonly call: CallDetails }): JSX.Element {
  const mark = OUTCOME_MARK[call.outcome];
  return (
    <span className={`outcome ${call.outcome}`}>
      {mark !== null && <Icon name={mark} size={14} />}
      <span>{call.outcome === 'ok' ? 'allowed' : call.outcome === 'ended' ? 'ended the run' : call.outcome}</span>
      {call.outcome !== 'ok' && <span className="ink-2 plain cut">{call.result}</span>}
    </span>
  );
}

function Seconds({ nanos }: { readonly nanos: number }): JSX.Element {
  return (
    <span>
      <Figure value={nanos / 1e9} digits={6} /> s
    </span>
  );
}

function MemorySize({ pages }: { readonly pages: number }): JSX.Element {
  return (
    <>
      <Figure value={pages} /> <span className="ink-3">{bytesText(pages * 65_536)}</span>
    </>
  );
}

function Why({ call, run }: { readonly call: CallDetails; readonly run: RunSummary }): JSX.Element {
  const { place } = useWorkspace();
  const openRule = (): void =>
    place
      .getState()
      .go({ screen: 'policy', module: run.module, selection: { kind: 'rule', module: run.module, pointer: call.why.pointer } });
  return (
    <DetailsSection title="Why" keys="Ctrl+." id="why">
      <p className="sentence">{call.why.sentence}</p>
      <div className="actions">
        <Button icon="policy" onPress={openRule} title={call.why.ruleText}>
          {call.why.rule === 0 ? 'Open the policy' : `Open rule ${call.why.rule}`}
        </Button>
      </div>
    </DetailsSection>
  );
}

const VERB = {
  read: 'read',
  wrote: 'written',
  stdout: 'to stdout',
  stderr: 'to stderr',
  secret: 'written',
  sent: 'to a file',
} as const;

function Bytes({ call }: { readonly call: CallDetails }): JSX.Element {
  const workspace = useWorkspace();
  const show = (): void => {
    const { change, dock, dockTab } = workspace.layout.getState();
    change({ dock: { ...dock, trace: true }, dockTab: { ...dockTab, trace: 'bytes' } });
  };
  if (call.bytes.length === 0) {
    return (
      <DetailsSection title="Bytes">
        <p className="ink-3">{call.outcome === 'denied' ? 'none, the call was denied' : 'none moved'}</p>
      </DetailsSection>
    );
  }
  return (
    <DetailsSection title="Bytes">
      {call.bytes.map((access, index) => (
        <AccessBytes
          key={index}
          access={access}
          family={call.family}
          verb={VERB[access.kind]}
          label={`Bytes ${VERB[access.kind]}`}
        />
      ))}
      {call.bytes.some((access) => access.data.length > BYTES_SHOWN) && (
        <div className="actions">
          <Button onPress={show}>Show all the bytes</Button>
        </div>
      )}
    </DetailsSection>
  );
}

/** Other calls that have to do with this one. What they find stands in the filter as text. */
function Links({ call }: { readonly call: CallDetails }): JSX.Element {
  const { place } = useWorkspace();
  const only = (filter: string) => (): void => place.getState().go({ filter });
  const descriptors = new Set(
    [...call.arguments.map(({ value }) => value), call.result].flatMap((text) => /^fd (\d{1,10})$/.exec(text)?.[1] ?? []),
  );
  const touched = call.bytes.find(({ length }) => length > 0);
  return (
    <DetailsSection title="Links">
      <div className="actions links">
        <Button onPress={only(`name:${/^\w+$/.test(call.name) ? call.name : JSON.stringify(call.name)}`)}>Same function</Button>
        {[...descriptors].map((descriptor) => (
          <Button key={descriptor} onPress={only(`fd:${descriptor}`)} title={`fd:${descriptor}`}>
            Calls on fd {descriptor}
          </Button>
        ))}
        {touched !== undefined && (
          <Button
            onPress={only(`mem:${addressText(touched.pointer)}..${addressText(touched.pointer + touched.length - 1)}`)}
            title="Calls that read or wrote these bytes"
          >
            Same bytes
          </Button>
        )}
      </div>
    </DetailsSection>
  );
}

function RunDetails({ run }: { readonly run: RunSummary }): JSX.Element {
  const failures = run.denials + run.errors;
  const workspace = useWorkspace();
  const trap = run.ending?.kind === 'trapped' ? run.ending.trap : null;
  return (
    <>
      <DetailsHead>
        <div className="details-title">
          <Icon name="trace" />
          <h2>Run {run.number}</h2>
          <span className="space" />
          <span className="ink-2 small plain">{whenText(run.startedAt, Date.now())}</span>
        </div>
        <KeyValues
          pairs={[
            { name: 'Module', value: run.moduleName, title: run.moduleName },
            { name: 'Outcome', value: <Ending run={run} /> },
            { name: 'Took', data: true, value: nanosText(run.wall) },
            { name: 'Calls', data: true, value: <Figure value={run.calls} /> },
          ]}
        />
      </DetailsHead>
      <MarkList run={run.id} />
      {run.sentence !== null && (
        <DetailsSection title="Why" keys="Ctrl+." id="why">
          <p className="sentence">{run.sentence}</p>
        </DetailsSection>
      )}
      {trap !== null && (
        <DetailsSection title="Stack">
          <Frames stack={trap.stack} />
        </DetailsSection>
      )}
      <DetailsSection title="Limits">
        <dl className="limit-list">
          {run.limits.map((use) => (
            <div key={use.limit}>
              <dt className="cut">{LIMIT_WORD.get(use.limit) ?? use.limit}</dt>
              <dd>
                <Meter label={use.limit} used={use.used} most={use.most} text={limitText(use.limit, use.used, use.most)} />
              </dd>
              <dd className="data ink-2">{limitText(use.limit, use.used, use.most)}</dd>
            </div>
          ))}
        </dl>
      </DetailsSection>
      {failures > 0 && (
        <DetailsSection title="What failed">
          <p className="line">
            <span>
              {countText(run.denials, 'denial')}, {countText(run.errors, 'error')}
            </span>
          </p>
          <div className="actions">
            <Button keys="]" onPress={() => void workspace.nextFailure(false)}>
              Go to the first
            </Button>
          </div>
        </DetailsSection>
      )}
      <DetailsSection title="Keys">
        <p className="ink-2">
          <KeyHint keys="↑" /> <KeyHint keys="↓" /> select a call, <KeyHint keys="]" /> the next denial or error
        </p>
      </DetailsSection>
    </>
  );
}

const LIMIT_WORD: ReadonlyMap<string, string> = new Map([
  ['wall-time', 'Time'],
  ['cpu-time', 'Processor'],
  ['fuel', 'Fuel'],
  ['memory', 'Memory'],
  ['table-elements', 'Table'],
  ['stack', 'Stack'],
  ['output', 'Output'],
  ['input', 'Input'],
  ['open-files', 'Open files'],
  ['host-calls', 'Host calls'],
  ['host-call-rate', 'Calls a second'],
  ['denials', 'Denials'],
  ['sleep', 'Sleep'],
]);

const TIMES: ReadonlySet<string> = new Set(['wall-time', 'cpu-time', 'sleep']);
const SIZES: ReadonlySet<string> = new Set(['memory', 'stack', 'output', 'input']);

function limitText(limit: string, used: number, most: number): string {
  if (TIMES.has(limit)) return ofMost(nanosText(used), nanosText(most));
  if (SIZES.has(limit)) return ofMost(bytesText(used), bytesText(most));
  return `${short(used)} of ${short(most)}`;
}

function short(count: number): string {
  if (count >= 1e6) return `${shortNumber(count / 1e6)} M`;
  return count >= 10_000 ? `${shortNumber(count / 1e3)} k` : String(count);
}
