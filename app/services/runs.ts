// Runs: started under their module's manifest, watched, stopped, and kept as recordings, those of earlier days included.
import {
  visibleText,
  cutMiddle,
  chunkOutput,
  newRecording,
  newRunId,
  parseManifest,
  planRun,
  recordedOutcome,
  Signal,
  startRun,
  type Diagnostic,
  type GuestPool,
  type Manifest,
  type Module,
  type Outcome,
  type OutputPiece,
  type PlanOptions,
  type PolicyText,
  type Platform,
  type RecordingWriter,
  type Rule,
  type Run,
  type RunPlan,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, StreamItem } from '../contract/contract.ts';
import type { RunSummary } from '../contract/schemas.ts';
import type { Audit } from './audit.ts';
import type { Grants } from './grants.ts';
import { Latch, pause } from './latch.ts';
import { planMounts } from './mount-grants.ts';
import type { Recordings } from './recordings.ts';
import { runSummary, type RuleFacts } from './run-summary.ts';
import { refuseFaultyCondition } from './stepping.ts';

/** What a run needs to know of a module; the modules know more. */
export interface RunnableModule {
  readonly id: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly module: Module | undefined;
}

export interface RunsOptions {
  readonly platform: Platform;
  readonly guests: GuestPool;
  readonly grants: Grants;
  readonly recordings: Recordings;
  readonly audit: Audit;
  /** Throws NOT_FOUND. */
  readonly moduleOf: (id: string) => RunnableModule;
  /** Why the module may not run under these limits; empty when it may. */
  readonly admission: (id: string, limits: { memoryBytes: number; tableElements: number }) => readonly Diagnostic[];
}

/** What a run goes by. */
export interface RunPolicy {
  readonly manifestText: string;
  readonly policies: readonly PolicyText[];
  /** Of all of these texts. */
  readonly rules: readonly Rule[];
}

interface Entry {
  readonly id: string;
  readonly number: number;
  readonly module: string;
  readonly moduleName: string;
  readonly startedAt: number;
  readonly rules: readonly RuleFacts[];
  readonly changed: Signal<void>;
  /** Undefined for a run of an earlier day. */
  readonly run: Run | undefined;
  /** What its questions are told by, where it asks any. `sources`: of each mount, in words. */
  asks?: { readonly plan: RunPlan; readonly sources: readonly string[] } | undefined;
  /** Null while it runs. */
  outcome: Outcome | null;
  /** Settles once `outcome` is there. */
  ended: Promise<void>;
}

const MOST_AT_ONCE = 16;
/** Past these the oldest are removed, with their files. */
export const MOST_KEPT = 100;
/** At most ten summaries a second. */
const WATCH_MILLISECONDS = 100;
/** A recording that is being written is asked for news no more often than this. */
const OUTPUT_MILLISECONDS = 40;
/** Output pieces are joined up to this size. */
const OUTPUT_BYTES = 64 << 10;
/** Larger modules are named by their digest in recordings of this folder: a hundred runs of CPython would fill 3 GB. */
const MOST_EMBEDDED_MODULE = 8 << 20;

export class Runs {
  /** A run has begun, ended or gone. */
  readonly changed = new Signal<void>();
  readonly #options: RunsOptions;
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();
  #lastNumber = 0;

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#loadKept();
    this.#trim();
  }

  /** Newest first. */
  list(): RunSummary[] {
    return [...this.#entries.values()].map(summaryOf).reverse();
  }

  /** The number under which people know it; undefined for one that is not kept. */
  numberOf(id: string): number | undefined {
    return this.#entries.get(id)?.number;
  }

  /** Of those that ran here: what somebody else recorded is nothing to judge a policy by unasked. */
  lastOf(module: string): RunSummary | null {
    const { recordings } = this.#options;
    const last = [...this.#entries.values()].findLast((entry) => entry.module === module && !recordings.isForeign(entry.id));
    return last ? summaryOf(last) : null;
  }

  start({ module: id, stdin, stepping = null, observable = false }: CommandInput<'runs.start'>, policy: RunPolicy): RunSummary {
    refuseFaultyCondition(stepping);
    const open = this.#options.moduleOf(id);
    if ([...this.#entries.values()].filter(({ outcome }) => outcome === null).length >= MOST_AT_ONCE) {
      throw new ContractError('CONFLICT', `${MOST_AT_ONCE} runs are under way; one of them has to end first`);
    }
    const { manifestText, policies, rules } = policy;
    const manifest = this.#manifest(open, manifestText);
    if (!open.module) throw new ContractError('REFUSED', 'the module was refused when it was opened');
    const { platform, guests } = this.#options;
    const startedAt = platform.clock.wall();
    const plan = this.#plan(open, manifest, { rules, stepping, observable });
    const audit = this.#options.audit.forRun({ moduleName: open.name, moduleDigest: open.id, manifestText, policies });
    const number = this.#lastNumber + 1;
    const recording = this.#record(open, plan, policy, startedAt, number);
    this.#lastNumber = number;
    const run = this.#launch({
      platform,
      plan,
      bytes: open.bytes,
      module: open.module,
      stdin,
      guests,
      recording,
      audit,
      ask: 'person',
    });
    const entry = this.#follow(run, open, plan, number, Number(startedAt / 1_000_000n));
    entry.asks = plan.onMiss === 'ask' ? { plan, sources: manifest.mounts.map(({ source }) => sourceText(source)) } : undefined;
    return summaryOf(entry);
  }

  summary(id: string): RunSummary {
    return summaryOf(this.#find(id));
  }

  /** What runs; undefined for a run of an earlier day. Throws NOT_FOUND. */
  liveOf(id: string): Run | undefined {
    return this.#find(id).run;
  }

  /** With what its questions are told by; undefined for a run of an earlier day. Throws NOT_FOUND. */
  askingOf(id: string): { readonly run: Run; readonly plan: RunPlan; readonly sources: readonly string[] } | undefined {
    const { run, asks } = this.#find(id);
    return run && asks && { run, ...asks };
  }

  async stop(id: string): Promise<RunSummary> {
    const entry = this.#find(id);
    if (entry.outcome === null) this.#options.audit.person('stop', 'the run was to stop', id);
    entry.run?.stop();
    await entry.ended;
    return summaryOf(entry);
  }

  /** Taken by nobody yet. */
  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Lists a recording from elsewhere as a run that has ended. Throws as Recordings.of. */
  adopt(id: string, number: number): RunSummary {
    const entry = keptEntry(this.#options.recordings, id, number);
    this.#entries.set(id, entry);
    this.#trim();
    this.changed.emit();
    return summaryOf(entry);
  }

  /** Throws NOT_FOUND. */
  isLive(id: string): boolean {
    return this.#find(id).outcome === null;
  }

  /** Takes an ended run off the list and its file off the disk. Throws NOT_FOUND, or CONFLICT while it goes on. */
  remove(id: string): void {
    if (this.isLive(id)) throw new ContractError('CONFLICT', 'the run goes on; it has to end first');
    this.#entries.delete(id);
    this.#options.recordings.remove(id);
    this.changed.emit();
  }

  async *watch(id: string, abort: AbortSignal): AsyncGenerator<StreamItem<'runs.watch'>> {
    const entry = this.#find(id);
    const latch = new Latch(entry.changed);
    try {
      for (;;) {
        const over = entry.outcome !== null;
        yield summaryOf(entry);
        if (over) return;
        await latch.next(abort);
        // The last one is not made to wait.
        if (entry.outcome === null) await pause(this.#options.platform, WATCH_MILLISECONDS, abort);
        if (abort.aborted) return;
      }
    } finally {
      latch.dispose();
    }
  }

  async *output(id: string, abort: AbortSignal): AsyncGenerator<StreamItem<'runs.output'>> {
    const entry = this.#find(id);
    const latch = new Latch(entry.changed);
    try {
      for (let chunk = 0; !abort.aborted;) {
        const over = entry.outcome !== null;
        const { chunks } = this.#options.recordings.of(id);
        for (; chunk < chunks.length; chunk += 1) {
          // Asked for again each time: while the page is slow, another reader may have taken this one's place.
          yield* joined(chunkOutput(this.#options.recordings.of(id).chunk(chunk)));
        }
        if (over) return;
        await latch.next(abort);
        if (entry.outcome === null) await pause(this.#options.platform, OUTPUT_MILLISECONDS, abort);
      }
    } finally {
      latch.dispose();
    }
  }

  /** Stops what runs and waits for it. */
  async close(): Promise<void> {
    const live = [...this.#entries.values()].filter(({ outcome }) => outcome === null);
    for (const { run } of live) run?.stop();
    await Promise.all(live.map(({ ended }) => ended));
  }

  #find(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new ContractError('NOT_FOUND', 'there is no such run');
    return entry;
  }

  #manifest(open: RunnableModule, text: string): Manifest {
    const parsed = parseManifest(text);
    if (!parsed.ok) throw new ContractError('REFUSED', 'the manifest has faults', parsed.diagnostics);
    const { limits } = parsed.value;
    const refusals = this.#options.admission(open.id, { memoryBytes: limits.memory.most, tableElements: limits.tableElements });
    if (refusals.length > 0) throw new ContractError('REFUSED', 'the module is not admitted under this manifest', refusals);
    return parsed.value;
  }

  #plan(open: RunnableModule, manifest: Manifest, more: Pick<PlanOptions, 'rules' | 'stepping' | 'observable'>): RunPlan {
    const { platform, grants } = this.#options;
    const mounts = planMounts(manifest, grants);
    if (!mounts.ok) {
      this.#options.audit.refused(`${open.name}: ${mounts.diagnostics.map(({ message }) => message).join('; ')}`);
      throw new ContractError('REFUSED', 'the manifest mounts what was not granted', mounts.diagnostics);
    }
    const run = newRunId(platform.clock.wall(), (bytes) => platform.random(bytes));
    return planRun({ run, manifest, program: open.name, mounts: mounts.value, ...more });
  }

  #record(open: RunnableModule, plan: RunPlan, policy: RunPolicy, startedAt: bigint, number: number): RecordingWriter {
    const { manifestText, policies } = policy;
    const source = { plan, moduleName: open.name, moduleBytes: open.bytes, manifestText, policies };
    const recording = newRecording(this.#options.platform, source);
    const moduleBytes = open.bytes.length <= MOST_EMBEDDED_MODULE ? open.bytes : undefined;
    return this.#options.recordings.create(plan.run, number, { ...recording, startedAt, moduleBytes });
  }

  #launch(options: Parameters<typeof startRun>[0]): Run {
    try {
      return startRun(options);
    } catch (thrown) {
      options.recording?.close();
      this.#options.recordings.remove(options.plan.run);
      throw thrown;
    }
  }

  #follow(run: Run, open: RunnableModule, plan: RunPlan, number: number, startedAt: number): Entry {
    const changed = new Signal<void>();
    const entry: Entry = {
      id: plan.run,
      number,
      module: open.id,
      moduleName: open.name,
      startedAt,
      rules: plan.rules,
      changed,
      run,
      outcome: null,
      ended: Promise.resolve(),
    };
    entry.ended = run.ended.then((outcome) => {
      entry.outcome = outcome;
      this.#options.audit.checkpoint();
      changed.emit();
      this.#trim();
      this.changed.emit();
    });
    run.changed.listen(() => changed.emit());
    this.#entries.set(entry.id, entry);
    this.changed.emit();
    return entry;
  }

  #loadKept(): void {
    const { recordings, platform } = this.#options;
    for (const { run, number } of recordings.files()) {
      this.#lastNumber = Math.max(this.#lastNumber, number);
      try {
        this.#entries.set(run, keptEntry(recordings, run, number));
      } catch {
        // A file that is not what it should be stays where it is for whoever wants to look into it; `of` has logged why.
        platform.log.write('warn', 'runs', `run ${run} of an earlier day cannot be read and is not listed`);
      }
    }
    recordings.close();
  }

  #trim(): void {
    const ended = [...this.#entries.values()].filter(({ outcome }) => outcome !== null);
    for (const { id } of ended.slice(0, Math.max(0, this.#entries.size - MOST_KEPT))) {
      this.#entries.delete(id);
      this.#options.recordings.remove(id);
    }
  }
}

/** What a mount shows, without a host path. */
function sourceText(source: Manifest['mounts'][number]['source']): string {
  if (source.kind === 'memory') return 'memory';
  return source.kind === 'grant' ? cutMiddle(visibleText(source.name), 200) : 'a folder that was granted by its path';
}

function keptEntry(recordings: Recordings, id: string, number: number): Entry {
  const recording = recordings.of(id);
  const { header } = recording;
  return {
    id,
    number,
    module: header.moduleDigest,
    moduleName: header.moduleName,
    startedAt: Number(header.startedAt / 1_000_000n),
    rules: header.rules,
    changed: new Signal(),
    run: undefined,
    outcome: recordedOutcome(recording),
    ended: Promise.resolve(),
  };
}

function summaryOf(entry: Entry): RunSummary {
  const { outcome, run } = entry;
  const totals = outcome?.totals ?? run?.totals ?? { wall: 0, calls: 0, denials: 0, errors: 0, memory: 0, limits: [] };
  // A run that has just ended has no outcome yet.
  const live = run === undefined || run.state === 'ended' ? 'running' : run.state;
  return runSummary({
    ...entry,
    state: outcome === null ? live : 'ended',
    held: run?.held,
    question: run?.question,
    totals,
    outcome,
  });
}

/** Neighbouring pieces of one stream as one, up to a size: programs write a line at a time. */
function* joined(pieces: Iterable<OutputPiece>): Generator<StreamItem<'runs.output'>> {
  let from: OutputPiece['from'] = 'stdout';
  let held: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    if (held.length > 0 && (piece.from !== from || size + piece.bytes.length > OUTPUT_BYTES)) {
      yield { from, bytes: concatenated(held, size) };
      held = [];
      size = 0;
    }
    from = piece.from;
    held.push(piece.bytes);
    size += piece.bytes.length;
  }
  if (size > 0) yield { from, bytes: concatenated(held, size) };
}

function concatenated(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
