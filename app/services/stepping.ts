// Stepping through a run that is under way: orders, pauses, and the call at which it stands.
import { diagnosticOf, faultyCondition, type Recording, type Run, type StepOrders } from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';
import { heldCallForPage } from './held-call.ts';

export interface SteppingOptions {
  /** Undefined for a run of an earlier day. Throws NOT_FOUND. */
  readonly runOf: (id: string) => Run | undefined;
  readonly recordingOf: (id: string) => Recording;
}

export class Stepping {
  readonly #options: SteppingOptions;

  constructor(options: SteppingOptions) {
    this.#options = options;
  }

  order({ run: id, stop, orders }: CommandInput<'runs.order'>): void {
    const run = this.#options.runOf(id);
    refuseFaultyCondition(orders);
    if (run === undefined || run.state === 'ended') throw new ContractError('CONFLICT', 'the run has ended');
    if (!run.isSteppable) throw new ContractError('CONFLICT', 'the run was not started for stepping');
    if ((run.held?.stop ?? 0) !== stop) throw new ContractError('CONFLICT', 'the run does not stand there any more');
    run.order(orders);
    // In this order, so that a guest that stands still before a call meets it with the new orders.
    run.thaw();
  }

  freeze(id: string): void {
    const run = this.#options.runOf(id);
    if (run?.held === undefined) run?.freeze();
  }

  thaw(id: string): void {
    this.#options.runOf(id)?.thaw();
  }

  held(id: string): CommandOutput<'runs.held'> {
    const held = this.#options.runOf(id)?.held;
    return { held: held === undefined ? null : heldCallForPage(held, this.#options.recordingOf(id).header) };
  }
}

/** Throws BAD_REQUEST with the column in the condition that is at fault. */
export function refuseFaultyCondition(orders: StepOrders | null | undefined): void {
  const faulty = orders ? faultyCondition(orders) : undefined;
  if (faulty !== undefined) throw new ContractError('BAD_REQUEST', faulty.fault.message, [diagnosticOf(faulty.fault)]);
}
