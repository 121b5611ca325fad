// What colour and shape mean: colour is the family only, outcome is a shape in ink, so nothing depends on colour alone.
// The values stand in tokens.css; canvases read them from there, once per theme.
import type { FamilyName, OutcomeName } from './words.ts';
import type { IconName } from './icon.tsx';

/** In the order in which families are stored and drawn. */
export const FAMILY_NAMES: readonly FamilyName[] = ['files', 'time', 'random', 'env', 'network', 'stdio', 'process'];

/** The mark of an outcome; an allowed call has none. */
export const OUTCOME_MARK: Readonly<Record<OutcomeName, IconName | null>> = {
  ok: null,
  denied: 'denied',
  error: 'error',
  ended: 'trap',
};

export interface CanvasColours {
  readonly ground: string;
  readonly chrome: string;
  readonly line: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly ring: string;
  readonly font: string;
  /** By family index. */
  readonly families: readonly string[];
}

/** The present theme's colours as a canvas wants them. */
export function canvasColours(element: Element): CanvasColours {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ground: value('--ground'),
    chrome: value('--chrome'),
    line: value('--line'),
    ink: value('--fg'),
    ink2: value('--fg-2'),
    ink3: value('--fg-3'),
    ring: value('--ring'),
    font: value('--font-ui'),
    families: FAMILY_NAMES.map((family) => value(`--${family}`)),
  };
}
