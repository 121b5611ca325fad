// How a guest ended, from what the engine threw or refused: for whoever runs guest code, a run's thread or a tenant's.
import type { ThrownTrap } from '../runtime/v8-trap.ts';
import type { GuestEnding } from './guest-protocol.ts';

export function trappedEnding(trap: ThrownTrap): GuestEnding {
  return { kind: 'trapped', trap: { kind: trap.kind, message: trap.message, stack: trap.stack } };
}

/** The trap that follows the hook of the stack limit, by its reason. */
export function asOverflow(ending: GuestEnding): GuestEnding {
  if (ending.kind !== 'trapped') return ending;
  return { kind: 'trapped', trap: { ...ending.trap, kind: 'stack-overflow', message: 'the stack passed its limit' } };
}

export function refusedEnding(refused: { readonly message: string; readonly offset: number | undefined }): GuestEnding {
  const { message, offset } = refused;
  return offset === undefined ? { kind: 'refused', message } : { kind: 'refused', message, offset };
}
