// What people wrote about a recording: marks at a call, tags, a note on the whole. They stand in the file and outside of its
// chain, since they may come at any time.
import type { Database } from '../../platform/platform.ts';
import { SESSION_CAPS } from './session-schema.ts';

export const NOTE_KINDS = ['mark', 'tag', 'note'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

export interface Note {
  readonly kind: NoteKind;
  /** The call that is marked; null for what speaks of the whole. */
  readonly row: number | null;
  /** Nanoseconds since 1970. */
  readonly written: bigint;
  readonly text: string;
}

/** The notes of a file of unknown origin; what is no note of ours is passed over. A file of version 1 has none. */
export function readNotes(database: Database): Note[] {
  const rows = database
    .prepare('SELECT kind, row, written, text FROM note WHERE length(text) <= ? ORDER BY id LIMIT ?')
    .all(SESSION_CAPS.note, SESSION_CAPS.notes);
  return rows.flatMap(({ kind, row, written, text }) => {
    const known = NOTE_KINDS.find((one) => one === kind);
    const isPlace = row === null || (typeof row === 'number' && Number.isSafeInteger(row) && row >= 0);
    if (known === undefined || !isPlace || typeof text !== 'string' || typeof written !== 'string' || !/^\d{1,20}$/.test(written))
      return [];
    return [{ kind: known, row: row as number | null, written: BigInt(written), text }];
  });
}
