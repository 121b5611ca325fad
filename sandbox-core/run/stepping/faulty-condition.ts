// The conditions in a stepper's orders, held against the filter language before they reach a guest.
import type { QueryFault } from '../../query/fault.ts';
import { callCondition } from './call-condition.ts';
import type { StepOrders } from './step-orders.ts';

/** The first condition that the filter language does not take, with its text. */
export function faultyCondition(orders: StepOrders): { readonly where: string; readonly fault: QueryFault } | undefined {
  const { breakpoints, goal } = orders;
  const all = [...breakpoints.map((breakpoint) => breakpoint.where), ...(goal.kind === 'until' ? [goal.where] : [])];
  for (const text of all) {
    const read = callCondition(text);
    if (!read.ok) return { where: text, fault: read.fault };
  }
  return undefined;
}
