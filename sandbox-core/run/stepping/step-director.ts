// Lets a person step through a run's host calls: stands still where the orders say, tells of the call, and does with it what the
// next orders say. On the guest's thread; while it stands, the run's clocks stand too.
import { SandboxError } from '../../base/errors.ts';
import type { After, Before, CallDirector, DirectedCall, Edit, Write } from '../../host/call-director.ts';
import { errnoName, type Errno } from '../../host/errno.ts';
import type { FreezePoint } from '../../host/freeze-point.ts';
import { encodeChunk } from '../../recording/record/chunk-codec.ts';
import type { Chunk } from '../../recording/record/chunk.ts';
import type { ThrownFrame } from '../../runtime/v8-trap.ts';
import { callCondition, type CallCondition } from './call-condition.ts';
import { pendingChunk } from './pending-call.ts';
import { NO_ORDERS, type Breakpoint, type HeldVerdict, type StepGoal, type StepOrders } from './step-orders.ts';
import type { OrderSlot } from '../order-slot.ts';

export type StepPhase = 'before' | 'after';

/** What the guest's thread tells of the call at which it stands. */
export interface HeldAt {
  readonly row: number;
  readonly phase: StepPhase;
  /** One row, encoded. */
  readonly pending: Uint8Array;
  readonly stack: readonly ThrownFrame[];
  /** Why the last verdict could not be carried out; empty where it could. */
  readonly fault: string;
}

export interface StepDirectorOptions {
  readonly slot: OrderSlot<StepOrders>;
  readonly freezePoint: FreezePoint;
  /** Above zero: the run is to end. */
  stopAsked(): boolean;
  /** The guest's frames now, innermost first. */
  stack(): readonly ThrownFrame[];
  held(at: HeldAt): void;
}

interface ActiveBreakpoint {
  readonly key: string;
  readonly phase: StepPhase;
  readonly matches: CallCondition;
  left: number;
}

/** A stop that comes meanwhile is noticed this late. */
const LOOK_MILLISECONDS = 5;
const GO = { kind: 'go' } as const;

export class StepDirector implements CallDirector {
  readonly #options: StepDirectorOptions;
  #breakpoints: ActiveBreakpoint[] = [];
  #until: CallCondition | undefined;
  #goal: StepGoal = NO_ORDERS.goal;
  /** The call whose arguments were changed: it comes by once more. */
  #changed = -1;

  constructor(options: StepDirectorOptions) {
    this.#options = options;
    this.#obey(options.slot.take());
  }

  attends(): boolean {
    this.#obey(this.#options.slot.take());
    return this.#goal.kind !== 'run' || this.#breakpoints.length > 0;
  }

  before(call: DirectedCall): Before {
    if (!this.#stands(call, 'before')) return GO;
    for (let fault = ''; ;) {
      const verdict = this.#hold(call, 'before', fault);
      if (verdict === undefined || verdict.kind === 'go') return GO;
      const carried = before(call, verdict);
      if (verdict.kind === 'arguments') this.#changed = call.row;
      if (typeof carried !== 'string') return carried;
      fault = carried;
    }
  }

  after(call: DirectedCall): After {
    if (!this.#stands(call, 'after')) return GO;
    for (let fault = ''; ;) {
      const verdict = this.#hold(call, 'after', fault);
      if (verdict === undefined || verdict.kind === 'go') return GO;
      const carried =
        verdict.kind === 'answer' ? answered(call, verdict) : 'the call is over: it can be answered otherwise, and no more';
      if (typeof carried !== 'string') return carried;
      fault = carried;
    }
  }

  #stands(call: DirectedCall, phase: StepPhase): boolean {
    this.#obey(this.#options.slot.take());
    if (phase === 'before' && call.row === this.#changed) return false;
    const goal = this.#goal;
    if (goal.kind === 'call' && goal.phase === phase) return true;
    if (goal.kind === 'row' && phase === 'before' && call.row >= goal.row) return true;
    if (this.#breakpoints.length === 0 && goal.kind !== 'until') return false;
    const pending = pendingChunk(call);
    if (pending === undefined) return false;
    const isMeant = goal.kind === 'until' && phase === 'before' && this.#until?.(pending) === true;
    // Each breakpoint counts each call, also those where another one stops already.
    const stops = this.#breakpoints.filter((breakpoint) => breakpoint.phase === phase && isDue(breakpoint, pending));
    return isMeant || stops.length > 0;
  }

  /** Undefined when the run is to end. */
  #hold(call: DirectedCall, phase: StepPhase, fault: string): HeldVerdict | undefined {
    const { slot, freezePoint, held, stack } = this.#options;
    const pending = pendingChunk(call);
    if (pending === undefined) throw new SandboxError('INTERNAL', 'a held call has no row');
    let verdict: HeldVerdict | undefined;
    freezePoint.hold(() => {
      held({ row: call.row, phase, pending: encodeChunk(pending), stack: stack(), fault });
      while (verdict === undefined && !this.#options.stopAsked()) {
        slot.wait(LOOK_MILLISECONDS);
        verdict = this.#obey(slot.take());
      }
    });
    return verdict;
  }

  #obey(orders: StepOrders | undefined): HeldVerdict | undefined {
    if (orders === undefined) return undefined;
    // One that stays keeps its count.
    const before = new Map(this.#breakpoints.map((active) => [active.key, active]));
    this.#breakpoints = orders.breakpoints.map((breakpoint) => before.get(keyOf(breakpoint)) ?? activeOf(breakpoint));
    this.#goal = orders.goal;
    this.#until = orders.goal.kind === 'until' ? condition(orders.goal.where) : undefined;
    return orders.verdict;
  }
}

function keyOf({ where, phase, skip }: Breakpoint): string {
  return JSON.stringify([where, phase, skip]);
}

function activeOf(breakpoint: Breakpoint): ActiveBreakpoint {
  const { where, phase, skip } = breakpoint;
  return { key: keyOf(breakpoint), phase, matches: condition(where), left: skip };
}

function isDue(breakpoint: ActiveBreakpoint, pending: Chunk): boolean {
  if (!breakpoint.matches(pending)) return false;
  if (breakpoint.left === 0) return true;
  breakpoint.left -= 1;
  return false;
}

/** Orders were checked by the engine, which has the same fields. */
function condition(where: string): CallCondition {
  const read = callCondition(where);
  if (!read.ok) throw new SandboxError('PROTOCOL', read.fault.message);
  return read.value;
}

/** A text says why it cannot be done. */
function before(call: DirectedCall, verdict: Exclude<HeldVerdict, { kind: 'go' }>): Before | string {
  switch (verdict.kind) {
    case 'answer':
      return answered(call, verdict);
    case 'deny':
      return { kind: 'deny', edit: edit('denied') };
    case 'arguments':
      return { kind: 'arguments', values: verdict.values.map(BigInt), edit: edit(`arguments ${verdict.values.join(', ')}`) };
  }
}

function answered(
  { call, outcome }: DirectedCall,
  verdict: Extract<HeldVerdict, { kind: 'answer' }>,
):
  | {
      readonly kind: 'answer';
      readonly answer: { readonly errno: Errno; readonly writes: readonly Write[] };
      readonly edit: Edit;
    }
  | string {
  const writes = verdict.writes.map(({ pointer, bytes }) => ({ pointer, bytes: bytesOf(bytes) }));
  const outside = writes.find(({ pointer, bytes }) => !call.guest.memory.has(pointer, bytes.length));
  if (outside) return `0x${outside.pointer.toString(16)} with ${outside.bytes.length} bytes lies outside of memory`;
  if (outcome === 'denied' && verdict.errno === 0) return 'a denied call cannot be made to succeed';
  const errno = verdict.errno as Errno;
  const what = `answered ${errno === 0 ? 'ok' : `E${errnoName(errno)}`}${writes.length > 0 ? ` with ${writes.length} writes` : ''}`;
  return { kind: 'answer', answer: { errno, writes }, edit: edit(what) };
}

function bytesOf(hexadecimal: string): Uint8Array {
  return Uint8Array.from(hexadecimal.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function edit(what: string): Edit {
  return { by: 'person', what };
}
