// A policy text as it is handed in, and what is said of it: a diagnostic that names the text too, since there may be several.
import type { Diagnostic } from '../../base/diagnostic.ts';
import { diagnosticText } from '../../base/diagnostic.ts';
import { placeAt } from './text-place.ts';

export interface PolicyText {
  /** Shown and recorded: a file's own name, never its path on the host. */
  readonly name: string;
  readonly text: string;
}

export interface PolicyDiagnostic extends Diagnostic {
  /** Name of the text; empty where it concerns all of them. */
  readonly source: string;
}

/** A policy of a text. */
export interface PlacedPolicy {
  readonly source: PolicyText;
  /** The slice of the text that is this policy alone. */
  readonly text: string;
  /** Where it begins, in UTF-16 units. */
  readonly start: number;
  /** From 1, in its text. */
  readonly number: number;
}

/** `offset` counts UTF-16 units from the policy's beginning. */
export function policyDiagnostic(policy: PlacedPolicy, code: string, message: string, offset = 0): PolicyDiagnostic {
  return { code, message, source: policy.source.name, place: placeAt(policy.source.text, policy.start + offset) };
}

/** `net.cedar, line 3, column 9: …`: the form in which they are printed. */
export function policyDiagnosticText(diagnostic: PolicyDiagnostic): string {
  const { source, place } = diagnostic;
  if (source === '') return diagnosticText(diagnostic);
  return `${source}${place.kind === 'whole' ? ': ' : ', '}${diagnosticText(diagnostic)}`;
}
