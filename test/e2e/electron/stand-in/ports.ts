// Message ports over process borders. Every process and page holds ports by number; the main process is the hub that knows
// where each end lives and passes messages on, so two utility processes speak as if directly.
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { report } from './control.ts';
import { checkCloneable } from './rules.ts';

/** A process or page that holds ports. */
export interface Place {
  deliver(port: number, data: unknown): void;
  /** The other end is gone. */
  closed(port: number): void;
}

interface End {
  readonly other: number;
  place: Place;
}

const ends = new Map<number, End>();
let lastPort = 0;

/** Passes a message from one end to the place of the other. */
export function passOn(from: number, data: unknown): void {
  const end = ends.get(from);
  if (end) ends.get(end.other)?.place.deliver(end.other, data);
}

export function closeEnd(port: number): void {
  const end = ends.get(port);
  if (!end) return;
  ends.delete(port);
  const other = ends.get(end.other);
  ends.delete(end.other);
  other?.place.closed(end.other);
}

/** A process or page is gone, and all of its ports with it. */
export function leave(place: Place): void {
  for (const [port, end] of ends) if (end.place === place) closeEnd(port);
}

/** An end in the main process. */
export class StandInPort extends EventEmitter<{ message: [Electron.MessageEvent]; close: [] }> implements Place {
  #number: number;
  #started = false;
  #waiting: unknown[] = [];

  constructor(number: number) {
    super();
    this.#number = number;
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    checkCloneable(message);
    if (transfer.length > 0) throw new Error('the stand-in passes ports only by utilityProcess and webFrameMain');
    passOn(this.#number, structuredClone(message));
  }

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.#emit(data);
  }

  close(): void {
    closeEnd(this.#number);
  }

  deliver(_port: number, data: unknown): void {
    if (this.#started) this.#emit(data);
    else this.#waiting.push(data);
  }

  closed(): void {
    this.emit('close');
  }

  #emit(data: unknown): void {
    setImmediate(() => this.emit('message', { data, ports: [] }));
  }

  /** Moves this end elsewhere with all that waits in it; answers its number. Afterwards this object is dead. */
  moveTo(place: Place): number {
    const end = ends.get(this.#number);
    const number = this.#number;
    this.#number = -1;
    if (end) end.place = place;
    queueMicrotask(() => {
      for (const data of this.#waiting.splice(0)) place.deliver(number, data);
      if (!ends.has(number)) place.closed(number);
    });
    return number;
  }
}

export class StandInChannel {
  readonly port1: StandInPort;
  readonly port2: StandInPort;

  constructor() {
    const [first, second] = [++lastPort, ++lastPort];
    this.port1 = new StandInPort(first);
    this.port2 = new StandInPort(second);
    ends.set(first, { other: second, place: this.port1 });
    ends.set(second, { other: first, place: this.port2 });
  }
}

/**
 * What leaves the main process: the numbers of the ports that go along, or undefined when Electron would lose the message,
 * which it does without a word when an ArrayBuffer is listed.
 */
export function packTransfer(message: unknown, transfer: readonly unknown[], place: Place): number[] | undefined {
  checkCloneable(message);
  if (transfer.some((one) => !(one instanceof StandInPort))) {
    report({ kind: 'lost', reason: 'something other than a port was listed for transfer' });
    return undefined;
  }
  return transfer.filter((one) => one instanceof StandInPort).map((port) => port.moveTo(place));
}
