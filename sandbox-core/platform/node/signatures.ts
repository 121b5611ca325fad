// Signatures through node:crypto. ML-DSA is there from Node 24.6 on, with OpenSSL 3.5; Electron's crypto has none.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type { SignatureKind, Signatures } from '../platform.ts';

/** SubjectPublicKeyInfo (RFC 8410, RFC 9881) up to the key itself, which stands at its end. */
const SPKI_HEADS: Readonly<Record<SignatureKind, string>> = {
  ed25519: '302a300506032b6570032100',
  'ml-dsa-65': '308207b2300b0609608648016503040312038207a100',
};

export const nodeSignatures: Signatures = {
  offers: (kind) => kind === 'ed25519' || (offersMlDsa ??= canGenerate(kind)),
  generate(kind) {
    const { publicKey, privateKey } = freshPair(kind);
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    return {
      publicKey: new Uint8Array(spki.subarray(SPKI_HEADS[kind].length / 2)),
      privateKey: new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
    };
  },
  sign(_kind, privateKey, message) {
    const key = createPrivateKey({ key: Buffer.from(privateKey), type: 'pkcs8', format: 'der' });
    return new Uint8Array(sign(null, message, key));
  },
  verify(kind, publicKey, message, signature) {
    try {
      const spki = Buffer.concat([Buffer.from(SPKI_HEADS[kind], 'hex'), publicKey]);
      return verify(null, message, createPublicKey({ key: spki, type: 'spki', format: 'der' }), signature);
    } catch {
      // Bytes that are no key of this kind.
      return false;
    }
  },
};

let offersMlDsa: boolean | undefined;

function canGenerate(kind: SignatureKind): boolean {
  try {
    freshPair(kind);
    return true;
  } catch {
    // An unknown key type.
    return false;
  }
}

function freshPair(kind: SignatureKind): { publicKey: KeyObject; privateKey: KeyObject } {
  return kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-65');
}
