// What is wrong with something a person or a guest handed in: data, made into a sentence last.

/** Where in the input a diagnostic speaks of. Offsets count bytes from 0; lines and columns count from 1. */
export type Place =
  | { readonly kind: 'byte'; readonly offset: number }
  | { readonly kind: 'text'; readonly line: number; readonly column: number }
  | { readonly kind: 'whole' };

export interface Diagnostic {
  /** Stable, kebab-case, for tests and machines: `section-size`, `unknown-import`. */
  readonly code: string;
  /** One sentence that states the fact and the value, and what was expected. Carries no place and no host path. */
  readonly message: string;
  readonly place: Place;
}

/** `at byte 0x1f3c: section size …`, `line 3, column 9: …`: the one form in which diagnostics are printed. */
export function diagnosticText(diagnostic: Diagnostic): string {
  const { place, message } = diagnostic;
  switch (place.kind) {
    case 'byte':
      return `at byte 0x${place.offset.toString(16)}: ${message}`;
    case 'text':
      return `line ${place.line}, column ${place.column}: ${message}`;
    case 'whole':
      return message;
  }
}

/** A value, or why there is none. `diagnostics` has at least one entry. */
export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
