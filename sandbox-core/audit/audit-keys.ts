// The keys a log's checkpoints are signed with: made on first use, in a file that its owner alone may read.
import { z } from 'zod';
import { SandboxError } from '../base/errors.ts';
import type { Platform, SignatureKind } from '../platform/platform.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { NoteSigner } from './signed-note.ts';

const MOST_KEY_BYTES = 1 << 16;

const keyFileSchema = z.strictObject({
  version: z.literal(1),
  keys: z
    .array(z.strictObject({ kind: z.enum(['ed25519', 'ml-dsa-65']), publicKey: z.string(), privateKey: z.string() }))
    .min(1)
    .max(4),
});

type KeyPlatform = Pick<Platform, 'signatures' | 'privateFiles'>;

export function keyPathOf(logPath: string): string {
  return `${logPath}.key`;
}

/** Those of the file beside the log, which is made where there is none. Throws UNAVAILABLE, or REFUSED for a file that holds none. */
export function ownSigners(
  platform: KeyPlatform,
  logPath: string,
  origin: string,
  kinds: readonly SignatureKind[],
): NoteSigner[] {
  const path = keyPathOf(logPath);
  const known = readSigners(platform, path, origin);
  if (known !== undefined) return known;
  const keys = kinds.map((kind) => {
    const { publicKey, privateKey } = platform.signatures.generate(kind);
    return { kind, publicKey: toBase64(publicKey), privateKey: toBase64(privateKey) };
  });
  platform.privateFiles.create(path, new TextEncoder().encode(`${JSON.stringify({ version: 1, keys })}\n`));
  // Read back: another process may have been first.
  const made = readSigners(platform, path, origin);
  if (made === undefined) throw new SandboxError('UNAVAILABLE', 'the key of the audit log is gone');
  return made;
}

/** Undefined where there is no key file. */
export function readSigners(platform: KeyPlatform, path: string, origin: string): NoteSigner[] | undefined {
  const bytes = platform.privateFiles.readSecret(path, MOST_KEY_BYTES);
  if (bytes === undefined) return undefined;
  const read = keyFileSchema.safeParse(parsed(new TextDecoder().decode(bytes)));
  if (!read.success) throw new SandboxError('REFUSED', 'the key file of the audit log holds no key');
  return read.data.keys.map(({ kind, publicKey, privateKey }) => {
    const [shown, hidden] = [fromBase64(publicKey), fromBase64(privateKey)];
    if (shown === undefined || hidden === undefined)
      throw new SandboxError('REFUSED', 'the key file of the audit log is damaged');
    return { kind, name: origin, publicKey: shown, privateKey: hidden };
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
