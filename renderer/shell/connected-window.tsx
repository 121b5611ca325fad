// Connecting, connected, or the engine is gone: the three states before there is anything to show.
import { useCallback, useEffect, useState, type JSX } from 'react';
import { openConnection } from '../connection/connection.ts';
import type { LayoutStore } from '../store/layout.ts';
import type { PlaceStore } from '../store/place.ts';
import { WorkspaceContext } from '../store/use-workspace.ts';
import { Workspace } from '../store/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Busy } from '../ui/states.tsx';
import { Workbench } from './workbench.tsx';
import './connected-window.css';

type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly workspace: Workspace }
  | { readonly kind: 'gone'; readonly why: string };

export interface ConnectedWindowProps {
  readonly layout: LayoutStore;
  readonly place: PlaceStore;
}

export function ConnectedWindow({ layout, place }: ConnectedWindowProps): JSX.Element {
  const [attempt, setAttempt] = useState(0);
  const connection = useConnection(layout, place, attempt);
  const again = useCallback(() => setAttempt((before) => before + 1), []);
  switch (connection.kind) {
    case 'connecting':
      return (
        <main className="before-window">
          <h1 className="unseen">Wasm Sandbox</h1>
          <Busy title="Connecting to the engine" says="It runs on this machine; nothing is sent elsewhere." />
        </main>
      );
    case 'gone':
      return (
        <main className="before-window">
          <div className="gone" role="alert">
            <Icon name="disconnected" size={20} />
            <h1>The engine is gone</h1>
            <p className="ink-2">{connection.why}</p>
            <p className="ink-2">Recorded runs are kept. Layout and place are, too.</p>
            <div className="empty-actions">
              <Button kind="primary" large onPress={again}>
                Connect again
              </Button>
            </div>
          </div>
        </main>
      );
    case 'open':
      return (
        <WorkspaceContext value={connection.workspace}>
          <Workbench />
        </WorkspaceContext>
      );
  }
}

function useConnection(layout: LayoutStore, place: PlaceStore, attempt: number): Connection {
  const [connection, setConnection] = useState<Connection>({ kind: 'connecting' });
  useEffect(() => {
    let current = true;
    let workspace: Workspace | null = null;
    const gone = (why: string): void => {
      if (current) setConnection({ kind: 'gone', why });
    };
    const open = async (): Promise<void> => {
      const client = await openConnection(window);
      if (!current) return client.close();
      workspace = new Workspace(client, layout, place);
      void client.closed.then(() => gone('The connection was closed.'));
      await workspace.open();
      if (current) setConnection({ kind: 'open', workspace });
    };
    setConnection({ kind: 'connecting' });
    open().catch((thrown: unknown) => gone(thrown instanceof Error ? thrown.message : String(thrown)));
    return () => {
      current = false;
      workspace?.close();
    };
  }, [layout, place, attempt]);
  return connection;
}
