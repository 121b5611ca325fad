// Every key that does something on this screen, from the same list that performs them.
import type { JSX } from 'react';
import { useAllCommands } from '../commands/registry.ts';
import { ToolButton } from '../ui/button.tsx';
import { KeyHint } from '../ui/key-hint.tsx';
import { Overlay } from './overlay.tsx';
import './keys-help.css';

/** Keys that views use themselves while they have the focus. */
const OF_LISTS = [
  { keys: ['↑', '↓', 'J', 'K'], title: 'Next, previous row' },
  { keys: ['Home', 'End'], title: 'First, last row' },
  { keys: ['PageUp', 'PageDown'], title: 'A page of rows' },
  { keys: ['Enter'], title: 'Go to it' },
  { keys: ['Space'], title: 'Peek in the details' },
];

export function KeysHelp({ title, onClose }: { readonly title: string; readonly onClose: () => void }): JSX.Element {
  const commands = useAllCommands().filter((command) => command.keys.length > 0);
  const groups = [...new Set(commands.map((command) => command.group))];
  return (
    <Overlay label={`Keys of ${title}`} className="keys-help" onClose={onClose}>
      <div className="keys-head">
        <h2>Keys of {title}</h2>
        <span className="space" />
        <ToolButton icon="close" label="Close" keys="Esc" onPress={onClose} />
      </div>
      <div className="keys-groups" tabIndex={0} ref={focusClose}>
        {groups.map((group) => (
          <KeyGroup
            key={group}
            title={group}
            entries={commands
              .filter((command) => command.group === group)
              .map(({ title: name, keys }) => ({ title: name, keys }))}
          />
        ))}
        <KeyGroup title="Lists" entries={OF_LISTS} />
      </div>
    </Overlay>
  );
}

/** The dialog takes the focus where it can be left again. */
function focusClose(list: HTMLElement | null): void {
  list?.parentElement?.querySelector('button')?.focus();
}

interface KeyGroupProps {
  readonly title: string;
  readonly entries: readonly { readonly title: string; readonly keys: readonly string[] }[];
}

function KeyGroup({ title, entries }: KeyGroupProps): JSX.Element {
  return (
    <section className="keys-group">
      <h3>{title}</h3>
      <dl>
        {entries.map((entry) => (
          <div key={entry.title}>
            <dt>{entry.title}</dt>
            <dd>
              {entry.keys.map((keys) => (
                <span key={keys}>
                  <KeyHint keys={keys} />
                  <span className="unseen">{keys}</span>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
