// The descriptors of one guest by number. New ones take the lowest free number, as POSIX has it; those that a run starts
// with (streams and preopens) do not count against the limit of open files.
import { HeldMeter } from '../../limits/meter.ts';
import { ERRNO, type Errno } from '../errno.ts';
import { closeDescriptor, type Descriptor } from './descriptor.ts';

/** fd_renumber may name any number below this; past it a number is no descriptor and cannot become one. */
const MOST_NUMBER = 2 ** 16;

export class DescriptorTable {
  readonly meter: HeldMeter;
  readonly #open = new Map<number, Descriptor>();
  readonly #counted = new Set<Descriptor>();

  constructor(mostOpen: number) {
    this.meter = new HeldMeter('open-files', mostOpen);
  }

  get(number: number): Descriptor | undefined {
    return this.#open.get(number);
  }

  get size(): number {
    return this.#open.size;
  }

  entries(): IterableIterator<[number, Descriptor]> {
    return this.#open.entries();
  }

  /** For what a run starts with. */
  place(descriptor: Descriptor): number {
    const number = this.#lowestFree();
    this.#open.set(number, descriptor);
    return number;
  }

  /** Whether one more may be opened: asked before anything is opened, so that the limit costs the host nothing. */
  get hasRoom(): boolean {
    return this.meter.used < this.meter.most;
  }

  /** The number of a newly opened descriptor; undefined (and the descriptor closed) at the limit. */
  add(descriptor: Descriptor): number | undefined {
    if (this.meter.take(1) === 0) {
      closeDescriptor(descriptor);
      return undefined;
    }
    this.#counted.add(descriptor);
    return this.place(descriptor);
  }

  close(number: number): Errno {
    const descriptor = this.#open.get(number);
    if (descriptor === undefined) return ERRNO.BADF;
    this.#open.delete(number);
    this.#drop(descriptor);
    return ERRNO.SUCCESS;
  }

  /** `from` moves to `to`, whose old descriptor is closed; to itself, nothing happens. Both must be open (THREATS 9). */
  renumber(from: number, to: number): Errno {
    const descriptor = this.#open.get(from);
    const replaced = this.#open.get(to);
    if (descriptor === undefined || replaced === undefined || to >= MOST_NUMBER) return ERRNO.BADF;
    if (from === to) return ERRNO.SUCCESS;
    this.#open.delete(from);
    this.#open.set(to, descriptor);
    this.#drop(replaced);
    return ERRNO.SUCCESS;
  }

  closeAll(): void {
    for (const descriptor of this.#open.values()) this.#drop(descriptor);
    this.#open.clear();
  }

  #drop(descriptor: Descriptor): void {
    if (this.#counted.delete(descriptor)) this.meter.release(1);
    closeDescriptor(descriptor);
  }

  #lowestFree(): number {
    let number = 0;
    while (this.#open.has(number)) number++;
    return number;
  }
}
