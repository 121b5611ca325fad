// The engine's end of a channel: binds handlers to commands and streams. Every input is checked against its schema here, once;
// streams are pulled only as far as the page has given credit, so a slow page costs nothing but its own time.
import type { Disposer } from '../../sandbox-core/index.ts';
import type { Channel } from './channel.ts';
import { ContractError, isSpoken, wireErrorOf } from './contract-error.ts';
import {
  commands,
  streams,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type StreamInput,
  type StreamItem,
  type StreamName,
} from './contract.ts';
import { MOST_PIECE } from './session-file-schemas.ts';
import { decodeFrame, encodeFrame, FRAME_CAPS, type Frame } from './wire.ts';

/** What a handler is told beside its input. `signal` aborts when the page cancels and when the channel closes. */
export interface CallContext {
  readonly signal: AbortSignal;
}

export type CommandHandlers = {
  readonly [Name in CommandName]: (
    input: CommandInput<Name>,
    context: CallContext,
  ) => CommandOutput<Name> | Promise<CommandOutput<Name>>;
};

export type StreamHandlers = {
  /** Must end soon after `signal` aborts: an iterator cannot be ended from outside while it waits. */
  readonly [Name in StreamName]: (
    input: StreamInput<Name>,
    context: CallContext,
  ) => AsyncIterable<StreamItem<Name>> | Iterable<StreamItem<Name>>;
};

export type Handlers = CommandHandlers & StreamHandlers;

export interface ServeOptions {
  /** Hears what the page is not told: a handler that threw something of our insides. */
  readonly onFault?: (name: string, thrown: unknown) => void;
  /** Hears why the channel was closed from here. */
  readonly onRefused?: (reason: string) => void;
  /** Checks outputs and items against their schemas as well: for tests, it costs. */
  readonly checkOutputs?: boolean;
}

/** Requests of one channel that may be under way at once. */
export const MOST_REQUESTS = 256;

/** Byte strings that a command may bring along; the others bring none to speak of. */
const ATTACHED_CAPS: ReadonlyMap<string, number> = new Map<CommandName, number>([
  ['modules.open', FRAME_CAPS.frame],
  ['runs.start', 16 << 20],
  ['sessions.bring', MOST_PIECE],
]);
const ATTACHED_CAP = 1 << 20;

/** Answers what comes over `channel` until it closes. The disposer aborts everything and closes it. */
export function serve(channel: Channel, handlers: Handlers, options: ServeOptions = {}): Disposer {
  const server = new Server(channel, handlers, options);
  return () => server.close();
}

interface Task {
  readonly abort: AbortController;
  /** Items a stream may still send; commands leave it at 0. */
  credit: number;
  /** Set while a stream waits for credit. */
  wake: (() => void) | undefined;
}

type Reply = { readonly kind: 'result' | 'item'; readonly value: unknown } | { readonly kind: 'end' };

class Server {
  readonly #channel: Channel;
  readonly #handlers: Handlers;
  readonly #options: ServeOptions;
  readonly #tasks = new Map<number, Task>();
  #open = true;

  constructor(channel: Channel, handlers: Handlers, options: ServeOptions) {
    this.#channel = channel;
    this.#handlers = handlers;
    this.#options = options;
    channel.onMessage((message) => this.#receive(message));
    channel.onClose(() => this.#end());
  }

  close(reason?: string): void {
    this.#end();
    this.#channel.close(reason);
  }

  #end(): void {
    this.#open = false;
    for (const task of this.#tasks.values()) abort(task);
    this.#tasks.clear();
  }

  #refuse(reason: string): void {
    this.#options.onRefused?.(reason);
    this.close(reason);
  }

  #receive(message: Uint8Array): void {
    if (!this.#open) return;
    const read = decodeFrame(message);
    if (!read.ok) return this.#refuse(read.reason);
    const { frame } = read;
    const task = this.#tasks.get(frame.request);
    switch (frame.kind) {
      case 'call':
      case 'open':
        return this.#begin(frame, read.attachedBytes);
      case 'credit':
        return this.#addCredit(task, frame.credit);
      case 'cancel':
        // Unknown: it has ended meanwhile. The task stays listed until its handler has come to an end.
        if (task) abort(task);
        return;
      default:
        return this.#refuse(`a ${frame.kind} frame from the page`);
    }
  }

  #addCredit(task: Task | undefined, credit: number): void {
    if (!task) return;
    task.credit += credit;
    if (task.credit > FRAME_CAPS.credit) return this.#refuse(`${task.credit} credits for one stream`);
    task.wake?.();
  }

  #begin(frame: Extract<Frame, { kind: 'call' | 'open' }>, attachedBytes: number): void {
    const { request, name } = frame;
    if (this.#tasks.has(request)) return this.#refuse(`request ${request} twice`);
    const task: Task = { abort: new AbortController(), credit: frame.kind === 'open' ? frame.credit : 0, wake: undefined };
    const most = ATTACHED_CAPS.get(name) ?? ATTACHED_CAP;
    if (this.#tasks.size >= MOST_REQUESTS) {
      return this.#fail(request, name, new ContractError('CONFLICT', `${MOST_REQUESTS} requests are under way already`));
    }
    if (attachedBytes > most) {
      const message = `${name} takes at most ${most} bytes, ${attachedBytes} were sent`;
      return this.#fail(request, name, new ContractError('BAD_REQUEST', message));
    }
    this.#tasks.set(request, task);
    void this.#perform(frame, task).finally(() => {
      if (this.#tasks.get(request) === task) this.#tasks.delete(request);
    });
  }

  async #perform(frame: Extract<Frame, { kind: 'call' | 'open' }>, task: Task): Promise<void> {
    const { request, name } = frame;
    try {
      if (frame.kind === 'call') {
        const value = await this.#command(known(commands, name, 'command'), frame.value, task);
        this.#reply(request, task, { kind: 'result', value });
      } else {
        await this.#stream(request, known(streams, name, 'stream'), frame.value, task);
        this.#reply(request, task, { kind: 'end' });
      }
    } catch (thrown) {
      if (!task.abort.signal.aborted) this.#fail(request, name, thrown);
    }
  }

  async #command<Name extends CommandName>(name: Name, value: unknown, task: Task): Promise<unknown> {
    const input = checked<CommandInput<Name>>(commands[name].input, name, value);
    const handlers: CommandHandlers = this.#handlers;
    const output = await handlers[name](input, { signal: task.abort.signal });
    if (this.#options.checkOutputs) commands[name].output.parse(output);
    return output;
  }

  async #stream<Name extends StreamName>(request: number, name: Name, value: unknown, task: Task): Promise<void> {
    const input = checked<StreamInput<Name>>(streams[name].input, name, value);
    const handlers: StreamHandlers = this.#handlers;
    const items = handlers[name](input, { signal: task.abort.signal });
    const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    try {
      for (;;) {
        await creditOf(task);
        if (task.abort.signal.aborted) return;
        const next = await iterator.next();
        if (next.done) return;
        if (this.#options.checkOutputs) streams[name].item.parse(next.value);
        task.credit -= 1;
        this.#reply(request, task, { kind: 'item', value: next.value });
      }
    } finally {
      await iterator.return?.();
    }
  }

  #reply(request: number, task: Task, reply: Reply): void {
    if (!task.abort.signal.aborted) this.#send({ request, ...reply });
  }

  #fail(request: number, name: string, thrown: unknown): void {
    if (!isSpoken(thrown)) this.#options.onFault?.(name, thrown);
    this.#send({ kind: 'error', request, error: wireErrorOf(thrown) });
  }

  #send(frame: Frame): void {
    if (this.#open) this.#channel.send(encodeFrame(frame));
  }
}

function abort(task: Task): void {
  task.abort.abort();
  task.wake?.();
}

/** Waits until the stream may send an item or is aborted. */
function creditOf(task: Task): Promise<void> {
  if (task.credit > 0 || task.abort.signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    task.wake = () => {
      task.wake = undefined;
      resolve();
    };
  });
}

function known<Table extends object>(table: Table, name: string, what: string): Extract<keyof Table, string> {
  if (isKeyOf(table, name)) return name;
  throw new ContractError('BAD_REQUEST', `no ${what} of this name`);
}

function isKeyOf<Table extends object>(table: Table, name: string): name is Extract<keyof Table, string> {
  return Object.hasOwn(table, name);
}

interface InputSchema {
  safeParse(value: unknown): { success: true; data: unknown } | { success: false; error: { issues: readonly Issue[] } };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The value as its schema has it. `Input` is what that schema infers; the compiler cannot follow it through the table. */
function checked<Input>(schema: InputSchema, name: string, value: unknown): Input {
  const result = schema.safeParse(value);
  if (result.success) return result.data as Input;
  const issue = result.error.issues[0];
  const place = issue && issue.path.length > 0 ? issue.path.map(String).join('.').slice(0, 100) : 'input';
  throw new ContractError('BAD_REQUEST', `${name}: ${place}: ${(issue?.message ?? 'does not fit').slice(0, 300)}`);
}
