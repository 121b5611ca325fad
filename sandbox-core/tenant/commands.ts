// What the engine tells a tenant's process, as bytes: a kind byte, then fixed fields. Trusted by the process, since it comes
// from the engine.
//
//   1 configure  JSON: the plan, how many threads, what is to be reported
//   2 module     digest, JSON of what the rewriter added, module bytes
//   3 open       operation, thread, generation, first instance, how many, digest, standard input
//   4 call       operation, thread, generation, instance, milliseconds, export, values
//   5 close      thread, generation, instance
//   6 withdraw   operation
//   7 taken      thread, generation, batches of events taken over so far
//
// A generation counts the threads that a place has had: what was meant for one that is gone is not done by the next.
import { SandboxError } from '../base/errors.ts';
import type { GuestStart } from '../run/guest-protocol.ts';
import type { RunPlan } from '../run/run-plan.ts';
import { readValues, writeValues, type CoreValue } from './core-values.ts';
import { FrameReader } from './frame-reader.ts';
import { FrameWriter } from './frame-writer.ts';

/** Which of a guest's doings the process tells of as they happen; counts come with each result in any case. */
export interface Reporting {
  /** Every decision of the policy, with its rule. */
  readonly decisions: boolean;
  readonly output: boolean;
}

/** What the rewriter added to a module, and which exports are called when an instance is made. */
export interface ModuleHead {
  readonly entries: readonly string[];
  readonly hooks: GuestStart['hooks'];
  readonly fuelExport: string | null;
  readonly stackExport: string | null;
  /** The stack limit that was written into the module, or null. */
  readonly stackBytes: number | null;
}

export interface ConfigureCommand {
  readonly kind: 'configure';
  readonly plan: RunPlan;
  readonly threads: number;
  readonly reporting: Reporting;
}

export interface ModuleCommand {
  readonly kind: 'module';
  /** SHA-256 of the bytes as they were before rewriting, in hexadecimal. */
  readonly digest: string;
  readonly head: ModuleHead;
  readonly bytes: Uint8Array;
}

interface ToThread {
  readonly thread: number;
  readonly generation: number;
}

export interface OpenCommand extends ToThread {
  readonly kind: 'open';
  readonly operation: number;
  readonly first: number;
  readonly count: number;
  readonly digest: string;
  readonly stdin: Uint8Array;
}

export interface CallCommand extends ToThread {
  readonly kind: 'call';
  readonly operation: number;
  readonly instance: number;
  /** Most time, from the guest's first instruction. */
  readonly milliseconds: number;
  readonly name: string;
  readonly values: readonly CoreValue[];
}

export interface CloseCommand extends ToThread {
  readonly kind: 'close';
  readonly instance: number;
}

export type ThreadCommand = OpenCommand | CallCommand | CloseCommand;

export type Command =
  | ConfigureCommand
  | ModuleCommand
  | ThreadCommand
  | { readonly kind: 'withdraw'; readonly operation: number }
  | (ToThread & { readonly kind: 'taken'; readonly batches: number });

const KINDS = ['configure', 'module', 'open', 'call', 'close', 'withdraw', 'taken'] as const;
/** The channel has capped the whole message already. */
const ANY = 2 ** 32;

export function encodeCommand(command: Command): Uint8Array {
  const writer = new FrameWriter().u8(KINDS.indexOf(command.kind) + 1);
  switch (command.kind) {
    case 'configure': {
      const { plan, threads, reporting } = command;
      return writer.text(JSON.stringify({ plan, threads, reporting })).take();
    }
    case 'module':
      return writer.text(command.digest).text(JSON.stringify(command.head)).bytes(command.bytes).take();
    case 'open':
      toThread(writer.u32(command.operation), command).u32(command.first).u32(command.count).text(command.digest);
      return writer.bytes(command.stdin).take();
    case 'call':
      toThread(writer.u32(command.operation), command).u32(command.instance).f64(command.milliseconds).text(command.name);
      writeValues(writer, command.values);
      return writer.take();
    case 'close':
      return toThread(writer, command).u32(command.instance).take();
    case 'withdraw':
      return writer.u32(command.operation).take();
    case 'taken':
      return toThread(writer, command).u32(command.batches).take();
  }
}

function toThread(writer: FrameWriter, { thread, generation }: ToThread): FrameWriter {
  return writer.u8(thread).u32(generation);
}

export function decodeCommand(bytes: Uint8Array): Command {
  const reader = new FrameReader(bytes);
  const command = commandOf(reader, KINDS[reader.u8() - 1]);
  if (command === undefined || !reader.whole) throw new SandboxError('INTERNAL', `a command of kind ${bytes[0] ?? 'nothing'}`);
  return command;
}

function commandOf(reader: FrameReader, kind: Command['kind'] | undefined): Command | undefined {
  const placed = (): ToThread => ({ thread: reader.u8(), generation: reader.u32() });
  switch (kind) {
    case undefined:
      return undefined;
    case 'configure':
      return { kind, ...(JSON.parse(reader.text(ANY)) as Omit<ConfigureCommand, 'kind'>) };
    case 'module':
      return { kind, digest: reader.text(ANY), head: JSON.parse(reader.text(ANY)) as ModuleHead, bytes: reader.bytes(ANY) };
    case 'open': {
      const head = { kind, operation: reader.u32(), ...placed(), first: reader.u32(), count: reader.u32() };
      return { ...head, digest: reader.text(ANY), stdin: reader.bytes(ANY) };
    }
    case 'call': {
      const head = { kind, operation: reader.u32(), ...placed(), instance: reader.u32(), milliseconds: reader.f64() };
      return { ...head, name: reader.text(ANY), values: readValues(reader) };
    }
    case 'close':
      return { kind, ...placed(), instance: reader.u32() };
    case 'withdraw':
      return { kind, operation: reader.u32() };
    case 'taken':
      return { kind, ...placed(), batches: reader.u32() };
  }
}
