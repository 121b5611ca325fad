// Signed notes (c2sp.org/signed-note): a text, an empty line, and a line for each signature, which others' tools read as well.
// Ed25519 has its assigned type; ML-DSA-65 has none, and takes 0xff with a name of its own.
import type { Platform, SignatureKind } from '../platform/platform.ts';
import { fromBase64, toBase64 } from './base64.ts';

type NotePlatform = Pick<Platform, 'digests' | 'signatures'>;

export interface NoteKey {
  readonly kind: SignatureKind;
  readonly name: string;
  readonly publicKey: Uint8Array;
}

export interface NoteSigner extends NoteKey {
  readonly privateKey: Uint8Array;
}

export interface SignedNote {
  /** With its last line feed. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly keyId: string; readonly signature: Uint8Array }[];
}

/** More is no note of ours, nor of a log with sixteen witnesses. */
const MOST_NOTE_CHARACTERS = 1 << 17;
const MOST_SIGNATURES = 32;
const KEY_ID_BYTES = 4;

const encoder = new TextEncoder();
const TYPES: Readonly<Record<SignatureKind, Uint8Array>> = {
  ed25519: Uint8Array.of(1),
  'ml-dsa-65': Uint8Array.of(0xff, ...encoder.encode('wasm-sandbox/ml-dsa-65\n')),
};
const PUBLIC_KEY_BYTES: Readonly<Record<SignatureKind, number>> = { ed25519: 32, 'ml-dsa-65': 1952 };

export function signNote(platform: NotePlatform, text: string, signers: readonly NoteSigner[]): string {
  const lines = signers.map((signer) => {
    const signature = platform.signatures.sign(signer.kind, signer.privateKey, encoder.encode(text));
    const bytes = new Uint8Array(KEY_ID_BYTES + signature.length);
    bytes.set(keyIdOf(platform, signer));
    bytes.set(signature, KEY_ID_BYTES);
    return `— ${signer.name} ${toBase64(bytes)}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** Undefined for what is no signed note. Nothing is verified. */
export function readNote(note: string): SignedNote | undefined {
  if (note.length > MOST_NOTE_CHARACTERS || [...note].some((letter) => letter < ' ' && letter !== '\n')) return undefined;
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) return undefined;
  const signatures = lines.map(readSignature);
  return signatures.every((signature) => signature !== undefined) ? { text: note.slice(0, end + 1), signatures } : undefined;
}

function readSignature(line: string): SignedNote['signatures'][number] | undefined {
  const match = /^— ([^\s+]+) (\S+)$/u.exec(line);
  const bytes = fromBase64(match?.[2] ?? '');
  if (match?.[1] === undefined || bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined;
  return { name: match[1], keyId: hexadecimal(bytes.subarray(0, KEY_ID_BYTES)), signature: bytes.slice(KEY_ID_BYTES) };
}

/**
 * Which of the keys signed the note. `false` where a signature that claims to be of one of them is not, which spoils the whole.
 * A key of a kind that this host cannot verify counts as unknown.
 */
export function signersOf(platform: NotePlatform, note: SignedNote, keys: readonly NoteKey[]): readonly NoteKey[] | false {
  const found: NoteKey[] = [];
  for (const { name, keyId, signature } of note.signatures) {
    const key = keys.find((one) => one.name === name && hexadecimal(keyIdOf(platform, one)) === keyId);
    if (key === undefined || !platform.signatures.offers(key.kind)) continue;
    if (!platform.signatures.verify(key.kind, key.publicKey, encoder.encode(note.text), signature)) return false;
    found.push(key);
  }
  return found;
}

/** The key as others are told it: `name+keyid+base64(type and key)`. */
export function keyText(platform: NotePlatform, key: NoteKey): string {
  const [type, keyId] = [TYPES[key.kind], hexadecimal(keyIdOf(platform, key))];
  return `${key.name}+${keyId}+${toBase64(Uint8Array.of(...type, ...key.publicKey))}`;
}

/** Undefined for a text that is no key, or one of a kind that is not known here. */
export function readKey(platform: NotePlatform, text: string): NoteKey | undefined {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text);
  const bytes = fromBase64(match?.[3] ?? '');
  if (match?.[1] === undefined || bytes === undefined) return undefined;
  for (const kind of ['ed25519', 'ml-dsa-65'] as const) {
    const type = TYPES[kind];
    const begins = type.every((byte, index) => byte === bytes[index]);
    if (!begins || bytes.length !== type.length + PUBLIC_KEY_BYTES[kind]) continue;
    const key = { kind, name: match[1], publicKey: bytes.slice(type.length) };
    return hexadecimal(keyIdOf(platform, key)) === match[2] ? key : undefined;
  }
  return undefined;
}

function keyIdOf({ digests }: NotePlatform, { kind, name, publicKey }: NoteKey): Uint8Array {
  return digests.sha256(encoder.encode(`${name}\n`), TYPES[kind], publicKey).subarray(0, KEY_ID_BYTES);
}

function hexadecimal(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
