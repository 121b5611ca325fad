// Files the user opened or dropped. Name and size are checked before a byte is read, so that a stray drop freezes nothing.
import type { Client } from '../../app/contract/connect.ts';
import type { RunSummary } from '../../app/contract/schemas.ts';
import { MOST_PIECE } from '../../app/contract/session-file-schemas.ts';
import { bytesText } from '../ui/quantities.ts';

/** What one message to the engine can carry with room to spare; larger modules are refused there as well. */
export const LARGEST_MODULE = 256 << 20;

/** What the file dialogs offer. */
export const KNOWN_ENDINGS = '.wasm,.wat,.session';

export type OpenedKind = 'module' | 'session';

type Bytes = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

/** By the name alone. Throws what was expected. */
export function openedKind({ name }: Pick<File, 'name'>): OpenedKind {
  if (/\.(wasm|wat)$/i.test(name)) return 'module';
  if (/\.session$/i.test(name)) return 'session';
  throw new Error('its name ends in none of .wasm, .wat and .session');
}

export async function readModuleFile(file: Bytes): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > LARGEST_MODULE)
    throw new Error(`it has ${bytesText(file.size)}, at most ${bytesText(LARGEST_MODULE)} are read`);
  return new Uint8Array(await file.arrayBuffer());
}

/** Gives a session file to the engine piece by piece; `onShare` hears how much of it is there, 0 to 1. */
export async function bringSession(
  client: Pick<Client, 'call'>,
  file: Pick<File, 'size' | 'slice'>,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<RunSummary> {
  let number = 0;
  for (let at = 0; ; at += MOST_PIECE) {
    const bytes = new Uint8Array(await file.slice(at, at + MOST_PIECE).arrayBuffer());
    const last = at + MOST_PIECE >= file.size;
    if (last) onShare(1);
    const answer: { readonly file: number; readonly run: RunSummary | null } = await client.call(
      'sessions.bring',
      { file: number, bytes, last },
      { signal },
    );
    number = answer.file;
    if (answer.run !== null) return answer.run;
    onShare((at + bytes.length) / file.size);
  }
}
