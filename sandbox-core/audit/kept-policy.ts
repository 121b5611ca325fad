// A policy as the log keeps it under its digest: its text, and the rules that were made of it.
import { z } from 'zod';
import type { AuditReader } from './audit-reader.ts';

export interface KeptPolicy {
  readonly text: string;
  /** Rule 1 first. */
  readonly rules: readonly { readonly effect: string; readonly text: string; readonly pointer: string }[];
}

const rulesSchema = z.array(z.object({ effect: z.string(), text: z.string(), pointer: z.string() })).max(100_000);

/** Undefined where the log has none of this digest, or what it has are no rules. */
export function keptPolicy({ database }: AuditReader, digest: string): KeptPolicy | undefined {
  const { text, rules } = database.prepare('SELECT text, rules FROM policy WHERE digest = ?').get(digest) ?? {};
  if (typeof text !== 'string' || typeof rules !== 'string') return undefined;
  const read = rulesSchema.safeParse(parsed(rules));
  return read.success ? { text, rules: read.data } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
