// A file of an evidence pack, and how a pack is narrowed. Nothing in a pack says when or where it was made: one log, one pack.
import { formatInstant } from '../../base/instant.ts';
import type { AuditFilter } from '../audit-reader.ts';

export interface EvidenceFile {
  /** Within the pack, with `/`; letters, digits, `.`, `-` alone. */
  readonly path: string;
  /** Its text in pieces of any size, to be gone through once. */
  readonly pieces: Iterable<string>;
}

/** Which entries are told of; nothing left out where it is empty. Milliseconds since 1970. */
export type EvidenceScope = Pick<AuditFilter, 'run' | 'from' | 'to'>;

export function isNarrowed({ run, from, to }: EvidenceScope): boolean {
  return run !== undefined || from !== undefined || to !== undefined;
}

export function scopeWords(scope: EvidenceScope): string {
  if (!isNarrowed(scope)) return 'all entries of the log';
  const { run, from, to } = scope;
  const words = [
    run === undefined ? [] : [`of run ${run}`],
    from === undefined ? [] : [`from ${millisecondsText(from)}`],
    to === undefined ? [] : [`before ${millisecondsText(to)}`],
  ];
  return `entries ${words.flat().join(' ')}`;
}

export function millisecondsText(time: number): string {
  return formatInstant(String(BigInt(time) * 1_000_000n));
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
