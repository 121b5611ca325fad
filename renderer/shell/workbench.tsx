// The frame around every screen: top line, rail, overview, the screen itself, dock, details and status line.
import { useMemo, type JSX } from 'react';
import { SCREENS } from '../screens/screens.ts';
import type { Screen } from '../screens/screen.ts';
import { useInfo, useLayout, usePlace, useWorkspace } from '../store/use-workspace.ts';
import { useCommands } from '../commands/registry.ts';
import { Split } from '../ui/split.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { ViewBoundary } from '../ui/view-boundary.tsx';
import { CommandPalette } from './command-palette.tsx';
import { Dock } from './dock.tsx';
import { DropTarget } from './drop-target.tsx';
import { KeysHelp } from './keys-help.tsx';
import { LiveRegion } from './live-region.tsx';
import { MissBanner } from './miss-banner.tsx';
import { MissQuestion, useAskingRun } from './miss-question.tsx';
import { NoticeBar } from './notice-bar.tsx';
import { Overview } from './overview.tsx';
import { Rail } from './rail.tsx';
import { StatusLine } from './status-line.tsx';
import { TopBar } from './top-bar.tsx';
import { useOverlays } from './use-overlays.ts';
import { windowCommands } from './window-commands.ts';
import { useKeyboard } from './use-keyboard.ts';
import './workbench.css';

export function Workbench(): JSX.Element {
  const workspace = useWorkspace();
  const overlays = useOverlays();
  const info = useInfo();
  const screenName = usePlace((place) => place.screen);
  const screen = SCREENS.find((each) => each.id === screenName) ?? SCREENS[0];
  const commands = useMemo(() => windowCommands(workspace, overlays, info?.samples ?? []), [workspace, overlays, info]);
  useCommands(commands);
  const asking = useAskingRun();
  const covered = overlays.shown !== null || asking !== null;
  useKeyboard(!covered);
  if (screen === undefined) throw new Error('there are no screens');
  return (
    <DropTarget>
      <div className="workbench" inert={covered}>
        <TopBar screen={screen} onPalette={overlays.openPalette} />
        <Rail screens={SCREENS} />
        <Middle screen={screen} />
        <StatusLine />
      </div>
      {overlays.shown === 'palette' && <CommandPalette onClose={overlays.close} />}
      {overlays.shown === 'keys' && <KeysHelp title={screen.title} onClose={overlays.close} />}
      {asking !== null && <MissQuestion run={asking} />}
      <LiveRegion />
    </DropTarget>
  );
}

function Middle({ screen }: { readonly screen: Screen }): JSX.Element {
  const { layout } = useWorkspace();
  const narrow = useNarrow();
  const details = useLayout((state) => state.details[screen.id]) && !narrow;
  const center = <Center screen={screen} />;
  const aside = (
    <section className="details" aria-label="Details" data-pane="Details" tabIndex={-1}>
      <ViewBoundary view={`${screen.id} details`}>
        <screen.Details />
      </ViewBoundary>
    </section>
  );
  const keepWidth = (_pane: string, pixels: number): void => layout.getState().change({ detailsWidth: pixels });
  return (
    <main className="middle" aria-label={screen.title}>
      <Split
        id="window"
        direction="row"
        key={details ? 'with details' : 'alone'}
        onResize={keepWidth}
        panes={[
          { id: 'screen', content: center, least: 320 },
          ...(details ? [{ id: 'details', content: aside, size: layout.getState().detailsWidth, least: 240 }] : []),
        ]}
      />
    </main>
  );
}

function Center({ screen }: { readonly screen: Screen }): JSX.Element {
  const { layout } = useWorkspace();
  const open = useLayout((state) => state.dock[screen.id]);
  const main = (
    <section className="screen" data-pane={screen.title} tabIndex={-1} aria-label={`${screen.title} view`}>
      <ViewBoundary view={screen.id}>
        <screen.Main />
      </ViewBoundary>
    </section>
  );
  const dock = <Dock screen={screen} open={open} />;
  const keepHeight = (_pane: string, pixels: number): void => layout.getState().change({ dockHeight: pixels });
  return (
    <div className="center">
      <NoticeBar />
      <MissBanner />
      <Overview />
      {open ? (
        <Split
          id="center"
          direction="column"
          onResize={keepHeight}
          panes={[
            { id: 'main', content: main, least: 120 },
            { id: 'dock', content: dock, size: layout.getState().dockHeight, least: 56 },
          ]}
        />
      ) : (
        <>
          {main}
          <div className="dock-closed">{dock}</div>
        </>
      )}
    </div>
  );
}
