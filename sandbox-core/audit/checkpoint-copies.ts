// Checkpoints in a second place. A log alone cannot show that it was put back to an earlier state or exchanged; a copy of its
// last checkpoint elsewhere does, so one that disagrees with the log is never written over.
import { messageOf } from '../base/errors.ts';
import type { Database, Platform } from '../platform/platform.ts';
import { readCheckpoint } from './checkpoint.ts';

export const MOST_CHECKPOINT_BYTES = 1 << 17;

/** Why the copy was not written; undefined where it was. */
export function copyCheckpoint(
  { privateFiles }: Pick<Platform, 'privateFiles'>,
  database: Database,
  note: string,
  place: string,
): string | undefined {
  try {
    const there = privateFiles.read(place, MOST_CHECKPOINT_BYTES);
    const objection = there && objectionOf(database, note, new TextDecoder().decode(there));
    if (objection !== undefined) return objection;
    privateFiles.replace(place, new TextEncoder().encode(note));
    return undefined;
  } catch (thrown) {
    return `no checkpoint was copied: ${messageOf(thrown)}`;
  }
}

function objectionOf(database: Database, note: string, there: string): string | undefined {
  const [mine, other] = [readCheckpoint(note), readCheckpoint(there)];
  if (mine === undefined || other === undefined) return 'the second place holds something else than a checkpoint';
  if (mine.origin !== other.origin) return 'the second place holds the checkpoint of another log';
  if (other.size > mine.size) {
    return `the second place knows of ${other.size} entries, and the log has ${mine.size}: it was put back to an earlier state`;
  }
  // Every checkpoint that was copied is in the log too: one of other words was signed over something else.
  const known = database.prepare('SELECT note FROM checkpoint WHERE size = ?').get(other.size)?.['note'];
  return typeof known === 'string' && readCheckpoint(known)?.note.text === other.note.text
    ? undefined
    : 'the second place holds a checkpoint that this log does not have';
}
