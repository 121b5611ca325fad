// Tells a page which of its lists are stale, in one stream, at most ten times a second.
import type { Platform, Signal } from '../../sandbox-core/index.ts';
import type { StreamItem } from '../contract/contract.ts';
import { Latch, pause } from './latch.ts';

export interface ChangeSources {
  readonly platform: Pick<Platform, 'timers'>;
  readonly modules: Signal<void>;
  readonly runs: Signal<void>;
  readonly grants: Signal<void>;
}

type Changes = StreamItem<'app.changes'>;

const CHANGES_MILLISECONDS = 100;

export async function* changes(sources: ChangeSources, abort: AbortSignal): AsyncGenerator<Changes> {
  let stale: Changes = { modules: false, runs: false, grants: false };
  const disposers = [
    sources.modules.listen(() => (stale = { ...stale, modules: true })),
    // A module's summary shows its last run.
    sources.runs.listen(() => (stale = { ...stale, runs: true, modules: true })),
    sources.grants.listen(() => (stale = { ...stale, grants: true })),
  ];
  const latch = new Latch(sources.modules, sources.runs, sources.grants);
  try {
    while (!abort.aborted) {
      await latch.next(abort);
      if (abort.aborted) return;
      const item = stale;
      stale = { modules: false, runs: false, grants: false };
      yield item;
      await pause(sources.platform, CHANGES_MILLISECONDS, abort);
    }
  } finally {
    latch.dispose();
    for (const dispose of disposers) dispose();
  }
}
