// Earlier versions of the policy: those that were run, and those kept on purpose. Any of them can be held against the policy as
// it is now, and brought back, which can be undone.
import { useCallback, useState, type JSX } from 'react';
import type { CommandOutput } from '../../../app/contract/contract.ts';
import { failureText, useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PaneHead } from '../../ui/pane.tsx';
import { countText, whenText } from '../../ui/quantities.ts';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import type { PolicyDocument } from './document.ts';

type Version = CommandOutput<'policy.versions'>['versions'][number];
type Comparison = CommandOutput<'policy.compare'>;

export interface PolicyVersionsProps {
  readonly module: string;
  readonly document: PolicyDocument;
  /** Counts what may have added a version. */
  readonly stamp: string;
  readonly onKeep: () => void;
}

interface Held {
  readonly number: number;
  readonly comparison: Comparison;
}

export function PolicyVersions({ module, document, stamp, onKeep }: PolicyVersionsProps): JSX.Element {
  const { client, announcements } = useWorkspace();
  const { value, failure } = useAnswer(module, stamp, () => client.call('policy.versions', { module }));
  const [held, setHeld] = useState<Held | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { texts, replace } = document;
  const withVersion = useCallback(
    (number: number, use: (before: { manifest: string; rules: string }) => Promise<void> | void): void => {
      const work = async (): Promise<void> => {
        setProblem(null);
        await use(await client.call('policy.version', { module, number }));
      };
      work().catch((thrown: unknown) => setProblem(failureText(thrown)));
    },
    [client, module],
  );
  const restore = (number: number): void =>
    withVersion(number, (before) => {
      replace(before, `restore ${number}`);
      announcements.getState().say(`Version ${number} is back. Undo takes it away again.`);
    });
  const compare = (number: number): void =>
    withVersion(number, async (before) => {
      setHeld({ number, comparison: await client.call('policy.compare', { before, after: { ...texts } }) });
    });
  if (failure !== null) return <Broken title="The versions cannot be read" code="VERSIONS" message={failureText(failure)} />;
  if (value === null) return <Busy title="Reading the versions" />;
  return (
    <div className="versions">
      <PaneHead title="Versions" facts={value.versions.length}>
        <Button keys="Ctrl+S" onPress={onKeep}>
          Keep this one
        </Button>
      </PaneHead>
      {value.versions.length === 0 && <Empty icon="save" title="No version yet" why="Each policy that is run is kept here." />}
      <ul className="version-list" aria-label="Versions">
        {value.versions.map((version) => (
          <VersionLine key={version.number} version={version} onRestore={restore} onCompare={compare} />
        ))}
      </ul>
      {!value.lasts && (
        <p className="nothing ink-3 small">They go with the engine: its file of policies cannot be opened. Its log says why.</p>
      )}
      {problem !== null && <Broken title="This cannot be done" code="VERSION" message={problem} />}
      {held !== null && <Compared held={held} />}
    </div>
  );
}

interface VersionLineProps {
  readonly version: Version;
  readonly onRestore: (number: number) => void;
  readonly onCompare: (number: number) => void;
}

function VersionLine({ version, onRestore, onCompare }: VersionLineProps): JSX.Element {
  const { number, keptAt, digest, run } = version;
  return (
    <li>
      <span className="data strong">v{number}</span>
      <span className="version-facts">
        <span className="cut">
          {run === null ? 'kept' : `run ${run}`}, {whenText(keptAt, Date.now())}
        </span>
        <span className="data ink-3 small cut" title="SHA-256 of its texts, first digits">
          {digest}
        </span>
      </span>
      <Button onPress={() => onCompare(number)}>
        Compare<span className="unseen"> version {number}</span>
      </Button>
      <Button onPress={() => onRestore(number)}>
        Restore<span className="unseen"> version {number}</span>
      </Button>
    </li>
  );
}

function Compared({ held: { number, comparison } }: { readonly held: Held }): JSX.Element {
  const { faulty, onlyBefore, onlyAfter, tried, complete } = comparison;
  if (faulty.length > 0) {
    const which = faulty.includes('after') ? 'The policy as it is now' : `Version ${number}`;
    return <p className="nothing">{which} has errors, so nothing can be compared.</p>;
  }
  return (
    <section aria-label="Comparison" aria-live="polite">
      <Differences title={`Allowed now, denied in v${number}`} icon="ok" differences={onlyAfter} />
      <Differences title={`Allowed in v${number}, denied now`} icon="denied" differences={onlyBefore} />
      <p className="nothing ink-3 small">
        {countText(tried, 'kind')} of requests tried.{' '}
        {complete ? 'There are no others.' : 'There are more: some difference may be missing.'}
      </p>
    </section>
  );
}

interface DifferencesProps {
  readonly title: string;
  readonly icon: 'ok' | 'denied';
  readonly differences: Comparison['onlyAfter'];
}

function Differences({ title, icon, differences }: DifferencesProps): JSX.Element {
  return (
    <>
      <PaneHead below title={title} facts={differences.length} />
      {differences.length === 0 && <p className="nothing ink-3">Nothing.</p>}
      <ul className="differences" aria-label={title}>
        {differences.map(({ action, resource, call, allowedBy, deniedBy }, place) => (
          <li key={place}>
            <span className="line">
              <Icon name={icon} size={14} />
              <span className="data">{action}</span>
              <span className="data cut" title={resource}>
                {resource}
              </span>
              <span className="space" />
              <span className="data ink-3 small">{call}</span>
            </span>
            <span className="ink-2 small">
              {allowedBy}; else {deniedBy}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
