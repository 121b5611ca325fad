// The guest's memory as it was at the selected call, before or after it: what the call read, wrote and changed, who wrote what is
// seen, and the guest's stack. A replay stands there meanwhile; the run itself is long over, which the head says.
import { useCallback, useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import type { CommandOutput } from '../../../app/contract/contract.ts';
import type { CallDetails, RunSummary } from '../../../app/contract/schemas.ts';
import { failureText, useAnswer } from '../../store/use-answer.ts';
import { usePlace, useRun, useWorkspace } from '../../store/use-workspace.ts';
import { Frames } from '../../ui/frames.tsx';
import { Button, ToolButton } from '../../ui/button.tsx';
import { callNumber } from '../../ui/call-number.ts';
import { Choice, Field } from '../../ui/field.tsx';
import { useSelectedCall } from './use-selected-call.ts';
import { HexView, type ByteRange } from '../../ui/hex-view.tsx';
import { addressText, bytesText } from '../../ui/quantities.ts';
import { Broken, Busy } from '../../ui/states.tsx';
import { meaningsAt, moved, readAddress, WINDOW_BYTES, windowAt } from './memory-window.ts';
import './dock-views.css';
import './memory-view.css';

type Seen = CommandOutput<'trace.look'>;
type Phase = Seen['phase'];

const TOUCHES: ReadonlySet<string> = new Set(['read', 'wrote', 'secret', 'sent', 'stdout', 'stderr']);

export function MemoryFacts(): null {
  return null;
}

export function MemoryView(): JSX.Element {
  const run = useRun();
  const call = useSelectedCall();
  if (run !== null && run.state !== 'ended')
    return <div className="output-none">Run {run.number} goes on. Its memory can be looked back at when it has ended.</div>;
  if (run === null || call === null)
    return <div className="output-none">No call selected. The memory as it was at a call appears here.</div>;
  return <Looking key={`${run.id} ${call.row}`} run={run} call={call} />;
}

interface LookingProps {
  readonly run: RunSummary;
  readonly call: CallDetails;
}

function Looking({ run, call }: LookingProps): JSX.Element {
  const touched = call.bytes.filter(({ kind }) => TOUCHES.has(kind));
  const [phase, setPhase] = useState<Phase>('after');
  const [address, setAddress] = useState(touched[0]?.pointer ?? 0);
  const [start, setStart] = useState(() => windowAt(touched[0]?.pointer ?? 0));
  const before = useLook(run.id, call.row, 'before', start);
  const after = useLook(run.id, call.row, 'after', before.value === null ? null : start);
  const pair = useLatestPair(start, before.value, after.value);
  const goTo = (to: number): void => {
    setAddress(to);
    setStart(windowAt(to));
  };
  if (before.failure !== null || after.failure !== null)
    return <Broken title="This moment cannot be looked at" code="LOOK" message={failureText(before.failure ?? after.failure)} />;
  if (before.cancelled) return <div className="output-none">Cancelled. Select the call again to look at it.</div>;
  if (pair === null) return <Replaying run={run.id} call={call} onCancel={before.cancel} />;
  return <Shown {...{ run, call, phase, address, goTo, touched }} {...pair} onPhase={setPhase} onStart={setStart} />;
}

interface Pair {
  readonly start: number;
  readonly before: Seen;
  /** Null until it is there. */
  readonly after: Seen | null;
}

/** While another window is on its way, the one before stays in view. */
function useLatestPair(start: number, before: Seen | null, after: Seen | null): Pair | null {
  const pair = useMemo(() => (before === null ? null : { start, before, after }), [start, before, after]);
  const [latest, setLatest] = useState(pair);
  useEffect(() => {
    if (pair !== null) setLatest(pair);
  }, [pair]);
  return pair ?? latest;
}

interface ShownProps extends LookingProps {
  readonly phase: Phase;
  readonly address: number;
  readonly start: number;
  readonly touched: CallDetails['bytes'];
  readonly before: Seen;
  readonly after: Seen | null;
  readonly onPhase: (phase: Phase) => void;
  readonly onStart: (start: number) => void;
  readonly goTo: (address: number) => void;
}

function Shown(props: ShownProps): JSX.Element {
  const { run, call, phase, address, start, touched, before, after, onStart, goTo, onPhase } = props;
  const seen = phase === 'before' ? before : (after ?? before);
  const ranges: ByteRange[] = touched.map(({ pointer, length }) => ({ from: pointer, to: pointer + length }));
  const changed = (at: number): boolean =>
    after !== null && after.bytes[at - start] !== undefined && before.bytes[at - start] !== after.bytes[at - start];
  const onKeyDown = (event: KeyboardEvent): void => {
    // Letters of an address are no commands of the view around it.
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const windows = { PageDown: 1, PageUp: -1 }[event.key];
    if (windows !== undefined) onStart(moved(start, windows, seen.memoryBytes));
    else if (event.key === 'b' || event.key === 'B') onPhase(phase === 'before' ? 'after' : 'before');
    else return;
    event.preventDefault();
  };
  return (
    <div className="memory" tabIndex={0} role="group" aria-label="Memory" onKeyDown={onKeyDown}>
      <div className="memory-head">
        <Choice
          label="Moment"
          options={[
            { id: 'before', title: 'before' },
            { id: 'after', title: 'after' },
          ]}
          chosen={phase}
          onChoose={onPhase}
        />
        <span className="strong">
          call #{callNumber(call.row)}, {call.name}
        </span>
        <span className="ink-2 cut">
          looked back at by a replay; run {run.number} ended after {run.calls} calls
        </span>
        <span className="space" />
        <AddressField address={address} onGo={goTo} />
        <ToolButton
          icon="chevron-up"
          label="Earlier addresses"
          keys="PageUp"
          onPress={() => onStart(moved(start, -1, seen.memoryBytes))}
        />
        <ToolButton
          icon="chevron-down"
          label="Later addresses"
          keys="PageDown"
          onPress={() => onStart(moved(start, 1, seen.memoryBytes))}
        />
      </div>
      <div className="memory-parts">
        {seen.bytes.length === 0 ? (
          <p className="output-none">
            The memory ends at {addressText(seen.memoryBytes)} ({bytesText(seen.memoryBytes)}).
          </p>
        ) : (
          <HexView
            bytes={seen.bytes}
            start={start}
            marked={ranges}
            changed={changed}
            markClass={`of-${call.family}`}
            label={`Memory ${phase} call ${callNumber(call.row)}, from ${addressText(start)}`}
          />
        )}
        <Beside seen={seen} start={start} address={address} />
      </div>
    </div>
  );
}

/** What stands at the address, who wrote what is in view, and where the guest was. */
function Beside({
  seen,
  start,
  address,
}: {
  readonly seen: Seen;
  readonly start: number;
  readonly address: number;
}): JSX.Element {
  const { place } = useWorkspace();
  const { run } = usePlace((state) => state);
  return (
    <div className="memory-beside">
      <h2>At {addressText(address)}</h2>
      <p className="data memory-meanings">
        {meaningsAt(seen.bytes, address - start).map(({ type, value }) => (
          <span key={type}>
            <span className="ink-3">{type}</span> {value}
          </span>
        ))}
      </p>
      <h2>Written by</h2>
      <ul className="memory-writes">
        {seen.writes.map(({ from, to, row, name }) => (
          <li key={from}>
            <span className="data">
              {addressText(from)} – {addressText(to - 1)}
            </span>
            <Button kind="quiet" onPress={() => run !== null && place.getState().move({ selection: { kind: 'call', run, row } })}>
              {name} #{callNumber(row)}
            </Button>
          </li>
        ))}
        <li className="ink-3">
          {seen.complete
            ? 'All else: no host call; the guest itself, or there from the start.'
            : 'All else: not known, it lies too far back.'}
        </li>
      </ul>
      <h2>Stack</h2>
      <Frames stack={seen.stack} />
    </div>
  );
}

function AddressField({ address, onGo }: { readonly address: number; readonly onGo: (address: number) => void }): JSX.Element {
  const [text, setText] = useState(() => addressText(address));
  const typed = readAddress(text);
  return (
    <Field
      label="Address, Enter goes there"
      data
      value={text}
      wrong={typed === undefined}
      onChange={setText}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && typed !== undefined) onGo(typed);
      }}
    />
  );
}

interface ReplayingProps {
  readonly run: string;
  readonly call: CallDetails;
  readonly onCancel: () => void;
}

function Replaying({ run, call, onCancel }: ReplayingProps): JSX.Element {
  const { client } = useWorkspace();
  const [share, setShare] = useState<number | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const { done } of client.stream('trace.looking', { run }, { signal: abort.signal }))
        setShare(Math.min(1, done / Math.max(1, call.row)));
    };
    // A replay that fails says so by its own answer.
    follow().catch(() => undefined);
    return () => abort.abort();
  }, [client, run, call.row]);
  return <Busy title={`Replaying up to call #${callNumber(call.row)}`} share={share} onCancel={onCancel} />;
}

interface Look {
  readonly value: Seen | null;
  readonly failure: unknown;
  readonly cancelled: boolean;
  readonly cancel: () => void;
}

/** Asks for a window, taking the question back when it is not wanted any more; null asks nothing. */
function useLook(run: string, row: number, phase: Phase, start: number | null): Look {
  const { client } = useWorkspace();
  const abort = useRef<AbortController | null>(null);
  const [cancelled, setCancelled] = useState(false);
  const { value, failure } = useAnswer(start === null ? null : `${run} ${row} ${phase} ${start}`, 0, () => {
    abort.current?.abort();
    abort.current = new AbortController();
    const wish = { run, row, phase, address: start ?? 0, length: WINDOW_BYTES };
    return client.call('trace.look', wish, { signal: abort.current.signal });
  });
  useEffect(() => () => abort.current?.abort(), []);
  const cancel = useCallback(() => {
    setCancelled(true);
    abort.current?.abort();
  }, []);
  return { value, failure: cancelled ? null : failure, cancelled, cancel };
}
