// What stands around a guest in this host, found by a child process that tried to get out as a hostile guest would.
import { useMemo, type JSX } from 'react';
import type { IsolationStatus } from '../../../app/contract/isolation-schema.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { layersText, verdictOf, type Verdict } from '../../store/isolation-words.ts';
import { useSession, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { LayerList } from '../../ui/layer-list.tsx';
import { PaneHead } from '../../ui/pane.tsx';
import { countText } from '../../ui/quantities.ts';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { Attempts } from './attempts.tsx';
import './isolation-screen.css';

const VERDICT_ICONS: Readonly<Record<Verdict['kind'], IconName>> = {
  held: 'isolation',
  out: 'warning',
  unknown: 'not-yet',
  failed: 'trap',
};

export function IsolationMain(): JSX.Element {
  const workspace = useWorkspace();
  const status = useSession((state) => state.isolation);
  const testing = status === null || status.state === 'testing';
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'isolation.test',
        title: 'Test the isolation again',
        group: 'Window',
        icon: 'isolation',
        keys: ['R'],
        when: () => workspace.session.getState().isolation?.state !== 'testing',
        run: () => void workspace.testIsolation(),
      },
    ],
    [workspace],
  );
  useCommands(commands);
  if (status === null) return <Busy title="Asking what stands around a guest" />;
  return (
    <>
      <Head status={status} testing={testing} onTest={() => void workspace.testIsolation()} />
      <div className="scroll" tabIndex={0} role="region" aria-label="Isolation report">
        <PaneHead title="Layers" facts={layersText(status)} />
        <LayerList layers={status.layers} />
        <PaneHead
          title="What a guest process tried"
          facts={status.attempts.length === 0 ? '' : countText(status.attempts.length, 'way')}
        />
        <Tried status={status} onTest={() => void workspace.testIsolation()} />
      </div>
    </>
  );
}

interface HeadProps {
  readonly status: IsolationStatus;
  readonly testing: boolean;
  readonly onTest: () => void;
}

function Head({ status, testing, onTest }: HeadProps): JSX.Element {
  const verdict = verdictOf(status);
  return (
    <section className="isolation-head" aria-label="Verdict">
      <Icon name={VERDICT_ICONS[verdict.kind]} size={20} />
      <div className="isolation-verdict">
        <h2>{verdict.title}</h2>
        <p className="ink-2">{verdict.says}</p>
      </div>
      <span className="space" />
      <Button large icon="isolation" keys="R" disabled={testing} onPress={onTest}>
        {testing ? 'Testing…' : status.testedAt === null ? 'Test now' : 'Test again'}
      </Button>
    </section>
  );
}

function Tried({ status, onTest }: { readonly status: IsolationStatus; readonly onTest: () => void }): JSX.Element {
  if (status.attempts.length > 0) return <Attempts attempts={status.attempts} />;
  if (status.state === 'testing') return <Busy title="A child process is trying to get out" says="This takes some seconds." />;
  if (status.state === 'failed')
    return <Broken title="Nothing could be tried" code="UNAVAILABLE" message={status.failure} onRetry={onTest} />;
  return (
    <Empty
      icon="isolation"
      title="Nothing was tried yet"
      why="Each way out that a hostile guest could try appears here, with the layer that held it."
    >
      <Button kind="primary" keys="R" onPress={onTest}>
        Test now
      </Button>
    </Empty>
  );
}
