// Proofs as files that verify without the log: that an entry is in it (c2sp.org/tlog-proof), and that it is the continuation of
// what an earlier checkpoint was signed over.
import type { Platform } from '../platform/platform.ts';
import type { AuditReader } from './audit-reader.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { isSigned, readCheckpoint, type ReadCheckpoint } from './checkpoint.ts';
import { consistencyPath, HASH_BYTES, inclusionPath, isContinued, isIncluded, leafHash } from './merkle-tree.ts';
import type { NoteKey } from './signed-note.ts';

type ProofPlatform = Pick<Platform, 'digests' | 'signatures'>;

const INCLUSION = 'c2sp.org/tlog-proof@v1';
const CONSISTENCY = 'wasm-sandbox/consistency-proof@v1';
/** A path has at most one hash for each bit of a size. */
const MOST_HASHES = 64;

/** What a proof shows, or why it shows nothing. */
export type Shown<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: string };

/** The file of a proof that entry `seq` is in the log; the entry's text is its extra data. */
export function proveInclusion({ digests }: ProofPlatform, reader: AuditReader, seq: number): Shown<string> {
  const note = reader.database.prepare('SELECT note FROM checkpoint WHERE size >= ? ORDER BY size LIMIT 1').get(seq)?.['note'];
  const checkpoint = typeof note === 'string' ? readCheckpoint(note) : undefined;
  const body = reader.database.prepare('SELECT body FROM entry WHERE seq = ?').get(seq)?.['body'];
  if (typeof body !== 'string') return fault(`there is no entry ${seq}`);
  if (checkpoint === undefined) return fault(`no checkpoint covers entry ${seq} yet; \`audit checkpoint\` makes one`);
  const path = inclusionPath(digests, leavesOf(digests, reader, checkpoint.size), seq - 1);
  const extra = `extra ${toBase64(new TextEncoder().encode(body))}`;
  return { ok: true, value: [INCLUSION, extra, `index ${seq - 1}`, ...path.map(toBase64), '', String(note)].join('\n') };
}

/** The file of a proof that the log begins with what the earlier checkpoint was signed over. */
export function proveConsistency({ digests }: ProofPlatform, reader: AuditReader, earlierNote: string): Shown<string> {
  const earlier = readCheckpoint(earlierNote);
  if (earlier === undefined || earlier.origin !== reader.origin) return fault('the earlier checkpoint is not of this log');
  const note = reader.database.prepare('SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1').get()?.['note'];
  const later = typeof note === 'string' ? readCheckpoint(note) : undefined;
  if (later === undefined || later.size < earlier.size)
    return fault(`the log has no checkpoint over ${earlier.size} entries or more`);
  if (earlier.size < 1) return fault('a checkpoint over no entries needs no proof');
  const path = consistencyPath(digests, leavesOf(digests, reader, later.size), earlier.size);
  return { ok: true, value: [CONSISTENCY, `from ${earlier.size}`, ...path.map(toBase64), '', String(note)].join('\n') };
}

export interface ProvenEntry {
  readonly seq: number;
  readonly body: string;
  readonly checkpoint: ReadCheckpoint;
}

/** `keys`: those of the log, from somewhere else than the proof. */
export function checkInclusion(platform: ProofPlatform, proof: string, keys: readonly NoteKey[]): Shown<ProvenEntry> {
  const read = readProof(proof, INCLUSION);
  const extra = /^extra (\S+)$/.exec(read?.lines[0] ?? '')?.[1];
  const index = /^index (0|[1-9]\d{0,15})$/.exec(read?.lines[1] ?? '')?.[1];
  const body = fromBase64(extra ?? '');
  const path = read && hashesOf(read.lines.slice(2));
  if (read === undefined || body === undefined || index === undefined || path === undefined)
    return fault('this is no proof of an entry');
  const { checkpoint } = read;
  if (!isSigned(platform, checkpoint, keys)) return fault('the checkpoint in the proof is not signed by this key');
  const leaf = leafHash(platform.digests, body);
  if (!isIncluded(platform.digests, { leaf, index: Number(index), size: checkpoint.size, root: checkpoint.root }, path)) {
    return fault('the entry is not in the log that the checkpoint was signed over');
  }
  return { ok: true, value: { seq: Number(index) + 1, body: new TextDecoder().decode(body), checkpoint } };
}

/** The checkpoint that continues the earlier one. */
export function checkConsistency(
  platform: ProofPlatform,
  proof: string,
  earlierNote: string,
  keys: readonly NoteKey[],
): Shown<ReadCheckpoint> {
  const [read, earlier] = [readProof(proof, CONSISTENCY), readCheckpoint(earlierNote)];
  const path = read && hashesOf(read.lines.slice(1));
  if (read === undefined || path === undefined) return fault('this is no proof of a continuation');
  const { checkpoint } = read;
  if (earlier === undefined || earlier.origin !== checkpoint.origin) return fault('the earlier checkpoint is not of this log');
  if (![earlier, checkpoint].every((one) => isSigned(platform, one, keys)))
    return fault('a checkpoint is not signed by this key');
  return isContinued(platform.digests, earlier, checkpoint, path)
    ? { ok: true, value: checkpoint }
    : fault('the log does not begin with what the earlier checkpoint was signed over');
}

interface ReadProof {
  /** Between the first line and the checkpoint. */
  readonly lines: readonly string[];
  readonly checkpoint: ReadCheckpoint;
}

function readProof(proof: string, kind: string): ReadProof | undefined {
  const end = proof.indexOf('\n\n');
  const [first, ...lines] = proof.slice(0, Math.max(0, end)).split('\n');
  const checkpoint = readCheckpoint(proof.slice(end + 2));
  return end < 0 || first !== kind || checkpoint === undefined || lines.length > MOST_HASHES + 2
    ? undefined
    : { lines, checkpoint };
}

function hashesOf(lines: readonly string[]): Uint8Array[] | undefined {
  const hashes = lines.map(fromBase64);
  return hashes.every((hash) => hash?.length === HASH_BYTES) ? hashes.filter((hash) => hash !== undefined) : undefined;
}

function leavesOf(digests: Platform['digests'], { database }: AuditReader, size: number): Uint8Array[] {
  const leaves: Uint8Array[] = [];
  const next = database.prepare('SELECT body FROM entry WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 1000');
  while (leaves.length < size) {
    const rows = next.all(leaves.length, size);
    if (rows.length === 0) break;
    for (const { body } of rows) leaves.push(leafHash(digests, new TextEncoder().encode(String(body))));
  }
  return leaves;
}

function fault(why: string): { readonly ok: false; readonly fault: string } {
  return { ok: false, fault: why };
}
