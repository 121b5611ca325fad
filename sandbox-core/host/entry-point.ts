// One imported function as the gate keeps it, with the last verdict on it: a function nearly always asks the same, and a
// look into a table by name would show in every call's time.
import type { Decision } from '../policy/decision.ts';
import { ACTIONS, type Action } from '../policy/request.ts';
import type { HostFunction } from './host-function.ts';

const ACTION_NUMBER: ReadonlyMap<Action, number> = new Map(ACTIONS.map((action, index) => [action, index]));

export class EntryPoint {
  readonly hostFunction: HostFunction;
  /** Of its signature in the recording. */
  readonly number: number;
  readonly parameters: number;
  #decided: Action | undefined;
  #decision: Decision | undefined;
  #named: Action | undefined;
  #actionNumber = 0;

  constructor(hostFunction: HostFunction, number: number) {
    this.hostFunction = hostFunction;
    this.number = number;
    this.parameters = hostFunction.type.parameters.length;
  }

  /** The decision on an action that is asked without a resource; `decide` is asked when it is another than the last time. */
  plainDecision(action: Action, decide: (action: Action, resource: string) => Decision): Decision {
    if (this.#decision !== undefined && this.#decided === action) return this.#decision;
    this.#decided = action;
    return (this.#decision = decide(action, ''));
  }

  /** Index of `action` in ACTIONS. */
  actionNumber(action: Action): number {
    if (this.#named !== action) {
      this.#named = action;
      this.#actionNumber = ACTION_NUMBER.get(action) ?? 0;
    }
    return this.#actionNumber;
  }
}
