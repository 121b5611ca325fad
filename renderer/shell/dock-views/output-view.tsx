// What the guest printed, line by line, with everything that would steer a terminal made visible. Lines in view only.
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type JSX } from 'react';
import type { RunOutput } from '../../store/output.ts';
import { useRun, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { bytesText, countText } from '../../ui/quantities.ts';
import './dock-views.css';

const LINE = 20;
const PAD = 8;

export function OutputView(): JSX.Element {
  const output = useOutput();
  const run = useRun();
  if (output === null || run === null) return <div className="output-none">No run yet. What the guest prints appears here.</div>;
  if (output.length === 0) {
    return (
      <div className="output-none">{run.state === 'ended' ? `Run ${run.number} printed nothing.` : 'Nothing printed yet.'}</div>
    );
  }
  return <OutputLines output={output} />;
}

function OutputLines({ output }: { readonly output: RunOutput }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ first: 0, lines: 30 });
  const stick = useRef(true);
  const lastTop = useRef(0);
  const look = useCallback((): void => {
    const element = box.current;
    if (element === null) return;
    // Only a way upwards lets go of the end: the content may grow before the scroll event of our own move comes.
    if (element.scrollTop + element.clientHeight >= element.scrollHeight - LINE) stick.current = true;
    else if (element.scrollTop < lastTop.current) stick.current = false;
    lastTop.current = element.scrollTop;
    const first = Math.max(0, Math.floor((element.scrollTop - PAD) / LINE) - 2);
    const lines = Math.ceil(element.clientHeight / LINE) + 4;
    setView((before) => (before.first === first && before.lines === lines ? before : { first, lines }));
  }, []);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const sizes = new ResizeObserver(() => {
      if (stick.current) element.scrollTop = element.scrollHeight;
      look();
    });
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [look]);
  useEffect(() => {
    const element = box.current;
    if (element !== null && stick.current) element.scrollTop = element.scrollHeight;
    look();
  }, [output.version, look]);
  const last = Math.min(output.length, view.first + view.lines);
  return (
    <div
      ref={box}
      className="output data"
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Output of the guest"
      onScroll={look}
    >
      <div style={{ height: output.length * LINE + 2 * PAD, position: 'relative' }}>
        {Array.from({ length: Math.max(0, last - view.first) }, (_, offset) => {
          const index = view.first + offset;
          const line = output.line(index);
          return (
            <div key={index} className={`output-line ${line?.from ?? ''}`} style={{ top: PAD + index * LINE }}>
              <span className="output-number">{index + 1 + output.dropped}</span>
              {line?.from === 'stderr' && <span className="unseen">stderr: </span>}
              <span className="output-text">{line?.text}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

export function OutputFacts(): JSX.Element | null {
  const output = useOutput();
  const run = useRun();
  if (output === null || run === null || output.length === 0) return null;
  const save = (): void => {
    const address = URL.createObjectURL(output.file());
    const link = document.createElement('a');
    link.href = address;
    link.download = `run-${run.number}-output.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
  return (
    <>
      <span className="line small">
        <span className="output-key" aria-hidden="true" /> stderr
      </span>
      <span className="upright" />
      <span>
        {countText(output.length + output.dropped, 'line')}, {bytesText(output.bytes)}
        {output.dropped > 0 ? `, the first ${countText(output.dropped, 'line')} let go` : ''}
      </span>
      <Button kind="quiet" icon="save" onPress={save}>
        Save as file
      </Button>
    </>
  );
}

function useOutput(): RunOutput | null {
  const workspace = useWorkspace();
  const run = useRun();
  const id = run?.id ?? null;
  const output = useMemo(() => (id === null ? null : workspace.output(id)), [workspace, id]);
  useSyncExternalStore(output?.subscribe ?? subscribeNever, () => output?.version ?? 0);
  return output;
}

function subscribeNever(): () => void {
  return () => undefined;
}
