// The engine's side of one thread's place in a tenant's process: what waits there, in order, and which instances live there.
import type { Disposer } from '../base/signal.ts';
import type { CallCommand, OpenCommand } from '../tenant/commands.ts';
import type { OperationEnd } from '../tenant/reports.ts';
import type { Ending } from '../run/outcome.ts';
import type { Resident } from './resident.ts';

/** What an operation comes to. */
export type OperationResult =
  | Exclude<OperationEnd, { readonly kind: 'ended' }>
  | { readonly kind: 'ended'; readonly ending: Ending };

export type Placed<Command> = Omit<Command, 'thread' | 'generation'>;

export interface Operation {
  readonly command: Placed<OpenCommand> | Placed<CallCommand>;
  readonly residents: readonly Resident[];
  /** `clock.monotonic()` when it was sent. */
  sent: number;
  /** It was sent once already, to a thread that is gone. */
  again: boolean;
  /** Whether these values can have come of it; if not, the process lies. */
  fits(end: OperationEnd): boolean;
  settle(result: OperationResult): void;
}

export class Lane {
  readonly place: number;
  /** Counts the threads of this place over all processes of the tenant, from 1. */
  life = 1;
  /** The place's own count of its threads, within one process. */
  generation = 0;
  /** Its thread waits for work. */
  up = false;
  /** It has made an instance already, so that the module is compiled there. */
  compiled = false;
  /** Batches of events taken over. */
  batches = 0;
  /** In the order in which the thread does them; the first is under way. */
  waiting: Operation[] = [];
  readonly residents = new Set<Resident>();
  /** Takes back the watch over the first of them. */
  watch: Disposer | undefined;

  constructor(place: number) {
    this.place = place;
  }

  /** A next thread takes the place. What waited for the one before is handed out. */
  begin(generation: number): Operation[] {
    this.watch?.();
    this.watch = undefined;
    this.life += 1;
    this.generation = generation;
    this.up = false;
    this.compiled = false;
    this.batches = 0;
    const waited = this.waiting;
    this.waiting = [];
    return waited;
  }
}
