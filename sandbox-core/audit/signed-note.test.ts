import { expect, test } from 'vitest';
import { nodePlatform, stderrLog } from '../node.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { isSigned, readCheckpoint, signCheckpoint } from './checkpoint.ts';
import { keyText, readKey, readNote, signersOf, type NoteSigner } from './signed-note.ts';

const platform = nodePlatform({ log: stderrLog('error') });

function signer(kind: NoteSigner['kind'], name = 'example.com/log'): NoteSigner {
  return { kind, name, ...platform.signatures.generate(kind) };
}

/** The example of golang.org/x/mod/sumdb/note, which others' implementations are held against too. */
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

test('a note of another implementation is read, and its signature verified', () => {
  const [note, key] = [readNote(GO_NOTE), readKey(platform, GO_KEY)];
  if (note === undefined || key === undefined) throw new Error('unreadable');
  expect(keyText(platform, key)).toBe(GO_KEY);
  expect(signersOf(platform, note, [key])).toEqual([key]);
  expect(signersOf(platform, { ...note, text: note.text.replace('your', 'our') }, [key])).toBe(false);
});

test('a checkpoint is signed by each key of the log, and found to be', () => {
  const signers = [signer('ed25519'), ...(platform.signatures.offers('ml-dsa-65') ? [signer('ml-dsa-65')] : [])];
  const note = signCheckpoint(platform, { origin: 'example.com/log', size: 12, root: new Uint8Array(32).fill(7) }, signers);
  const read = readCheckpoint(note);
  expect(read).toMatchObject({ origin: 'example.com/log', size: 12, root: new Uint8Array(32).fill(7) });
  expect(read && signersOf(platform, read.note, signers)).toEqual(signers);
  const known = signers.map((one) => readKey(platform, keyText(platform, one)));
  expect(known).toEqual(signers.map(({ kind, name, publicKey }) => ({ kind, name, publicKey })));
});

test('a checkpoint of another key, name or text is not taken for one of the log', () => {
  const own = signer('ed25519');
  const checkpoint = { origin: 'example.com/log', size: 3, root: new Uint8Array(32) };
  const judged = (note: string): boolean | undefined => {
    const read = readCheckpoint(note);
    return read && isSigned(platform, read, [own]);
  };
  const note = signCheckpoint(platform, checkpoint, [own]);
  expect([
    judged(note),
    judged(note.replace('\n3\n', '\n4\n')),
    judged(signCheckpoint(platform, checkpoint, [signer('ed25519')])),
    judged(signCheckpoint(platform, { ...checkpoint, origin: 'example.com/other' }, [own])),
  ]).toEqual([true, false, false, false]);
});

test.each([
  ['no signature', 'a\n1\n'],
  ['a control character', 'a\t\n\n— a AAAAAAA=\n'],
  ['a signature that is no base64', 'a\n\n— a ???\n'],
  ['nothing after the key id', 'a\n\n— a AAAAAA==\n'],
  ['no line feed at the end', 'a\n\n— a AAAAAAA='],
])('a note with %s is refused', (_what, note) => {
  expect(readNote(note)).toBeUndefined();
});

test('base64 is read in its one form only', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => (index * 37) % 256);
  for (const length of [0, 1, 2, 3, 298, 299, 300]) {
    const text = toBase64(bytes.subarray(0, length));
    expect(text).toBe(Buffer.from(bytes.subarray(0, length)).toString('base64'));
    expect(fromBase64(text)).toEqual(bytes.slice(0, length));
  }
  expect(['QQ', 'QR==', 'Q===', 'QQ=A', '-_8='].map(fromBase64)).toEqual(Array.from({ length: 5 }));
});
