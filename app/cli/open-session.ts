// Session files that a person named, opened or refused in one sentence, and text written no faster than it is read.
import { existsSync } from 'node:fs';
import { diagnosticText, openRecording, type Platform, type Recording } from '../../sandbox-core/index.ts';
import { UsageError } from './usage.ts';

export function openSession(platform: Platform, file: string): Recording {
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
  const opened = openRecording(platform, file);
  if (!opened.ok) throw new UsageError(`${file}: ${opened.diagnostics.map(diagnosticText).join('; ')}`);
  return opened.value;
}

/** Waits when whoever reads is slower than we are. */
export async function writeOut(text: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(text)) await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}
