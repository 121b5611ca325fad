// What a run asks: whether a call may be let through that no rule permits. Over every screen, laid out by us alone, with what the
// engine knows. The buttons arm after a moment, so that a key or click meant for something else answers nothing (THREATS 92).
import { useEffect, useRef, useState, type JSX, type KeyboardEvent, type RefObject } from 'react';
import type { MissAnswer, MissQuestion as Question } from '../../app/contract/question-schema.ts';
import type { RunSummary } from '../../app/contract/schemas.ts';
import { failureText, useAnswer } from '../store/use-answer.ts';
import { useSession, useWorkspace } from '../store/use-workspace.ts';
import { Button } from '../ui/button.tsx';
import { callNumber } from '../ui/call-number.ts';
import { Icon } from '../ui/icon.tsx';
import { Broken } from '../ui/states.tsx';
import { Overlay } from './overlay.tsx';
import './miss-question.css';

const ARM_MS = 500;
const TICK_MS = 500;

type Scope = Exclude<MissAnswer, 'deny'>;

/** The run that asks, the oldest first. */
export function useAskingRun(): RunSummary | null {
  return useSession((state) => state.runs.findLast((run) => run.asking !== null) ?? null);
}

export function MissQuestion({ run }: { readonly run: RunSummary }): JSX.Element | null {
  const { asking } = useWorkspace();
  const { value: question, failure } = useAnswer(`${run.id} ${run.asking?.number ?? 0}`, 0, () => asking.question(run.id));
  if (failure !== null) return <Unreadable run={run} says={failureText(failure)} />;
  if (question === null || question.number !== run.asking?.number) return null;
  return <Asked key={`${run.id} ${question.number}`} run={run} question={question} />;
}

/** The window waits for an answer all the same: ending the run is the one thing left to do. */
function Unreadable({ run, says }: { readonly run: RunSummary; readonly says: string }): JSX.Element {
  const { asking } = useWorkspace();
  const box = useRef<HTMLDivElement>(null);
  useFocus(box, true);
  return (
    <Overlay role="alertdialog" label={`Run ${run.number} asks`} className="miss-question" onClose={() => undefined}>
      <div ref={box} tabIndex={-1} className="miss-question-inside">
        <Broken title={`What run ${run.number} asks cannot be read`} code="QUESTION" message={says} />
        <footer className="asked-foot">
          <span className="space" />
          <Button kind="primary" onPress={() => void asking.stop(run)}>
            Stop the run
          </Button>
        </footer>
      </div>
    </Overlay>
  );
}

function Asked({ run, question }: { readonly run: RunSummary; readonly question: Question }): JSX.Element {
  const { asking, announcements } = useWorkspace();
  const [scope, setScope] = useState<Scope>('call');
  const armed = useArmed();
  const box = useRef<HTMLDivElement>(null);
  useFocus(box, armed);
  const left = useTimeLeft(question);
  const answer = (given: MissAnswer): void => {
    if (armed) void asking.answer(run, question, given);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === 'F5' && event.shiftKey) {
      event.preventDefault();
      void asking.stop(run);
      return;
    }
    const key = event.key.toLowerCase();
    if (key === 'a') answer(scope);
    if (key === 'd') answer('deny');
  };
  const [first] = question.requests;
  return (
    <Overlay
      role="alertdialog"
      label={`Run ${run.number} asks`}
      describedBy="asked-why"
      className="miss-question"
      onClose={() => announcements.getState().say('The guest waits for an answer: A allows, D denies.')}
    >
      <div ref={box} tabIndex={-1} onKeyDown={onKeyDown} className="miss-question-inside">
        <header className="asked-head">
          <Icon name="files" />
          <div className="asked-what">
            <h2>
              {run.moduleName} asks to {question.requests.map(({ action }) => VERBS[action] ?? action).join(' and ')}{' '}
              <span className="data">{first?.resource}</span>
            </h2>
            <p id="asked-why" className="ink-2">
              {first?.why} The guest waits, and nothing has happened yet.
            </p>
          </div>
        </header>
        <Facts run={run} question={question} />
        <Scopes question={question} scope={scope} onChoose={setScope} />
        <footer className="asked-foot">
          <span className="ink-2 small" aria-live="off">
            {waitText(left)} The answer goes to the audit.
          </span>
          <span className="space" />
          <Button kind="quiet" keys="Shift+F5" onPress={() => void asking.stop(run)}>
            Stop the run
          </Button>
          <Button keys="A" disabled={!armed} onPress={() => answer(scope)}>
            Allow
          </Button>
          <Button kind="primary" keys="D" disabled={!armed} onPress={() => answer('deny')}>
            Deny
          </Button>
        </footer>
      </div>
    </Overlay>
  );
}

const VERBS: Readonly<Record<string, string>> = {
  'fs.read': 'read',
  'fs.list': 'list',
  'fs.write': 'write',
  'fs.create': 'create',
  'fs.delete': 'remove',
  'fs.link': 'link',
};

function Facts({ run, question }: { readonly run: RunSummary; readonly question: Question }): JSX.Element {
  const { call, row, requests, mount, stack } = question;
  return (
    <dl className="asked-facts">
      <dt>Run</dt>
      <dd>
        run {run.number}, {run.moduleName}
      </dd>
      <dt>Call</dt>
      <dd className="data">
        {call} #{callNumber(row)}
      </dd>
      {requests.slice(1).map(({ action, doing, resource }) => (
        <Fact key={action} name="Also" value={`${doing} ${resource}`} />
      ))}
      <dt>Mount</dt>
      <dd>
        <span className="data">{mount.guest}</span>, from {mount.source}
      </dd>
      <dt>Asked by</dt>
      <dd className="data cut" title="names as the module gives them">
        {stack.length === 0 ? 'unknown' : stack.map(({ functionIndex, name }) => name || `function ${functionIndex}`).join(' ← ')}
      </dd>
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd className="data">{value}</dd>
    </>
  );
}

interface ScopesProps {
  readonly question: Question;
  readonly scope: Scope;
  readonly onChoose: (scope: Scope) => void;
}

function Scopes({ question: { always }, scope, onChoose }: ScopesProps): JSX.Element {
  const choices: { id: Scope; title: string; says: string }[] = [
    { id: 'call', title: 'Only this call', says: 'asked again next time' },
    { id: 'run', title: 'This run', says: 'the same on the same file, until the run ends' },
    ...(always === null
      ? []
      : [
          {
            id: 'always' as const,
            title: 'In the policy',
            says: `from the next run on: ${always.permits} all files under ${always.guest}`,
          },
        ]),
  ];
  return (
    <fieldset className="asked-scopes">
      <legend>If you allow it</legend>
      {choices.map(({ id, title, says }) => (
        <label key={id}>
          <input type="radio" name="scope" value={id} checked={scope === id} onChange={() => onChoose(id)} />
          <span className="strong">{title}</span>
          <span className="ink-2">{says}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** On the dialog first, so that keys reach it; on what denies once that is armed; and in the end where it was before. */
function useFocus(box: RefObject<HTMLElement | null>, armed: boolean): void {
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => {
      // The window is inert until React has drawn it without the dialog.
      requestAnimationFrame(() => before instanceof HTMLElement && before.focus());
    };
  }, [box]);
  useEffect(() => {
    if (armed && document.activeElement === box.current) box.current?.querySelector<HTMLElement>('.button.primary')?.focus();
  }, [box, armed]);
}

function useArmed(): boolean {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), ARM_MS);
    return () => clearTimeout(timer);
  }, []);
  return armed;
}

/** Milliseconds until it is denied, by the engine's clock. */
function useTimeLeft({ askedAt, now, waits }: Question): number {
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(() => setPassed(performance.now() - began), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, waits - (now - askedAt) - passed);
}

function waitText(left: number): string {
  const seconds = Math.ceil(left / 1000);
  const minutes = Math.floor(seconds / 60);
  return `Waits ${minutes > 0 ? `${minutes} min ` : ''}${seconds % 60} s, then denies.`;
}
