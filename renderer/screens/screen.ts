// What a screen is to the window: a name, a key and two views. Its commands it offers itself while it stands.
import type { ComponentType } from 'react';
import type { ScreenName } from '../store/place.ts';
import type { IconName } from '../ui/icon.tsx';

/** `details` stands in the dock only where the window is too narrow for it beside the screen. */
export type DockView = 'isolation' | 'output' | 'bytes' | 'memory' | 'details';

export interface Screen {
  readonly id: ScreenName;
  readonly title: string;
  readonly icon: IconName & ScreenName;
  readonly keys: string;
  readonly Main: ComponentType;
  readonly Details: ComponentType;
  readonly dock: readonly DockView[];
}
