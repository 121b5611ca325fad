// `wasm-sandbox audit new`: an empty log made on purpose, which is when the kinds of its keys are chosen.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { keyPathOf, openAuditLog, visibleText, type Platform } from '../../sandbox-core/index.ts';
import { UsageError } from './usage.ts';

/** Answers its public keys. Ed25519 is always among them; `sign` is what signs as well. Throws a UsageError where a log or key is. */
export function newAuditLog(platform: Platform, path: string, sign: string | undefined): readonly string[] {
  if (sign !== undefined && sign !== 'ml-dsa-65') {
    throw new UsageError(`--sign ${visibleText(sign).slice(0, 80)}: ml-dsa-65 was expected`);
  }
  if (sign !== undefined && !platform.signatures.offers(sign)) throw new UsageError(`--sign ${sign}: it is not offered here`);
  for (const file of [path, keyPathOf(path)]) if (existsSync(file)) throw new UsageError(`${file}: it is there already`);
  if (!existsSync(dirname(path))) throw new UsageError(`${path}: there is no such folder`);
  const log = openAuditLog(platform, path, { kinds: sign === undefined ? ['ed25519'] : ['ed25519', sign] });
  try {
    return log.keys;
  } finally {
    log.close();
  }
}
