// The commands there are just now: each view gives its own while it stands.
import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import type { Command } from './command.ts';

export class CommandRegistry {
  readonly #lists: { commands: readonly Command[] }[] = [];
  readonly #listeners = new Set<() => void>();
  #all: readonly Command[] = [];

  /** Adds the list; the disposer takes it away. */
  add(commands: readonly Command[]): () => void {
    const list = { commands };
    this.#lists.push(list);
    this.#changed();
    return () => {
      this.#lists.splice(this.#lists.indexOf(list), 1);
      this.#changed();
    };
  }

  readonly all = (): readonly Command[] => this.#all;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #changed(): void {
    this.#all = this.#lists.flatMap((list) => list.commands);
    for (const listener of this.#listeners) listener();
  }
}

export const CommandContext = createContext<CommandRegistry | null>(null);

export function useRegistry(): CommandRegistry {
  const registry = useContext(CommandContext);
  if (registry === null) throw new Error('no command registry around this view');
  return registry;
}

/** Offers `commands` as long as the caller stands. Keep the list the same object while it means the same. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useRegistry();
  useEffect(() => registry.add(commands), [registry, commands]);
}

export function useAllCommands(): readonly Command[] {
  const registry = useRegistry();
  return useSyncExternalStore(registry.subscribe, registry.all);
}
