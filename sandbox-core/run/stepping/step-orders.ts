// What a person who steps wants of a run: where it shall stand still, and what shall become of the call it stands at. Plain
// data, on its way from the engine to the guest's thread; app/contract/step-orders.ts checks its shape where it comes from outside.

export interface Breakpoint {
  /** In the filter language (docs/filter-language.md); empty for every call. */
  readonly where: string;
  readonly phase: 'before' | 'after';
  /** Matching calls that are let pass first. */
  readonly skip: number;
}

/**
 * `run`: to the next breakpoint. `call`: to the next call, before or after it. `row`: to that call, before it. `until`: to the
 * first call that the condition means.
 */
export type StepGoal =
  | { readonly kind: 'run' }
  | { readonly kind: 'call'; readonly phase: 'before' | 'after' }
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'until'; readonly where: string };

/** What becomes of the call at which the guest stands. After the call, `go` and `answer` alone can be done. */
export type HeldVerdict =
  | { readonly kind: 'go' }
  | {
      readonly kind: 'answer';
      /** 0 to 76. */
      readonly errno: number;
      /** Bytes in hexadecimal. */
      readonly writes: readonly { readonly pointer: number; readonly bytes: string }[];
    }
  | { readonly kind: 'deny' }
  /** 64 bits each in decimal, with sign. */
  | { readonly kind: 'arguments'; readonly values: readonly string[] };

/** All of it at once, each time anything changes. */
export interface StepOrders {
  readonly breakpoints: readonly Breakpoint[];
  readonly goal: StepGoal;
  readonly verdict: HeldVerdict;
}

export const NO_ORDERS: StepOrders = { breakpoints: [], goal: { kind: 'run' }, verdict: { kind: 'go' } };
