// What a person who steps can do with a run: go on, stand still, go to the next call, and say what becomes of the call at
// which it stands. Breakpoints travel with every order.
import type { Client } from '../../app/contract/connect.ts';
import type { RunSummary } from '../../app/contract/schemas.ts';
import type { StepOrders, StepVerdict } from '../../app/contract/step-orders.ts';
import { activeBreakpoints, type BreakpointStore } from './breakpoints.ts';
import type { PlaceStore } from './place.ts';

export type StepGoal = StepOrders['goal'];

export interface SteppingOptions {
  readonly client: Client;
  readonly place: PlaceStore;
  readonly breakpoints: BreakpointStore;
  /** All that is known of runs, newest first. */
  readonly runs: () => readonly RunSummary[];
  readonly heard: (run: RunSummary) => void;
  /** Starts the module in view. */
  readonly start: (goal: StepGoal) => Promise<void>;
  /** Does it, and tells the user where it fails. */
  readonly attempt: (failed: string, work: () => Promise<void>) => Promise<void>;
}

/** A guest that is not at its next call by then computes or waits: it is frozen where it is. */
const PAUSE_MS = 400;
const RUN_ON: StepGoal = { kind: 'run' };
const GO: StepVerdict = { kind: 'go' };

export class Stepping {
  readonly #options: SteppingOptions;
  /** The last goal, for orders that change something else. */
  #goal: StepGoal = RUN_ON;

  constructor(options: SteppingOptions) {
    this.#options = options;
    options.breakpoints.subscribe(({ breakpoints }, before) => {
      if (breakpoints !== before.breakpoints) void this.#tellBreakpoints();
    });
  }

  /** The run in view, while it goes on. */
  get live(): RunSummary | null {
    const id = this.#options.place.getState().place.run;
    return this.#options.runs().find((run) => run.id === id && run.state !== 'ended') ?? null;
  }

  /** The orders with which a run starts. */
  first(goal: StepGoal): StepOrders {
    this.#goal = goal;
    return this.#orders(goal, GO);
  }

  /** Lets the run in view go to there. Without one, a new run starts for it. */
  async go(goal: StepGoal): Promise<void> {
    const run = this.live;
    if (run === null) await this.#options.start(goal);
    else await this.#order(run, goal, GO);
  }

  /** At the next call, or where it computes and waits. */
  async pause(): Promise<void> {
    const run = this.live;
    if (run?.state !== 'running') return;
    await this.#order(run, { kind: 'call', phase: 'before' }, GO);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const now = this.#options.runs().find(({ id }) => id === run.id);
    if (now?.state !== 'running' || this.#goal.kind !== 'call') return;
    await this.#options.attempt('The run was not paused', async () => {
      this.#options.heard((await this.#options.client.call('runs.freeze', { run: run.id })).run);
    });
  }

  /** Whether there is a call in view that a run could go to. */
  get canGoHere(): boolean {
    const { run, selection } = this.#options.place.getState().place;
    if (selection?.kind !== 'call' || selection.run !== run) return false;
    const goesOn = this.#going();
    return goesOn === null || goesOn.calls <= selection.row;
  }

  /** To the call with the number of the selected one: in the run of this module that goes on, or in a new one. */
  async goHere(): Promise<void> {
    const { place, go } = this.#options.place.getState();
    if (place.selection?.kind !== 'call') return;
    const goal: StepGoal = { kind: 'row', row: place.selection.row };
    const run = this.#going();
    if (run === null) return this.#options.start(goal);
    go({ run: run.id, selection: null });
    await this.#order(run, goal, GO);
  }

  /** What becomes of the call at which the run stands; who went call by call goes on so. */
  async decide(verdict: StepVerdict): Promise<void> {
    const run = this.live;
    if (run?.held) await this.#order(run, this.#goal.kind === 'call' ? { kind: 'call', phase: 'before' } : RUN_ON, verdict);
  }

  /** The newest run of the module in view that goes on. */
  #going(): RunSummary | null {
    const { module } = this.#options.place.getState().place;
    return this.#options.runs().find((run) => run.module === module && run.state !== 'ended') ?? null;
  }

  async #order(run: RunSummary, goal: StepGoal, verdict: StepVerdict): Promise<void> {
    this.#goal = goal;
    const input = { run: run.id, stop: run.held?.stop ?? 0, orders: this.#orders(goal, verdict) };
    await this.#options.attempt('The run did not take the order', async () => {
      this.#options.heard((await this.#options.client.call('runs.order', input)).run);
    });
  }

  #orders(goal: StepGoal, verdict: StepVerdict): StepOrders {
    return { breakpoints: activeBreakpoints(this.#options.breakpoints.getState().breakpoints), goal, verdict };
  }

  /** A run that stands hears of them with the next order: an order now would let it go on. */
  async #tellBreakpoints(): Promise<void> {
    const run = this.live;
    if (run?.state !== 'running') return;
    try {
      const orders = this.#orders(this.#goal, GO);
      await this.#options.client.call('runs.order', { run: run.id, stop: 0, orders });
    } catch {
      // It stands or has ended meanwhile, and hears of them with the next order or the next run.
    }
  }
}
