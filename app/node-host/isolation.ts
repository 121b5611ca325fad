// The isolation report of the browser host: what stands around a guest on this machine, found by the engine's self-test once
// the host has started and is idle. Until it has answered, the layers are those that guests are started with.
import { findIsolation, selfTestEntry, type JailLayers } from '../../sandbox-core/node.ts';
import { messageOf, type Log } from '../../sandbox-core/index.ts';
import type { AppInfo } from '../contract/schemas.ts';

export interface IsolationWatch {
  /** As known by now. */
  readonly layers: AppInfo['isolation'];
  /** Ends a self-test under way; resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/** Long enough that the first page and the first guest come before it. */
const IDLE_MILLISECONDS = 3000;

export function watchIsolation(layers: JailLayers, log: Log, found: () => void): IsolationWatch {
  const abort = new AbortController();
  let known = untried(layers);
  let testing: Promise<void> = Promise.resolve();
  const test = async (): Promise<void> => {
    const report = await findIsolation({ entry: selfTestEntry(), layers, signal: abort.signal });
    if (abort.signal.aborted) return;
    known = [...report.layers];
    const out = report.attempts.filter(({ held }) => !held).map(({ attempt }) => attempt);
    if (!report.holds) log.write('warn', 'isolation', `guest processes can: ${out.join(', ') || 'not be tried'}`);
    found();
  };
  const timer = setTimeout(() => {
    testing = test().catch((thrown: unknown) => log.write('warn', 'isolation', messageOf(thrown)));
  }, IDLE_MILLISECONDS).unref();
  return {
    get layers() {
      return known;
    },
    stop: () => {
      clearTimeout(timer);
      abort.abort();
      return testing;
    },
  };
}

function untried({ permission, bubblewrap, seccomp, limits }: JailLayers): AppInfo['isolation'] {
  const given: readonly (readonly [string, unknown])[] = [
    ['process', true],
    ['environment', true],
    ['permission model', permission],
    ['jail', bubblewrap],
    ['system calls', seccomp],
    ['resource limits', limits],
  ];
  return given.map(([layer, on]) => ({
    layer,
    on: Boolean(on),
    says: on ? 'Guest processes are started with it; whether it holds is being tried.' : 'It is not there on this machine.',
  }));
}
