// Something the user can do, by key, by the palette or by a button. All are in one list, so that help and palette are complete.
import type { IconName } from '../ui/icon.tsx';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: 'Run' | 'Go to' | 'Trace' | 'Range' | 'Window' | 'Modules' | 'Policy' | 'Audit' | 'Sessions';
  /** `Ctrl+K`, `Shift+F5`, `]`. The first is shown. Ctrl is Cmd on macOS. */
  readonly keys: readonly string[];
  readonly icon?: IconName;
  /** A word on what it would act on just now. */
  readonly says?: string | undefined;
  /** Absent means always. */
  readonly when?: (() => boolean) | undefined;
  readonly run: () => void;
}

export function isPossible(command: Command): boolean {
  return command.when?.() ?? true;
}
