// The screens that exist, and the theme. A count stands only on what wants attention.
import type { JSX } from 'react';
import type { Screen } from '../screens/screen.ts';
import type { Theme } from '../store/layout.ts';
import { useLayout, usePlace, useRun, useWorkspace } from '../store/use-workspace.ts';
import { Icon } from '../ui/icon.tsx';
import './rail.css';

export function Rail({ screens }: { readonly screens: readonly Screen[] }): JSX.Element {
  const { place } = useWorkspace();
  const shown = usePlace((each) => each.screen);
  const run = useRun();
  return (
    <nav className="rail" aria-label="Screens">
      <ul>
        {screens.map((screen) => {
          const denied = screen.id === 'trace' && run !== null ? run.denials : 0;
          const live = screen.id === 'trace' && run !== null && run.state !== 'ended';
          const stands = live && (run.state === 'held' || run.state === 'frozen');
          return (
            <li key={screen.id}>
              <button
                type="button"
                className="rail-item"
                aria-label={`${screen.title}${denied > 0 ? `, ${denied} denied` : ''}${live ? `, ${stands ? 'standing still' : 'running'}` : ''}`}
                aria-current={screen.id === shown ? 'page' : undefined}
                aria-keyshortcuts={screen.keys.replace('Ctrl', 'Control')}
                title={`${screen.title}  ${screen.keys}`}
                onClick={() => place.getState().go({ screen: screen.id })}
              >
                <Icon name={screen.icon} />
                {stands ? (
                  <span className="count stands">
                    <Icon name="pause" size={12} />
                  </span>
                ) : denied > 0 ? (
                  <span className="count">{denied > 99 ? '99+' : denied}</span>
                ) : (
                  live && <span className="dot" />
                )}
              </button>
            </li>
          );
        })}
      </ul>
      <span className="space" />
      <ThemeSwitch />
    </nav>
  );
}

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

function ThemeSwitch(): JSX.Element {
  const theme = useLayout((state) => state.theme);
  const change = useLayout((state) => state.change);
  const says = theme === 'system' ? 'as the system' : theme;
  return (
    <button
      type="button"
      className="rail-item"
      aria-label={`Theme: ${says}`}
      title={`Theme: ${says}. Press for ${NEXT[theme]}.`}
      onClick={() => change({ theme: NEXT[theme] })}
    >
      <Icon name={theme === 'light' ? 'sun' : theme === 'dark' ? 'moon' : 'theme'} />
    </button>
  );
}
