// A module under a policy, in a process of its own, to be called from a program: the library's face of the engine.
/// <reference lib="esnext.disposable" />
import { SandboxError } from '../base/errors.ts';
import type { Ending, Outcome } from '../run/outcome.ts';
import type { CallValue } from './call-values.ts';
import { faultOf, untilStopped, type CallOptions } from './instance-calls.ts';
import type { Resident } from './resident.ts';
import { SandboxInstance } from './sandbox-instance.ts';
import type { SandboxParts } from './sandbox-parts.ts';
import type { StopSignal } from '../base/stop-signal.ts';
import { NO_COUNTS, sumOf, totalsOf, type Counts, type SandboxUsage } from './usage.ts';

export interface RunInput {
  readonly stdin?: Uint8Array | string;
  readonly signal?: StopSignal;
}

/** Instances made by one command: enough to spare the way between processes, few enough for a call to come in between. */
const AT_ONCE = 250;

export class Sandbox {
  readonly #parts: SandboxParts;
  readonly #instances = new Set<SandboxInstance>();
  /** What instances had used that are gone. */
  #past: Counts = NO_COUNTS;
  #own: Promise<SandboxInstance> | undefined;

  /** Made by a SandboxBuilder alone. */
  constructor(parts: SandboxParts) {
    this.#parts = parts;
  }

  /** Names of the exported functions. Guest text. */
  get exports(): readonly string[] {
    return [...this.#parts.functions.keys()];
  }

  /** Process id of the guest's process, while there is one. */
  get pid(): number | undefined {
    return this.#parts.tenant.pid;
  }

  /** Calls a function of the sandbox's own instance, which is made at the first call. See SandboxInstance.call. */
  async call(name: string, values: readonly unknown[] = [], options: CallOptions = {}): Promise<CallValue> {
    const own = (this.#own ??= this.instance());
    // One that could not be made is tried anew at the next call.
    own.catch(() => (this.#own = undefined));
    return (await own).call(name, values, options);
  }

  /** Makes the sandbox's own instance as if new. */
  async reset(): Promise<void> {
    await (await this.#own)?.reset();
  }

  /** A further instance of the module. Rejects with a GuestError when its start function or `_initialize` ended badly. */
  async instance(): Promise<SandboxInstance> {
    const [instance] = await this.instances(1);
    if (instance === undefined) throw new SandboxError('INTERNAL', 'no instance was made');
    return instance;
  }

  /** Further instances, spread over the sandbox's threads. Rejects when one of them could not be made; then none is. */
  async instances(count: number): Promise<readonly SandboxInstance[]> {
    this.#mustBeOpen();
    const size = this.#parts.hasEntries ? 1 : AT_ONCE;
    const sizes = Array.from({ length: Math.ceil(count / size) }, (_, index) => Math.min(size, count - index * size));
    const residents = (await Promise.all(sizes.map((each) => this.#parts.tenant.open(each, NO_INPUT)))).flat();
    const failed = residents.find(({ ending }) => ending !== undefined);
    if (failed?.ending) {
      const { ending } = failed;
      for (const resident of residents) this.#leave(resident);
      this.#mustBeOpen();
      throw faultOf(this.#parts, failed, ending);
    }
    return residents.map((resident) => this.#hold(resident));
  }

  /** Runs a command (a module with `_start`) once, in an instance of its own. However it ends, that is the outcome. */
  async run({ stdin = NO_INPUT, signal }: RunInput = {}): Promise<Outcome> {
    this.#mustBeOpen();
    if (!this.#parts.functions.has('_start')) {
      throw new SandboxError('BAD_REQUEST', 'the module is no command: it exports no function "_start"');
    }
    const input = typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin;
    const [resident] = await this.#parts.tenant.open(1, input);
    if (resident === undefined) throw new SandboxError('INTERNAL', 'no instance was made');
    try {
      return await this.#runOn(resident, signal);
    } finally {
      this.#leave(resident);
    }
  }

  /** By instance and in sum. */
  usage(): SandboxUsage {
    const instances = [...this.#instances].map((instance) => instance.usage());
    return { instances, total: instances.reduce<Counts>((sum, each) => sumOf(sum, each), this.#past) };
  }

  /** Ends the guest's process and everything in it. Calls under way reject with CLOSED. */
  async close(): Promise<void> {
    await this.#parts.tenant.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #runOn(resident: Resident, signal: StopSignal | undefined): Promise<Outcome> {
    const ending = resident.ending ?? (await this.#endingOfRun(resident, signal));
    this.#mustBeOpen();
    return { ...ending, totals: totalsOf(resident.counts, this.#parts.plan.limits, ending) };
  }

  async #endingOfRun(resident: Resident, signal: StopSignal | undefined): Promise<Ending> {
    if (signal?.aborted) return { kind: 'stopped' };
    const milliseconds = this.#parts.plan.limits.wallTime / 1e6;
    const call = { name: '_start', values: [], milliseconds, fits: (values: readonly unknown[]) => values.length === 0 };
    const result = await untilStopped(this.#parts.tenant.call(resident, call), signal);
    if (result.kind === 'ended') return result.ending;
    return { kind: result.kind === 'values' ? 'returned' : 'stopped' };
  }

  #hold(resident: Resident): SandboxInstance {
    const instance: SandboxInstance = new SandboxInstance(this.#parts, resident, {
      retired: (counts) => this.#retire(counts),
      closed: () => this.#instances.delete(instance),
    });
    this.#instances.add(instance);
    return instance;
  }

  #leave(resident: Resident): void {
    this.#parts.tenant.close(resident);
    this.#retire(resident.counts);
  }

  /** Memory that was given back counts no more. */
  #retire(counts: Counts): void {
    this.#past = sumOf(this.#past, { ...counts, memory: 0 });
  }

  #mustBeOpen(): void {
    if (this.#parts.tenant.closed) throw new SandboxError('CLOSED', 'the sandbox was closed');
  }
}

const NO_INPUT = new Uint8Array(0);
