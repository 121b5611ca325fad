// What is wrong with the text of a filter, and where: for underlining it, and for a line with a caret below.
import type { Diagnostic } from '../base/diagnostic.ts';

export interface QueryFault {
  /** Stable, kebab-case. */
  readonly code: string;
  /** The fact and what was expected, in one sentence without a full stop. */
  readonly message: string;
  /** Places in the text, from 0; `to` is past the end. Equal where something is missing. */
  readonly from: number;
  readonly to: number;
  /** What was most likely meant in place of `from … to`. */
  readonly meant?: string;
}

export type CheckedQuery<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: QueryFault };

export function faultAt(code: string, message: string, from: number, to: number, meant?: string): QueryFault {
  return { code, message, from, to, ...(meant === undefined ? {} : { meant }) };
}

/** The same as other inputs' diagnostics: columns count from 1. */
export function diagnosticOf(fault: QueryFault): Diagnostic {
  return { code: fault.code, message: fault.message, place: { kind: 'text', line: 1, column: fault.from + 1 } };
}

/** `; did you mean files?`, or nothing. */
export function meantText(meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}
