// Folders that a person granted outside of the page: by a native dialog or on a command line. A manifest may name them; nothing
// a page sends can make one.
import type { Signal } from '../../sandbox-core/index.ts';

export interface Grant {
  readonly name: string;
  /** Canonical host path. Never leaves the engine. */
  readonly path: string;
  readonly writable: boolean;
}

/** The host's list of grants, and the host's eye on them. */
export interface Grants {
  readonly changed: Signal<void>;
  list(): readonly Grant[];
  /** Looks at the folder again, just before it is mounted: undefined where all is well, else why not, without any host path. */
  refusal(grant: Grant): string | undefined;
}
