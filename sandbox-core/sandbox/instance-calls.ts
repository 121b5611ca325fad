// A call as a caller makes it, on an instance as the tenant knows it: arguments checked, time and signal minded, results
// handed back or the guest's fault thrown.
import { SandboxError } from '../base/errors.ts';
import type { Ending } from '../run/outcome.ts';
import { callResult, checkedArguments, fitsResults, type CallValue } from './call-values.ts';
import { functionNamed } from './exported-functions.ts';
import { guestError, type GuestError } from './guest-error.ts';
import type { Resident } from './resident.ts';
import { nanosOf } from './sandbox-limits.ts';
import type { SandboxParts } from './sandbox-parts.ts';
import type { StopSignal } from '../base/stop-signal.ts';
import { totalsOf } from './usage.ts';
import type { OperationResult } from './lane.ts';
import type { Underway } from './tenant.ts';

export interface CallOptions {
  /** Stops the guest for real, wherever it is; the instance is dead then. A call that has not begun is only taken back. */
  readonly signal?: StopSignal;
  /** Less time than the policy's limit: `'50ms'`, or milliseconds. */
  readonly time?: string | number;
}

export async function callInstance(
  parts: SandboxParts,
  resident: Resident,
  name: string,
  given: readonly unknown[],
  options: CallOptions,
): Promise<CallValue> {
  const type = functionNamed(parts.functions, name);
  const values = checkedArguments(name, type, given);
  const most = parts.plan.limits.wallTime;
  const milliseconds = Math.min(most, options.time === undefined ? most : nanosOf('time', options.time)) / 1e6;
  const { signal } = options;
  if (signal?.aborted) throw faultOf(parts, resident, { kind: 'stopped' }, signal.reason);
  const underway = parts.tenant.call(resident, { name, values, milliseconds, fits: (results) => fitsResults(type, results) });
  const result = await untilStopped(underway, signal);
  if (result.kind === 'values') return callResult(result.values);
  if (parts.tenant.closed) throw new SandboxError('CLOSED', 'the sandbox was closed');
  const ending: Ending = result.kind === 'ended' ? result.ending : { kind: 'stopped' };
  throw faultOf(parts, resident, ending, signal?.aborted ? signal.reason : undefined);
}

export function faultOf(parts: SandboxParts, resident: Resident, ending: Ending, cause?: unknown): GuestError {
  const { limits, rules } = parts.plan;
  return guestError(ending, totalsOf(resident.counts, limits, ending), rules, cause);
}

/** What it comes to, stopped when the signal says so. */
export async function untilStopped(underway: Underway, signal: StopSignal | undefined): Promise<OperationResult> {
  if (signal === undefined) return underway.ended;
  const stop = (): void => underway.stop();
  signal.addEventListener('abort', stop);
  try {
    return await underway.ended;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
