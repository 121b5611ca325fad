// A WASI program run straight through the gate, on this thread, deterministic and without a recording: what is measured is the
// guest's own code.
import { createGate } from '../../sandbox-core/host/gate.ts';
import type { HostPlan } from '../../sandbox-core/host/guest-environment.ts';
import { DEFAULT_LIMITS } from '../../sandbox-core/limits/limits.ts';
import type { AccessKind, CallOutcome } from '../../sandbox-core/recording/record/call-outcome.ts';
import type { CallRecorder } from '../../sandbox-core/recording/record/call-recorder.ts';
import { testEnvironment, testPlan, type EnvironmentParts } from '../fixtures/host/guest-environment.ts';
import { moduleOf } from '../fixtures/host/run-guest.ts';

export interface ProgramParts extends EnvironmentParts {
  /** What is told each call too. */
  readonly also?: CallRecorder | undefined;
}

export interface Started {
  readonly exports: WebAssembly.Exports;
  /** Runs to the end; what the guest answered. */
  run(): string;
}

/** Frozen clock, seeded randomness, a tree in memory at each of `mounts`. */
export function frozenPlan(args: readonly string[], mounts: readonly string[]): HostPlan {
  return testPlan({
    args,
    mounts: mounts.map((guest) => ({ guest, source: { kind: 'memory' }, rights: ['read', 'write', 'create'] })),
    clock: { kind: 'frozen', at: '1700000000000000000' },
    random: { kind: 'seeded', seed: 1 },
    limits: { ...DEFAULT_LIMITS, hostCalls: 2 ** 40 },
  });
}

/** An instance that answers with what it writes to standard output, and throws when it does not end by itself with code 0. */
export function startProgram(compiled: WebAssembly.Module, parts: ProgramParts): Started {
  const recorder = new OutputOnly(parts.also);
  const gate = createGate(testEnvironment(recorder, parts));
  const imports = gate.importsFor(moduleOf(compiled));
  if (!imports.ok) throw new Error(imports.diagnostics[0]?.message);
  const { exports } = new WebAssembly.Instance(compiled, imports.value as WebAssembly.Imports);
  gate.attach(exports['memory'] as WebAssembly.Memory);
  return {
    exports,
    run: () => {
      const thrown = thrownBy(exports['_start']);
      gate.close();
      const { ending } = gate;
      if (ending === undefined ? thrown !== undefined : ending.kind !== 'exited' || ending.code !== 0)
        throw new Error(
          `the guest ended as ${JSON.stringify(ending)}: ${recorder.text('stderr') || recorder.text('stdout').slice(-500)}`,
          {
            cause: thrown,
          },
        );
      return recorder.text('stdout');
    },
  };
}

function thrownBy(entry: unknown): unknown {
  try {
    (entry as () => void)();
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}

/** Keeps what the guest writes, and hands each call on. */
class OutputOnly implements CallRecorder {
  readonly #parts: { readonly kind: AccessKind; readonly bytes: Uint8Array }[] = [];
  readonly #also: CallRecorder | undefined;

  constructor(also: CallRecorder | undefined) {
    this.#also = also;
  }

  begin(signature: number, start: number, memoryPages: number, fuel: number): void {
    this.#also?.begin(signature, start, memoryPages, fuel);
  }

  arguments(words: Int32Array, count: number): void {
    this.#also?.arguments(words, count);
  }

  access(kind: AccessKind, pointer: number, bytes: Uint8Array): void {
    if (kind === 'stdout' || kind === 'stderr') this.#parts.push({ kind, bytes: bytes.slice() });
    this.#also?.access(kind, pointer, bytes);
  }

  readPair(pointer: number, first: number, second: number): void {
    this.#also?.readPair(pointer, first, second);
  }

  wroteWord(pointer: number, length: 4 | 8, low: number, high: number): void {
    this.#also?.wroteWord(pointer, length, low, high);
  }

  outputAt(kind: 'stdout' | 'stderr', pointer: number, length: number, memory: DataView): void {
    this.#parts.push({ kind, bytes: new Uint8Array(memory.buffer, memory.byteOffset + pointer, length).slice() });
    this.#also?.outputAt(kind, pointer, length, memory);
  }

  end(outcome: CallOutcome, action: number, rule: number, result: number, duration: number): boolean {
    return this.#also?.end(outcome, action, rule, result, duration) ?? true;
  }

  text(kind: 'stdout' | 'stderr'): string {
    return new TextDecoder().decode(Buffer.concat(this.#parts.filter((part) => part.kind === kind).map(({ bytes }) => bytes)));
  }
}
