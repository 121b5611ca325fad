// The bottom dock: second views of the same moment. Closed, only its tabs stand.
import type { ComponentType, JSX } from 'react';
import type { DockView, Screen } from '../screens/screen.ts';
import { useLayout, useWorkspace } from '../store/use-workspace.ts';
import { ToolButton } from '../ui/button.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { ViewBoundary } from '../ui/view-boundary.tsx';
import { BytesFacts, BytesView } from './dock-views/bytes-view.tsx';
import { IsolationFacts, IsolationView } from './dock-views/isolation-view.tsx';
import { MemoryFacts, MemoryView } from './dock-views/memory-view.tsx';
import { OutputFacts, OutputView } from './dock-views/output-view.tsx';

interface DockViewParts {
  readonly title: string;
  readonly Content: ComponentType;
  /** What stands at the right end of the tabs. */
  readonly Facts: ComponentType;
}

const VIEWS: Readonly<Record<Exclude<DockView, 'details'>, DockViewParts>> = {
  isolation: { title: 'Isolation', Content: IsolationView, Facts: IsolationFacts },
  output: { title: 'Output', Content: OutputView, Facts: OutputFacts },
  bytes: { title: 'Bytes', Content: BytesView, Facts: BytesFacts },
  memory: { title: 'Memory', Content: MemoryView, Facts: MemoryFacts },
};

function partsOf(view: DockView, screen: Screen): DockViewParts {
  return view === 'details' ? { title: 'Details', Content: screen.Details, Facts: NoFacts } : VIEWS[view];
}

function NoFacts(): null {
  return null;
}

export function Dock({ screen, open }: { readonly screen: Screen; readonly open: boolean }): JSX.Element {
  const { layout } = useWorkspace();
  const kept = useLayout((state) => state.dockTab[screen.id]);
  const views: readonly DockView[] = useNarrow() ? [...screen.dock, 'details'] : screen.dock;
  const tab = views.find((view) => view === kept) ?? views[0] ?? 'output';
  const { Content, Facts } = partsOf(tab, screen);
  const setOpen = (to: boolean): void => {
    const { change, dock } = layout.getState();
    change({ dock: { ...dock, [screen.id]: to } });
  };
  const choose = (to: DockView): void => {
    const { change, dockTab } = layout.getState();
    change({ dockTab: { ...dockTab, [screen.id]: to } });
    setOpen(true);
  };
  return (
    <section className="dock" aria-label="Bottom dock" data-pane="Dock" tabIndex={-1}>
      <Tabs
        label="Second views"
        tabs={views.map((view) => ({ id: view, title: partsOf(view, screen).title }))}
        chosen={open ? tab : null}
        onChoose={choose}
        rest={
          <>
            {open && <Facts />}
            <ToolButton
              icon={open ? 'chevron-down' : 'chevron-up'}
              label={open ? 'Close the bottom dock' : 'Open the bottom dock'}
              keys="Ctrl+J"
              onPress={() => setOpen(!open)}
            />
          </>
        }
      >
        <ViewBoundary view={`${screen.id} ${tab}`}>
          <Content />
        </ViewBoundary>
      </Tabs>
    </section>
  );
}
