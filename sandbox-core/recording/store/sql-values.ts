// Values of a session file, checked as they come out of SQLite, and the refusal of what they should not be.
import { SandboxError } from '../../base/errors.ts';
import type { SqlValue } from '../../platform/platform.ts';

/** What is wrong with the file, thrown up to `openRecording` and made a value there. */
export class Refusal extends SandboxError {
  readonly diagnostic: string;

  constructor(code: string, message: string) {
    super('REFUSED', message);
    this.diagnostic = code;
  }
}

// STRICT tables keep honest writers to their types; a file made by hand can still hold anything anywhere.

export function integer(value: SqlValue | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Refusal('session-value', 'a number is out of range');
  return value;
}

export function text(value: SqlValue | undefined): string {
  if (typeof value !== 'string') throw new Refusal('session-value', 'a text is missing');
  return value;
}

export function blob(value: SqlValue | undefined, most: number): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length > most) throw new Refusal('session-value', 'bytes are missing or too many');
  return value;
}
