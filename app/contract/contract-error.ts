// What a command is refused with, on both sides of the channel: a code, a sentence, and diagnostics where the input is at fault.
// Nothing else of an error crosses: no stack, no cause, no host path.
import type { Diagnostic, ErrorCode } from '../../sandbox-core/index.ts';

/**
 * The codes that may cross with their own message. Messages of the others speak of our insides (and may hold host paths):
 * they are replaced by one fixed sentence, and the real one goes to the log.
 */
const SPOKEN: Readonly<Record<ErrorCode, boolean>> = {
  INTERNAL: false,
  NOT_FOUND: true,
  BAD_REQUEST: true,
  CONFLICT: true,
  REFUSED: true,
  CLOSED: true,
  CANCELLED: true,
  UNAVAILABLE: true,
  PROTOCOL: false,
};

const UNSPOKEN = 'the engine failed at this; its log says why';

const LONGEST_MESSAGE = 2000;
const MOST_DIAGNOSTICS = 200;

export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
}

export class ContractError extends Error implements WireError {
  override readonly name = 'ContractError';
  readonly code: ErrorCode;
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: ErrorCode, message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

/** Whether the thrown thing was meant for the caller: its code is in the table and its message may be shown. */
export function isSpoken(thrown: unknown): thrown is Error & { readonly code: ErrorCode } {
  return thrown instanceof Error && 'code' in thrown && isErrorCode(thrown.code) && SPOKEN[thrown.code];
}

/** What may be said to the page about anything thrown. */
export function wireErrorOf(thrown: unknown): WireError {
  if (!isSpoken(thrown)) return { code: 'INTERNAL', message: UNSPOKEN, diagnostics: [] };
  const diagnostics = thrown instanceof ContractError ? thrown.diagnostics.slice(0, MOST_DIAGNOSTICS) : [];
  return { code: thrown.code, message: thrown.message.slice(0, LONGEST_MESSAGE), diagnostics };
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(SPOKEN, value);
}
