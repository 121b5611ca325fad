// The gate of a replaying guest: what it asks for comes from the recording, and what it does is held against it. No host
// function is linked here, so no host can be touched. The first difference ends the run with a trap, for its stack.
import type { Checked, Diagnostic } from '../../base/diagnostic.ts';
import { cutMiddle, visibleText } from '../../base/visible-text.ts';
import type { LimitUse } from '../../limits/limits.ts';
import type { FunctionType, Module } from '../../module/module.ts';
import { CALL_OUTCOMES } from '../../recording/record/call-outcome.ts';
import type { CallSignature } from '../../recording/record/call-signature.ts';
import type { Chunk } from '../../recording/record/chunk.ts';
import { CallArguments } from '../call-arguments.ts';
import type { Errno } from '../errno.ts';
import { fixedArity, type HostEntry } from '../fixed-arity.ts';
import type { GateEnding } from '../gate-ending.ts';
import type { Gate } from '../gate.ts';
import type { FuelSource } from '../fuel-source.ts';
import { GROWTH_SIGNATURES, type Growth } from '../growth.ts';
import type { MemorySource } from '../guest-memory.ts';
import { LONGEST_VALUE, type Divergence } from './divergence.ts';
import { PlainMemory } from './plain-memory.ts';
import { repeatCall, type CallUnderWay, type Difference } from './repeat-call.ts';
import { repeatElsewhere } from './repeat-elsewhere.ts';
import { isOutput, type FreeOutput } from './free-output.ts';
import type { Script } from './script.ts';
import type { Witness } from './witness.ts';

export interface ReplayGateOptions {
  readonly script: Script;
  readonly signatures: readonly CallSignature[];
  /** How the recorded run ended in its gate; null where it ended otherwise, or from outside. */
  readonly ending: GateEnding | null;
  /** The recorded run was ended from outside (a stop, a time limit, a kill): past its last call, this one ends too. */
  readonly cutShort: boolean;
  /** Another build than the recorded one: values are compared by what they mean, and answers written where this build wants them. */
  readonly elsewhere: boolean;
  /** Takes what the guest prints, which is then not compared, and neither is its exit code. Null: all is compared. */
  readonly freeOutput: FreeOutput | null;
  /** Looks on, and may keep the guest standing; null for nobody. */
  readonly witness: Witness | null;
  /** Word 0 non-zero: the run is to end. */
  readonly stop: Int32Array;
  trap(): never;
}

export interface ReplayGate extends Gate {
  /** Set by the call in which the guest did something else. */
  readonly divergence: Divergence | undefined;
  /** Rows repeated so far. */
  readonly rows: number;
  /** Whether all rows of the recording were repeated. Waits for the recording's end. */
  finished(): boolean;
}

const ENDED = CALL_OUTCOMES.indexOf('ended');
const DENIED = CALL_OUTCOMES.indexOf('denied');
const ERROR = CALL_OUTCOMES.indexOf('error');
const MOST_DIAGNOSTICS = 100;

export function createReplayGate(options: ReplayGateOptions): ReplayGate {
  return new OpenReplayGate(options);
}

class OpenReplayGate implements ReplayGate {
  readonly signatures: readonly CallSignature[];
  readonly counts = { calls: 0, denials: 0, errors: 0 };
  readonly #options: ReplayGateOptions;
  readonly #memory = new PlainMemory();
  readonly #arguments = new CallArguments();
  readonly #repeat: (call: CallUnderWay) => Difference | undefined;
  #fuel: FuelSource | undefined;
  #ending: GateEnding | undefined;
  #divergence: Divergence | undefined;

  constructor(options: ReplayGateOptions) {
    this.#options = options;
    this.signatures = options.signatures;
    this.#repeat = options.elsewhere ? repeatElsewhere : repeatCall;
  }

  get ending(): GateEnding | undefined {
    return this.#ending;
  }

  get divergence(): Divergence | undefined {
    return this.#divergence;
  }

  get rows(): number {
    return this.#options.script.row;
  }

  finished(): boolean {
    return this.#next() === undefined;
  }

  importsFor(module: Module): Checked<object> {
    const diagnostics: Diagnostic[] = [];
    const linked: Record<string, Record<string, HostEntry>> = Object.create(null);
    for (const wanted of module.imports) {
      const number = this.signatures.findIndex(({ module: from, name }) => from === wanted.module && name === wanted.name);
      const type = wanted.type.kind === 'function' ? module.types[wanted.type.typeIndex] : undefined;
      const entry = type?.kind === 'function' ? this.#entry(number, type) : undefined;
      if (entry) (linked[wanted.module] ??= Object.create(null) as Record<string, HostEntry>)[wanted.name] = entry;
      else diagnostics.push(unrecorded(wanted));
      if (diagnostics.length >= MOST_DIAGNOSTICS) break;
    }
    return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, value: linked };
  }

  attach(memory: MemorySource): void {
    this.#memory.attach(memory);
  }

  attachFuel(fuel: FuelSource): void {
    this.#fuel = fuel;
  }

  endBy(ending: GateEnding): never {
    this.#ending ??= ending;
    return this.#options.trap();
  }

  /** The recorded result of a growth that did not come off is repeated without trying. */
  growth({ grown, index, asked, result }: Growth): boolean {
    const { script, elsewhere } = this.#options;
    // Another build grows when it likes.
    if (elsewhere || this.#divergence !== undefined) return true;
    const place = this.#next();
    if (place === undefined) return this.#options.cutShort || this.#diverge(moreCalls(`${grown}.grow`), '');
    const { chunk, at } = place;
    const name = nameOf(this.signatures[chunk.signature[at] ?? 0]);
    if (name !== `${grown}.grow`) return this.#diverge(otherFunction(name, `${grown}.grow`), name);
    const first = chunk.argumentStart[at] ?? 0;
    const recorded = [chunk.arguments[first], chunk.arguments[first + 1]].join(', ');
    const found = [BigInt(index), asked].join(', ');
    if (recorded !== found) return this.#diverge({ kind: 'argument', part: 'arguments', expected: recorded, found }, name);
    const failed = chunk.result[at] === -1;
    this.#show(result === undefined ? 'before' : 'after');
    if (result === undefined && !failed) return true;
    if (result !== undefined && Number(BigInt.asIntN(32, result)) !== chunk.result[at]) {
      return this.#diverge(
        { kind: 'memory', part: 'the growth', expected: String(chunk.result[at]), found: String(result) },
        name,
      );
    }
    script.advance();
    this.counts.calls += 1;
    if (failed) this.counts.errors += 1;
    return !failed;
  }

  limits(): LimitUse[] {
    return [];
  }

  close(): void {
    // Nothing of the host was opened.
  }

  #entry(number: number, type: FunctionType): HostEntry | undefined {
    const signature = this.signatures[number];
    if (signature === undefined || !hasType(signature, type)) return undefined;
    return fixedArity(signature.parameters.length, this.#arguments, () => this.#call(number, signature));
  }

  #call(number: number, signature: CallSignature): Errno {
    const { stop, cutShort } = this.#options;
    if (this.#ending !== undefined || this.#divergence !== undefined) return this.#options.trap();
    const free = this.#callFreely(number, signature);
    if (free !== undefined) return free;
    const place = this.#next();
    if (Atomics.load(stop, 0) !== 0) return this.endBy({ kind: 'stopped' });
    if (place === undefined) {
      if (cutShort) return this.endBy({ kind: 'stopped' });
      return this.#diverge(moreCalls(signature.name), '');
    }
    const { chunk, at } = place;
    const recorded = this.signatures[chunk.signature[at] ?? 0];
    if (chunk.signature[at] !== number) {
      return this.#diverge(otherFunction(nameOf(recorded), nameOf(signature)), nameOf(recorded));
    }
    this.#show('before');
    if (Atomics.load(stop, 0) !== 0) return this.endBy({ kind: 'stopped' });
    const difference =
      this.#differentFuel(chunk, at) ?? this.#repeat({ chunk, at, signature, arguments: this.#arguments, memory: this.#memory });
    if (difference !== undefined) return this.#diverge(difference, signature.name);
    this.#show('after');
    return this.#answer(chunk, at);
  }

  /** Only of the same build: another one computes otherwise. */
  #differentFuel({ fuel }: Chunk, at: number): Difference | undefined {
    if (fuel === undefined || this.#fuel === undefined || this.#options.elsewhere) return undefined;
    const [expected, found] = [fuel[at] ?? 0, this.#fuel.used];
    if (expected === found) return undefined;
    return { kind: 'fuel', part: 'the count of instructions', expected: String(expected), found: String(found) };
  }

  #show(phase: 'before' | 'after'): void {
    const { witness, script } = this.#options;
    witness?.pass(script.row, phase, () => this.#memory.bytes);
  }

  /** What needs no answer of the recording where output and end are free; undefined for all other calls. */
  #callFreely(number: number, signature: CallSignature): Errno | undefined {
    const { freeOutput, stop } = this.#options;
    if (freeOutput === null) return undefined;
    if (Atomics.load(stop, 0) !== 0) return this.endBy({ kind: 'stopped' });
    if (signature.name === 'proc_exit') return this.endBy({ kind: 'exited', code: this.#arguments.u32(0) });
    if (!isOutput(signature, this.#arguments.s64(0))) return undefined;
    const errno = freeOutput.write(number, this.#arguments, this.#memory);
    return errno === 'full' ? this.endBy({ kind: 'limit', limit: 'output' }) : errno;
  }

  /** The next recorded call that is held against the guest: elsewhere no growth, and where output is free no output. */
  #next(): ReturnType<Script['peek']> {
    const { script } = this.#options;
    let place = script.peek();
    while (place !== undefined && this.#isPassedOver(place.chunk, place.at)) {
      script.advance();
      place = script.peek();
    }
    return place;
  }

  #isPassedOver(chunk: Chunk, at: number): boolean {
    const { elsewhere, freeOutput } = this.#options;
    const recorded = this.signatures[chunk.signature[at] ?? 0];
    if (recorded === undefined) return false;
    if (elsewhere && isGrowth(recorded)) return true;
    return freeOutput !== null && isOutput(recorded, chunk.arguments[chunk.argumentStart[at] ?? 0] ?? 0n);
  }

  #answer(chunk: Chunk, at: number): Errno {
    const { script, ending } = this.#options;
    const outcome = chunk.outcome[at];
    script.advance();
    this.counts.calls += 1;
    if (outcome === DENIED) this.counts.denials += 1;
    if (outcome === ERROR) this.counts.errors += 1;
    if (outcome === ENDED || (outcome === DENIED && ending?.kind === 'denied' && script.peek() === undefined)) {
      return this.endBy(ending ?? { kind: 'stopped' });
    }
    return (chunk.result[at] ?? 0) as Errno;
  }

  #diverge(difference: Difference, call: string): never {
    const { kind, part } = difference;
    const expected = cutMiddle(difference.expected, LONGEST_VALUE);
    const found = cutMiddle(difference.found, LONGEST_VALUE);
    this.#divergence = { kind, row: this.#options.script.row, call, part, expected, found };
    return this.#options.trap();
  }
}

function isGrowth({ module, name }: CallSignature): boolean {
  return GROWTH_SIGNATURES.some((growth) => growth.module === module && growth.name === name);
}

function moreCalls(found: string): Difference {
  return { kind: 'more-calls', part: 'the call after the last', expected: 'no call', found };
}

function otherFunction(expected: string, found: string): Difference {
  return { kind: 'function', part: 'the function', expected, found };
}

function hasType(signature: CallSignature, type: FunctionType): boolean {
  const results = signature.result === 'none' ? 0 : 1;
  if (type.results.length !== results || type.parameters.length !== signature.parameters.length) return false;
  if (results === 1 && type.results[0] !== 'i32') return false;
  return signature.parameters.every(({ bits }, index) => type.parameters[index] === (bits === 64 ? 'i64' : 'i32'));
}

function nameOf(signature: CallSignature | undefined): string {
  return signature === undefined ? 'an unknown function' : signature.name;
}

function unrecorded(wanted: { readonly module: string; readonly name: string; readonly offset: number }): Diagnostic {
  const name = cutMiddle(visibleText(`${wanted.module}.${wanted.name}`), 120);
  return {
    code: 'unknown-import',
    message: `the import ${name} is not among the functions of the recording`,
    place: { kind: 'byte', offset: wanted.offset },
  };
}
