// Keys to commands, for the whole window. A view that used a key itself has prevented its default; then nothing happens here.
import { useEffect } from 'react';
import { commandFor, isClaimed, isTextField } from '../commands/keymap.ts';
import { useAllCommands } from '../commands/registry.ts';

export function useKeyboard(enabled: boolean): void {
  const commands = useAllCommands();
  useEffect(() => {
    if (!enabled) return;
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const command = commandFor(event, isTextField(event.target), commands);
      if (command !== null || isClaimed(event, isTextField(event.target), commands)) event.preventDefault();
      command?.run();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [enabled, commands]);
}
