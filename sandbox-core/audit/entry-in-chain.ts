// One entry with its place in the chain: its hash, those of its neighbours, its leaf in the tree, and which checkpoint signs it.
import type { Platform, SqlValue } from '../platform/platform.ts';
import { auditRow, type AuditReader, type AuditRow } from './audit-reader.ts';
import { firstLink, nextLink } from './hash-chain.ts';
import { HASH_BYTES, leafHash } from './merkle-tree.ts';

export interface EntryInChain {
  readonly row: AuditRow;
  /** As the file has it, in hexadecimal; `before` of the first entry is what the chain begins with. */
  readonly hash: string;
  /** What it would have to be, by the hash before it and its text; empty where there is none before it. */
  readonly expected: string;
  readonly before: string;
  /** Null for the last entry. */
  readonly after: string | null;
  /** Index of its leaf, from 0, and the leaf's hash (RFC 9162 §2.1.1) as its text makes it. */
  readonly leafIndex: number;
  readonly leafHash: string;
  /** Entries that the first checkpoint over it was signed over; null where there is none yet. */
  readonly signedOver: number | null;
}

/** Undefined where there is no such entry. Takes the file's word for all but the leaf's hash. */
export function entryInChain({ digests }: Pick<Platform, 'digests'>, reader: AuditReader, seq: number): EntryInChain | undefined {
  const row = auditRow(reader, seq);
  if (row === undefined) return undefined;
  const chainOf = (number: number): SqlValue | undefined =>
    reader.database.prepare('SELECT chain FROM entry WHERE seq = ?').get(number)?.['chain'];
  const over = reader.database.prepare('SELECT min(size) AS size FROM checkpoint WHERE size >= ?').get(seq)?.['size'];
  const [before, after] = [seq === 1 ? firstLink(digests, reader.origin, reader.keysText) : chainOf(seq - 1), chainOf(seq + 1)];
  const leaf = leafHash(digests, new TextEncoder().encode(row.body));
  const isLinked = before instanceof Uint8Array && before.length === HASH_BYTES;
  return {
    row,
    hash: hexOf(chainOf(seq)),
    expected: isLinked ? hexOf(nextLink(digests, before, leaf)) : '',
    before: hexOf(before),
    after: after === undefined ? null : hexOf(after),
    leafIndex: seq - 1,
    leafHash: hexOf(leaf),
    signedOver: typeof over === 'number' ? over : null,
  };
}

/** The chain's hash of each entry in hexadecimal, by its number. */
export function hashesOf({ database }: AuditReader, seqs: readonly number[]): ReadonlyMap<number, string> {
  const statement = database.prepare('SELECT chain FROM entry WHERE seq = ?');
  return new Map(seqs.map((seq) => [seq, hexOf(statement.get(seq)?.['chain'])]));
}

function hexOf(value: SqlValue | undefined): string {
  return value instanceof Uint8Array ? Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('') : '';
}
