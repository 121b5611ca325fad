// The isolation report of a host: what stands around a guest here, found by the engine's self-test once the host has started
// and is idle, and again when somebody asks. Until it has answered, the layers are those that guests are started with.
import { describeLayers, findIsolation, type GuestKind, type IsolationReport, type JailLayers } from '../../sandbox-core/node.ts';
import { messageOf, type GuestSpawner, type Log } from '../../sandbox-core/index.ts';
import type { IsolationStatus } from '../contract/isolation-schema.ts';
import type { Isolation } from '../services/isolation.ts';

export interface IsolationWatch extends Isolation {
  /** Ends a self-test under way; resolves when nothing of it is left. */
  stop(): Promise<void>;
}

export interface IsolationWatchOptions {
  /** What guests are started with. */
  readonly layers: JailLayers;
  readonly kind: GuestKind;
  /** What guest processes are, in a sentence. */
  readonly guests: string;
  /** Starts the self-test as guests are started, within these layers. */
  readonly spawnerFor: (layers: JailLayers) => GuestSpawner;
  readonly log: Log;
  /** The status is another than before. */
  readonly changed: () => void;
  /** Before the first test; long enough that the first page and the first guest come before it. */
  readonly idleMilliseconds?: number;
}

const IDLE_MILLISECONDS = 3000;

export function watchIsolation(options: IsolationWatchOptions): IsolationWatch {
  const abort = new AbortController();
  let status = untried(options);
  let testing: Promise<void> | undefined;
  const become = (to: Partial<IsolationStatus>): void => {
    status = { ...status, ...to };
    if (!abort.signal.aborted) options.changed();
  };
  const test = (): Promise<void> => {
    become({ state: 'testing' });
    const found = findIsolation({ ...options, signal: abort.signal }).then(
      (report) => become(tested(report, options)),
      (thrown: unknown) => become(failed(messageOf(thrown), options.log)),
    );
    return found.finally(() => (testing = undefined));
  };
  const timer = setTimeout(() => (testing ??= test()), options.idleMilliseconds ?? IDLE_MILLISECONDS).unref();
  return {
    status: () => status,
    test: async () => {
      clearTimeout(timer);
      if (!abort.signal.aborted) await (testing ??= test());
      return status;
    },
    stop: async () => {
      clearTimeout(timer);
      abort.abort();
      await testing;
    },
  };
}

function tested(report: IsolationReport, { log }: IsolationWatchOptions): Partial<IsolationStatus> {
  const out = report.attempts.filter(({ held }) => !held).map(({ attempt }) => attempt);
  if (!report.holds) log.write('warn', 'isolation', `guest processes can: ${out.join(', ') || 'not be tried'}`);
  if (report.attempts.length === 0)
    return { ...failed('The child that was to try gave no answer.', log), layers: [...report.layers] };
  return {
    state: 'tested',
    layers: [...report.layers],
    attempts: report.attempts.map((attempt) => ({ ...attempt, by: [...attempt.by] })),
    holds: report.holds,
    testedAt: Date.now(),
    failure: '',
  };
}

function failed(failure: string, log: Log): Partial<IsolationStatus> {
  log.write('warn', 'isolation', failure);
  return { state: 'failed', failure, attempts: [], holds: false };
}

function untried({ layers, kind, guests }: IsolationWatchOptions): IsolationStatus {
  return {
    state: 'untried',
    guests,
    layers: describeLayers({ layers, kind, holding: undefined }),
    attempts: [],
    holds: false,
    testedAt: null,
    failure: '',
  };
}
