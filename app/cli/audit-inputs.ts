// What the audit commands are given: the log they mean, keys, and checkpoints from elsewhere.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { copyPathOf, readKey, visibleText, type NoteKey, type Platform, type VerifyOptions } from '../../sandbox-core/index.ts';
import { appAuditLog } from './audit-place.ts';
import { UsageError } from './usage.ts';

interface Given {
  readonly checkpoint?: readonly string[] | undefined;
  readonly key?: readonly string[] | undefined;
}

/** The newest checkpoint beside the log is always held against it, since it costs nothing and a forger may forget it. */
export function heldAgainst(platform: Platform, path: string, { checkpoint = [], key }: Given): VerifyOptions {
  const beside = copyPathOf(path);
  const places = [...checkpoint, ...(existsSync(beside) ? [beside] : [])];
  const elsewhere = places.map((place) => ({ name: basename(place), note: readText(place) }));
  return { elsewhere, keys: key?.map((text) => keyOf(platform, text)) };
}

export function logAt(file: string | undefined): string {
  const path = file ?? appAuditLog();
  if (path === undefined) throw new UsageError('the app has no audit log on this machine; FILE was expected');
  if (!existsSync(path)) throw new UsageError(`${path}: no such file`);
  return path;
}

export function keyOf(platform: Platform, text: string): NoteKey {
  const key = readKey(platform, text);
  if (key === undefined)
    throw new UsageError(`--key ${visibleText(text).slice(0, 80)}: a key as \`audit keys\` prints it was expected`);
  return key;
}

export function readText(path: string): string {
  if (!existsSync(path)) throw new UsageError(`${path}: no such file`);
  return readFileSync(path, 'utf8');
}
