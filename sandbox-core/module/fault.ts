// How the reader stops at the first thing that is wrong: a fault is thrown inside the module part, carries the finished
// diagnostic, and leaves the part only as a value, through `attempt`.
import type { Checked, Diagnostic } from '../base/diagnostic.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';

export class ModuleFault extends Error {
  override readonly name = 'ModuleFault';
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

export function byteDiagnostic(code: string, offset: number, message: string): Diagnostic {
  return { code, message, place: { kind: 'byte', offset } };
}

/** Stops reading. `offset` is where the wrong thing begins. */
export function refuse(code: string, offset: number, message: string): never {
  throw new ModuleFault(byteDiagnostic(code, offset, message));
}

/** Runs `read`; a fault becomes a diagnostic, anything else is our own error and goes on. */
export function attempt<Value>(read: () => Value): Checked<Value> {
  try {
    return { ok: true, value: read() };
  } catch (thrown) {
    if (thrown instanceof ModuleFault) return { ok: false, diagnostics: [thrown.diagnostic] };
    throw thrown;
  }
}

/** A guest's name inside a message: quoted, short, and with nothing hidden in it. */
export function quoted(name: string): string {
  return `"${visibleText(cutMiddle(name, 80))}"`;
}

export function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
