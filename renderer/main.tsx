// Mounts the window. Layout and place are made here once; everything else belongs to a connection.
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { CommandContext, CommandRegistry } from './commands/registry.ts';
import { ConnectedWindow } from './shell/connected-window.tsx';
import { followTheme } from './shell/theme.ts';
import { placeOf } from './store/address.ts';
import { followAddress } from './store/follow-address.ts';
import { createLayoutStore } from './store/layout.ts';
import { createPlaceStore, START } from './store/place.ts';
import { IconSprite } from './ui/icon.tsx';

const layout = createLayoutStore(window.localStorage);
const place = createPlaceStore(placeOf(window.location.hash) ?? START);
followTheme(layout, document.documentElement);
followAddress(place, window);

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <IconSprite />
      <CommandContext value={new CommandRegistry()}>
        <ConnectedWindow layout={layout} place={place} />
      </CommandContext>
    </StrictMode>,
  );
}
