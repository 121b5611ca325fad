// What a host tells of the isolation around its guests, and how it is asked to try it anew.
import type { IsolationStatus } from '../contract/isolation-schema.ts';
import type { AppInfo } from '../contract/schemas.ts';

export interface Isolation {
  /** As known by now: it is found while the app runs already. */
  status(): IsolationStatus;
  /** Tries it, or waits for the test under way; what went wrong stands in the status. */
  test(): Promise<IsolationStatus>;
}

/** The layers in short, for the facts about the app. A layer that was not tried counts as on where guests are started with it. */
export function layersInShort({ layers }: IsolationStatus): AppInfo['isolation'] {
  return layers.map(({ layer, state, says }) => ({ layer, on: state === 'held' || state === 'untried', says }));
}
