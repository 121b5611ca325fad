// Looking back at past calls of ended runs: one guest at a time stands where somebody looks, and is ended when nobody has for a
// while.
import {
  callNameAt,
  lastWrites,
  LookBack,
  readModule,
  SandboxError,
  visibleText,
  type Disposer,
  type GuestPool,
  type Platform,
  type Recording,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput, StreamInput, StreamItem } from '../contract/contract.ts';
import { framesForPage } from './frames-for-page.ts';
import { pause } from './latch.ts';

export interface LookingBackOptions {
  readonly platform: Platform;
  readonly guests: GuestPool;
  /** A reader of its own, to be closed. Throws NOT_FOUND. */
  readonly openRecording: (run: string) => Recording;
  /** The module of this digest where it is open. */
  readonly moduleBytes: (digest: string) => Uint8Array | undefined;
}

interface Kept {
  readonly run: string;
  readonly recording: Recording;
  readonly look: LookBack;
}

const IDLE_MILLISECONDS = 120_000;
const MILLISECONDS_BETWEEN = 100;

export class LookingBack {
  readonly #options: LookingBackOptions;
  #kept: Kept | undefined;
  #idle: Disposer | undefined;

  constructor(options: LookingBackOptions) {
    this.#options = options;
  }

  async look(
    { run, row, phase, address, length }: CommandInput<'trace.look'>,
    abort: AbortSignal,
  ): Promise<CommandOutput<'trace.look'>> {
    const { look, recording } = this.#of(run);
    this.#idle?.();
    try {
      const seen = await look.look({ row, phase, address, length }, abort);
      const last = seen.phase === 'after' ? seen.row : seen.row - 1;
      const { writes, complete } = lastWrites(recording, { row: last, from: address, length: seen.bytes.length });
      return {
        row: seen.row,
        phase: seen.phase,
        memoryBytes: seen.memoryBytes,
        bytes: new Uint8Array(seen.bytes),
        stack: framesForPage(seen.stack),
        writes: writes.map((write) => ({ ...write, name: callNameAt(recording, write.row) })),
        complete,
      };
    } catch (thrown) {
      if (thrown instanceof SandboxError) throw new ContractError(thrown.code, visibleText(thrown.message));
      throw thrown;
    } finally {
      this.#idle = this.#options.platform.timers.after(IDLE_MILLISECONDS, () => this.close());
    }
  }

  async *looking({ run }: StreamInput<'trace.looking'>, abort: AbortSignal): AsyncGenerator<StreamItem<'trace.looking'>> {
    while (!abort.aborted) {
      if (this.#kept?.run === run) yield { done: this.#kept.look.rows, all: this.#kept.recording.rows };
      await pause(this.#options.platform, MILLISECONDS_BETWEEN, abort);
    }
  }

  /** Ends the guest that stands there, and closes its recording. */
  close(): void {
    this.#idle?.();
    this.#kept?.look.close();
    this.#kept?.recording.close();
    this.#kept = undefined;
  }

  #of(run: string): Kept {
    if (this.#kept?.run === run) return this.#kept;
    this.close();
    const recording = this.#options.openRecording(run);
    try {
      this.#kept = { run, recording, look: this.#lookBack(recording) };
      return this.#kept;
    } catch (thrown) {
      recording.close();
      throw thrown;
    }
  }

  #lookBack(recording: Recording): LookBack {
    const { platform, guests, moduleBytes } = this.#options;
    if (recording.outcome === undefined)
      throw new ContractError('CONFLICT', 'the run goes on; its memory can be looked back at when it has ended');
    const { moduleDigest } = recording.header;
    const bytes = recording.moduleBytes() ?? moduleBytes(moduleDigest);
    if (bytes === undefined) {
      const message = `the session does not hold its module; once the module with SHA-256 ${moduleDigest.slice(0, 12)}… is open, it can be looked back`;
      throw new ContractError('REFUSED', message);
    }
    const read = readModule(bytes);
    if (!read.ok) throw new ContractError('REFUSED', 'the module of this session cannot be read', read.diagnostics);
    return new LookBack({ platform, recording, bytes, module: read.value, guests });
  }
}
