// Panes side by side with a handle between them: by pointer, by arrow keys, double click resets.
import type { JSX, ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import './split.css';

export interface SplitPane {
  readonly id: string;
  readonly content: ReactNode;
  /** Pixels; the one without takes what is left. */
  readonly size?: number;
  readonly least?: number;
}

export interface SplitProps {
  readonly id: string;
  readonly direction: 'row' | 'column';
  readonly panes: readonly SplitPane[];
  readonly onResize?: (pane: string, pixels: number) => void;
}

export function Split({ id, direction, panes, onResize }: SplitProps): JSX.Element {
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
