// Keeps what people wrote about a recording in its file.
import type { Checked } from '../../base/diagnostic.ts';
import { SandboxError } from '../../base/errors.ts';
import type { Note } from './notes.ts';
import { openRecording } from './open-recording.ts';
import type { RecordingPlatform } from './recording-writer.ts';
import { SESSION_CAPS } from './session-schema.ts';

/** Puts these in place of all notes of a finished recording of version 2. Throws REFUSED for another file, and past the caps. */
export function writeNotes(platform: RecordingPlatform, path: string, notes: readonly Note[]): void {
  if (notes.length > SESSION_CAPS.notes) throw new SandboxError('REFUSED', `${SESSION_CAPS.notes} notes are the most`);
  if (notes.some(({ text }) => text.length > SESSION_CAPS.note))
    throw new SandboxError('REFUSED', `a note has at most ${SESSION_CAPS.note} characters`);
  const isOurs = openRecording(platform, path);
  refuseOthers(isOurs);
  const database = platform.databases.open(path, 'write');
  try {
    database.exec('BEGIN; DELETE FROM note');
    const insert = database.prepare('INSERT INTO note (kind, row, written, text) VALUES (?, ?, ?, ?)');
    for (const { kind, row, written, text } of notes) insert.run(kind, row, String(written), text);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

function refuseOthers(opened: Checked<{ readonly version: number; close(): void }>): void {
  if (!opened.ok) throw new SandboxError('REFUSED', opened.diagnostics[0]?.message ?? '');
  const { version } = opened.value;
  opened.value.close();
  if (version < 2) throw new SandboxError('REFUSED', 'a recording of version 1 has no place for notes');
}
