// Session files that come from elsewhere, and what is given away of kept runs: copies without what stays at home, and regression
// tests. All of it goes through the page in pieces.
import {
  DEFAULT_EXPORT,
  exportingRecording,
  makeTest,
  newRunId,
  SandboxError,
  testZip,
  visibleText,
  type ExportChoice,
  type Platform,
  type Recording,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput, StreamInput, StreamItem } from '../contract/contract.ts';
import { MOST_PIECE } from '../contract/session-file-schemas.ts';
import type { Audit } from './audit.ts';
import { pause } from './latch.ts';
import type { Recordings } from './recordings.ts';
import type { Runs } from './runs.ts';
import type { IncomingFile, OutgoingFile, SessionsFolder } from './sessions-folder.ts';

export interface SessionFilesOptions {
  readonly platform: Platform;
  readonly folder: Pick<SessionsFolder, 'incoming' | 'outgoing'>;
  readonly recordings: Recordings;
  readonly runs: Runs;
  readonly audit: Pick<Audit, 'person'>;
  /** The module of this digest where it is open. */
  readonly moduleBytes: (digest: string) => Uint8Array | undefined;
}

interface Incoming {
  readonly file: IncomingFile;
  size: number;
  idle: () => void;
}

type MadeFile = StreamItem<'sessions.copy'>;

const MOST_BROUGHT_BYTES = 4 * 2 ** 30;
const MOST_AT_ONCE = 4;
/** A page that went away brings no more pieces. */
const IDLE_MILLISECONDS = 60_000;
/** Work between two turns of others. */
const TURN_MILLISECONDS = 20;
/** A test is put together in memory. */
const MOST_TEST_BYTES = 256 << 20;
const FUEL_SLACK = 0.05;
const NOTHING = new Uint8Array();

export class SessionFiles {
  readonly #options: SessionFilesOptions;
  readonly #incoming = new Map<number, Incoming>();
  #last = 0;

  constructor(options: SessionFilesOptions) {
    this.#options = options;
  }

  async bring(
    { file, bytes, last }: CommandInput<'sessions.bring'>,
    abort: AbortSignal,
  ): Promise<CommandOutput<'sessions.bring'>> {
    const number = file === 0 ? this.#begin() : file;
    const incoming = this.#incoming.get(number);
    if (!incoming) throw new ContractError('NOT_FOUND', 'no pieces of this file came for a while, so it was dropped');
    incoming.idle();
    incoming.size += bytes.length;
    if (incoming.size > MOST_BROUGHT_BYTES) {
      this.#drop(number);
      throw new ContractError('REFUSED', `a session file of ${MOST_BROUGHT_BYTES} bytes at most was expected`);
    }
    try {
      incoming.file.append(bytes);
    } catch (thrown) {
      // A full disk: no further piece would be of use.
      this.#drop(number);
      throw thrown;
    }
    if (!last) {
      incoming.idle = this.#options.platform.timers.after(IDLE_MILLISECONDS, () => this.#drop(number));
      return { file: number, run: null };
    }
    try {
      return { file: number, run: await this.#admit(incoming.file, abort) };
    } finally {
      this.#drop(number);
    }
  }

  /** A whole file that a person chose outside of the page. Throws REFUSED. */
  async open(bytes: Uint8Array): Promise<void> {
    const file = this.#options.folder.incoming();
    try {
      file.append(bytes);
      await this.#admit(file, new AbortController().signal);
    } finally {
      file.discard();
    }
  }

  async *copy(
    { run, leaveOut, privateTexts, module, notes }: StreamInput<'sessions.copy'>,
    abort: AbortSignal,
  ): AsyncGenerator<MadeFile> {
    this.#refuseLive(run);
    const outgoing = this.#options.folder.outgoing();
    try {
      yield* this.#made(run, outgoing, { leaveOut: new Set(leaveOut), privateTexts, module, notes }, abort);
      if (abort.aborted) return;
      this.#options.audit.person(
        'export',
        leaveOut.includes('secret') ? 'a copy of the session' : 'a copy of the session with its secrets',
        run,
      );
      const size = outgoing.size();
      for (let at = 0; at < size && !abort.aborted; at += MOST_PIECE) {
        yield { share: 1, bytes: new Uint8Array(outgoing.read(at, MOST_PIECE)), remarks: [] };
      }
    } finally {
      outgoing.discard();
    }
  }

  async *toTest({ run, name, mode, secrets }: StreamInput<'sessions.to-test'>, abort: AbortSignal): AsyncGenerator<MadeFile> {
    this.#refuseLive(run);
    const outgoing = this.#options.folder.outgoing();
    try {
      const leaveOut: ExportChoice['leaveOut'] = secrets ? new Set() : DEFAULT_EXPORT.leaveOut;
      // The module lies beside it in the test.
      yield* this.#made(run, outgoing, { leaveOut, privateTexts: false, module: false, notes: false }, abort);
      if (abort.aborted) return;
      const size = outgoing.size();
      if (size > MOST_TEST_BYTES) {
        const message = `the recording has ${size} bytes, and a test made here holds ${MOST_TEST_BYTES} at most; wasm-sandbox to-test makes larger ones`;
        throw new ContractError('REFUSED', message);
      }
      const { bytes, remarks } = this.#zipped(run, name, outgoing.read(0, size), { mode, secrets });
      this.#options.audit.person('export', secrets ? 'a regression test with its secrets' : 'a regression test', run);
      for (let at = 0; at < bytes.length && !abort.aborted; at += MOST_PIECE) {
        const end = at + MOST_PIECE;
        yield { share: 1, bytes: new Uint8Array(bytes.subarray(at, end)), remarks: end >= bytes.length ? [...remarks] : [] };
      }
    } finally {
      outgoing.discard();
    }
  }

  /** Drops what was not brought to its end. */
  close(): void {
    for (const number of this.#incoming.keys()) this.#drop(number);
  }

  #begin(): number {
    if (this.#incoming.size >= MOST_AT_ONCE) {
      throw new ContractError('CONFLICT', `${MOST_AT_ONCE} session files are being opened; one of them has to end first`);
    }
    this.#last += 1;
    this.#incoming.set(this.#last, { file: this.#options.folder.incoming(), size: 0, idle: () => undefined });
    return this.#last;
  }

  #drop(number: number): void {
    const incoming = this.#incoming.get(number);
    incoming?.idle();
    incoming?.file.discard();
    this.#incoming.delete(number);
  }

  /** What a process could read without harm, held against its chain, as a run under a number and a name of ours. */
  async #admit(file: IncomingFile, abort: AbortSignal): Promise<CommandOutput<'sessions.bring'>['run']> {
    const { platform, recordings, runs } = this.#options;
    const run = newRunId(platform.clock.wall(), (bytes) => platform.random(bytes));
    const number = runs.nextNumber();
    const admitted = await file.admit(recordings.nameOf(run, number, true));
    if (!admitted.ok) throw new ContractError('REFUSED', 'this is no session file that can be opened', admitted.diagnostics);
    try {
      recordings.adopt(run, number);
      await this.#verify(recordings.of(run), abort);
      return runs.adopt(run, number);
    } catch (thrown) {
      recordings.remove(run);
      throw thrown;
    }
  }

  async #verify(recording: Recording, abort: AbortSignal): Promise<void> {
    let began = this.#now();
    for (const number of recording.chunks.keys()) {
      try {
        recording.chunk(number);
      } catch (thrown) {
        throw this.#refusalOf(thrown);
      }
      if (this.#now() - began < TURN_MILLISECONDS) continue;
      await pause(this.#options.platform, 0, abort);
      if (abort.aborted) throw new ContractError('CANCELLED', 'the request was taken back');
      began = this.#now();
    }
  }

  async *#made(run: string, outgoing: OutgoingFile, choice: ExportChoice, abort: AbortSignal): AsyncGenerator<MadeFile> {
    const { platform, recordings } = this.#options;
    let began = this.#now();
    const making = exportingRecording(platform, recordings.pathOf(run), outgoing.path, choice);
    try {
      for (const { done, all } of making) {
        if (this.#now() - began < TURN_MILLISECONDS) continue;
        yield { share: done / all, bytes: NOTHING, remarks: [] };
        await pause(platform, 0, abort);
        if (abort.aborted) return;
        began = this.#now();
      }
    } catch (thrown) {
      throw this.#refusalOf(thrown);
    }
  }

  #zipped(
    run: string,
    name: string,
    session: Uint8Array,
    { mode, secrets }: Pick<StreamInput<'sessions.to-test'>, 'mode' | 'secrets'>,
  ): { readonly bytes: Uint8Array; readonly remarks: readonly string[] } {
    const { platform, recordings, moduleBytes } = this.#options;
    const recording = recordings.of(run);
    const module = moduleBytes(recording.header.moduleDigest);
    const made = makeTest(platform, recording, {
      session,
      ...(module === undefined ? {} : { module }),
      mode,
      fuelSlack: FUEL_SLACK,
      without: new Set(),
      secrets,
    });
    if (made.ok) return { bytes: testZip(`${name}.sandboxtest`, made.value), remarks: made.value.remarks.map(visibleText) };
    throw new ContractError('REFUSED', 'no test can be made of this run', made.diagnostics);
  }

  #refuseLive(run: string): void {
    if (this.#options.runs.isLive(run)) throw new ContractError('CONFLICT', 'the run goes on; it has to end first');
  }

  /** Reasons speak of what is in the file, or of its path: those of the system stay here. */
  #refusalOf(thrown: unknown): unknown {
    return thrown instanceof SandboxError ? new ContractError(thrown.code, visibleText(thrown.message)) : thrown;
  }

  #now(): number {
    return Number(this.#options.platform.clock.monotonic()) / 1e6;
  }
}
