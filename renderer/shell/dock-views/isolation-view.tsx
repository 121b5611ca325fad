// The layers around a guest in short, beside the modules; the Isolation screen has the whole report.
import type { JSX } from 'react';
import { layersText } from '../../store/isolation-words.ts';
import { useSession } from '../../store/use-workspace.ts';
import { LayerList } from '../../ui/layer-list.tsx';

export function IsolationView(): JSX.Element {
  const status = useSession((state) => state.isolation);
  return <LayerList brief layers={status?.layers ?? []} />;
}

export function IsolationFacts(): JSX.Element {
  const status = useSession((state) => state.isolation);
  return <span className="cut">{status === null ? '' : layersText(status)}</span>;
}
