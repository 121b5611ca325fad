// The page's end of a channel: typed calls and streams. A stream grants credit as its items are taken, never before.
import type { Channel } from './channel.ts';
import { ContractError } from './contract-error.ts';
import type { CommandInput, CommandName, CommandOutput, StreamInput, StreamItem, StreamName } from './contract.ts';
import { decodeFrame, encodeFrame, type Frame } from './wire.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Everything rejects with a ContractError. */
export interface Client {
  call<Name extends CommandName>(name: Name, input: CommandInput<Name>, options?: CallOptions): Promise<CommandOutput<Name>>;
  /** Opened when iteration begins; leaving the loop closes it. To be iterated once. */
  stream<Name extends StreamName>(name: Name, input: StreamInput<Name>, options?: CallOptions): AsyncIterable<StreamItem<Name>>;
  /** Settles when the channel has closed, whoever closed it. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Items that may be on their way to the page in one stream. */
export const STREAM_CREDIT = 16;

export function connect(channel: Channel): Client {
  return new ChannelClient(channel);
}

/** What waits for frames under one request number. */
interface Receiver {
  receive(frame: Frame): void;
  fail(error: ContractError): void;
}

class ChannelClient implements Client {
  readonly #channel: Channel;
  readonly #receivers = new Map<number, Receiver>();
  readonly closed: Promise<void>;
  #open = true;
  #lastRequest = 0;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.onMessage((message) => this.#receive(message));
    this.closed = new Promise((resolve) => {
      channel.onClose(() => {
        this.#end();
        resolve();
      });
    });
  }

  call<Name extends CommandName>(name: Name, input: CommandInput<Name>, options?: CallOptions): Promise<CommandOutput<Name>> {
    return new Promise((resolve, reject) => {
      let done = (): void => undefined;
      const request = this.begin({
        receive: (frame) => {
          if (frame.kind !== 'result') return this.#refuse(`a ${frame.kind} frame for a command`);
          done();
          // What the engine answers is typed, not checked: the engine is trusted by the page, never the other way round.
          resolve(frame.value as CommandOutput<Name>);
        },
        fail: (error) => {
          done();
          reject(error);
        },
      });
      done = this.follow(options?.signal, request);
      this.send({ kind: 'call', request, name, value: input });
    });
  }

  stream<Name extends StreamName>(name: Name, input: StreamInput<Name>, options?: CallOptions): AsyncIterable<StreamItem<Name>> {
    return { [Symbol.asyncIterator]: () => new StreamIterator<StreamItem<Name>>(this, name, input, options?.signal) };
  }

  close(): void {
    this.#end();
    this.#channel.close();
  }

  /** A number for a new request; `receiver` hears of it until it has failed or ended. */
  begin(receiver: Receiver): number {
    this.#lastRequest = (this.#lastRequest + 1) >>> 0;
    this.#receivers.set(this.#lastRequest, receiver);
    return this.#lastRequest;
  }

  forget(request: number): void {
    this.#receivers.delete(request);
  }

  /** Cancels the request when `signal` aborts; the disposer ends the watch and forgets the request. */
  follow(signal: AbortSignal | undefined, request: number): () => void {
    const cancel = (): void => this.cancel(request);
    signal?.addEventListener('abort', cancel, { once: true });
    // An event of the past is not repeated; the frame that opens the request has to go first.
    if (signal?.aborted) void Promise.resolve().then(cancel);
    return () => {
      signal?.removeEventListener('abort', cancel);
      this.forget(request);
    };
  }

  cancel(request: number): void {
    const receiver = this.#receivers.get(request);
    if (!receiver) return;
    this.send({ kind: 'cancel', request });
    receiver.fail(new ContractError('CANCELLED', 'the request was taken back'));
  }

  /** Hands the frame over, or fails its request: when the channel is closed, and when the frame cannot be made. */
  send(frame: Frame): void {
    const receiver = this.#receivers.get(frame.request);
    if (!this.#open) return receiver?.fail(closedError());
    try {
      this.#channel.send(encodeFrame(frame));
    } catch {
      receiver?.fail(new ContractError('BAD_REQUEST', 'this is too large to send, or holds what cannot be sent'));
    }
  }

  #receive(message: Uint8Array): void {
    if (!this.#open) return;
    const read = decodeFrame(message);
    if (!read.ok) return this.#refuse();
    const { frame } = read;
    const receiver = this.#receivers.get(frame.request);
    // Late: it was cancelled meanwhile.
    if (!receiver) return;
    if (frame.kind === 'error') receiver.fail(new ContractError(frame.error.code, frame.error.message, frame.error.diagnostics));
    else receiver.receive(frame);
  }

  #refuse(reason = 'the engine sent what is not a frame'): void {
    this.#end();
    this.#channel.close(reason);
  }

  /** For a stream that was sent more than it asked for, or something else than items. */
  refuse(reason: string): void {
    this.#refuse(reason);
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const receiver of [...this.#receivers.values()]) receiver.fail(closedError());
    this.#receivers.clear();
  }
}

interface Waiter<Item> {
  readonly resolve: (result: IteratorResult<Item>) => void;
  readonly reject: (error: ContractError) => void;
}

class StreamIterator<Item> implements AsyncIterator<Item> {
  readonly #client: ChannelClient;
  readonly #request: number;
  readonly #items: Item[] = [];
  readonly #waiters: Waiter<Item>[] = [];
  readonly #done: () => void;
  /** Items taken since credit was last given back. */
  #taken = 0;
  #ended = false;
  #error: ContractError | undefined;

  constructor(client: ChannelClient, name: string, input: unknown, signal: AbortSignal | undefined) {
    this.#client = client;
    this.#request = client.begin({ receive: (frame) => this.#receive(frame), fail: (error) => this.#end(error) });
    this.#done = client.follow(signal, this.#request);
    client.send({ kind: 'open', request: this.#request, name, value: input, credit: STREAM_CREDIT });
  }

  next(): Promise<IteratorResult<Item>> {
    if (this.#items.length > 0) {
      const [value] = this.#items.splice(0, 1) as [Item];
      this.#giveCredit();
      return Promise.resolve({ done: false, value });
    }
    if (this.#error) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<Item>> {
    if (!this.#ended) {
      this.#client.send({ kind: 'cancel', request: this.#request });
      this.#end(undefined);
    }
    this.#items.length = 0;
    this.#error = undefined;
    return Promise.resolve({ done: true, value: undefined });
  }

  #receive(frame: Frame): void {
    if (frame.kind === 'end') return this.#end(undefined);
    if (frame.kind !== 'item') return this.#client.refuse(`a ${frame.kind} frame for a stream`);
    const value = frame.value as Item;
    const waiter = this.#waiters.shift();
    if (waiter) {
      this.#giveCredit();
      return waiter.resolve({ done: false, value });
    }
    if (this.#items.length >= STREAM_CREDIT) return this.#client.refuse('more items than were asked for');
    this.#items.push(value);
  }

  #giveCredit(): void {
    this.#taken += 1;
    if (this.#ended || this.#taken < STREAM_CREDIT / 2) return;
    this.#client.send({ kind: 'credit', request: this.#request, credit: this.#taken });
    this.#taken = 0;
  }

  #end(error: ContractError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#done();
    const [first, ...others] = this.#waiters.splice(0);
    if (!first) {
      this.#error = error;
      return;
    }
    if (error) first.reject(error);
    else first.resolve({ done: true, value: undefined });
    for (const waiter of others) waiter.resolve({ done: true, value: undefined });
  }
}

function closedError(): ContractError {
  return new ContractError('CLOSED', 'the connection to the engine is closed');
}
