// A checkpoint (c2sp.org/tlog-checkpoint): which log, how many entries, and the root of the tree over them, as a signed note.
import type { Platform } from '../platform/platform.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { HASH_BYTES } from './merkle-tree.ts';
import { readNote, signersOf, signNote, type NoteKey, type NoteSigner, type SignedNote } from './signed-note.ts';

export interface Checkpoint {
  /** Names the log; the key's name is the same. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface ReadCheckpoint extends Checkpoint {
  readonly note: SignedNote;
}

export function signCheckpoint(
  platform: Pick<Platform, 'digests' | 'signatures'>,
  { origin, size, root }: Checkpoint,
  signers: readonly NoteSigner[],
): string {
  return signNote(platform, `${origin}\n${size}\n${toBase64(root)}\n`, signers);
}

/** Undefined for what is no checkpoint. Nothing is verified. Lines after the root are extensions, and are not read. */
export function readCheckpoint(text: string): ReadCheckpoint | undefined {
  const note = readNote(text);
  const [origin = '', size = '', root = ''] = note?.text.split('\n') ?? [];
  const hash = fromBase64(root);
  if (note === undefined || origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size) || hash?.length !== HASH_BYTES) return undefined;
  const value = Number(size);
  return Number.isSafeInteger(value) ? { origin, size: value, root: hash, note } : undefined;
}

/** Whether the log's Ed25519 key signed it, and no signature of a known key is wrong. */
export function isSigned(
  platform: Pick<Platform, 'digests' | 'signatures'>,
  { note, origin }: ReadCheckpoint,
  keys: readonly NoteKey[],
): boolean {
  const signers = signersOf(platform, note, keys);
  return signers !== false && signers.some(({ kind, name }) => kind === 'ed25519' && name === origin);
}
