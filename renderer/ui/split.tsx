// Panes side by side with a handle between them: by pointer, by arrow keys, double click resets. In a narrow window, where the
// panes have titles, they become tabs.
import { useState, type JSX, type ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Tabs } from './tabs.tsx';
import { useNarrow } from './use-narrow.ts';
import './split.css';

export interface SplitPane {
  readonly id: string;
  readonly content: ReactNode;
  /** Pixels; the one without takes what is left. */
  readonly size?: number;
  readonly least?: number;
  /** Named, it becomes a tab where there is no room. */
  readonly title?: string;
}

export interface SplitProps {
  readonly id: string;
  readonly direction: 'row' | 'column';
  readonly panes: readonly SplitPane[];
  readonly onResize?: (pane: string, pixels: number) => void;
}

export function Split(props: SplitProps): JSX.Element {
  const narrow = useNarrow();
  return narrow && props.panes.every((pane) => pane.title !== undefined) ? <TabbedPanes {...props} /> : <SizedPanes {...props} />;
}

function TabbedPanes({ panes }: SplitProps): JSX.Element {
  const [chosen, setChosen] = useState(panes[0]?.id ?? '');
  return (
    <div className="tabbed-panes">
      <Tabs
        label="Panes"
        tabs={panes.map((pane) => ({ id: pane.id, title: pane.title ?? pane.id }))}
        chosen={chosen}
        onChoose={setChosen}
      >
        {panes.find((pane) => pane.id === chosen)?.content}
      </Tabs>
    </div>
  );
}

function SizedPanes({ id, direction, panes, onResize }: SplitProps): JSX.Element {
  return (
    <Group id={id} orientation={direction === 'row' ? 'horizontal' : 'vertical'} className={`split split-${direction}`}>
      {panes.flatMap((pane, index) => [
        index > 0 && <Separator key={`handle ${pane.id}`} className="split-handle" aria-label={`Size of ${pane.id}`} />,
        <Panel
          key={pane.id}
          id={pane.id}
          className="split-pane"
          defaultSize={pane.size}
          minSize={pane.least ?? 80}
          groupResizeBehavior={pane.size === undefined ? 'preserve-relative-size' : 'preserve-pixel-size'}
          onResize={(size, _id, before) => {
            if (before !== undefined && pane.size !== undefined) onResize?.(pane.id, Math.round(size.inPixels));
          }}
        >
          {pane.content}
        </Panel>,
      ])}
    </Group>
  );
}
