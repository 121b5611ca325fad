// Whether a log is what was written: every entry against the chain, the tree against every checkpoint in it, and all of it against
// checkpoints kept elsewhere. Each way of tampering has a name and a sentence of its own.
import type { Platform, SqlValue } from '../platform/platform.ts';
import { AUDIT_LANES, laneOf, MOST_BODY_BYTES, readEntry } from './audit-entry.ts';
import type { AuditReader } from './audit-reader.ts';
import { policyDigest } from './audit-log.ts';
import { isSigned, readCheckpoint, type ReadCheckpoint } from './checkpoint.ts';
import { firstLink, nextLink } from './hash-chain.ts';
import { equalHashes, GrowingTree, leafHash } from './merkle-tree.ts';
import { keyText, type NoteKey } from './signed-note.ts';

export const TAMPERINGS = [
  /** An entry, or a column beside it, was changed. */
  'edited',
  /** An entry is missing between others. */
  'deleted',
  /** An entry stands in another's place. */
  'moved',
  /** Entries are missing at the end, and the log itself still knows of them. */
  'truncated',
  /** A checkpoint elsewhere knows of more entries than the log, which is whole in itself. */
  'rolled-back',
  /** Another log, or one signed by another key, is in its place. */
  'swapped',
  /** The log is whole in itself, but not what a checkpoint was signed over. */
  'rewritten',
  /** A checkpoint's signature is not of the log's key. */
  'forged',
  /** A kept policy is not what its digest says. */
  'policy-changed',
] as const;
export type Tampering = (typeof TAMPERINGS)[number];

export interface Finding {
  readonly tampering: Tampering;
  /** The first entry it concerns; null where it concerns none. */
  readonly seq: number | null;
  readonly message: string;
}

export interface VerifyReport {
  readonly entries: number;
  /** Entries up to the last checkpoint that was verified; those after it are held by the chain alone. */
  readonly signed: number;
  readonly checkpoints: number;
  readonly findings: readonly Finding[];
}

export interface VerifyOptions {
  /** Checkpoints from elsewhere, with the name people know each by. */
  readonly elsewhere?: readonly { readonly name: string; readonly note: string }[];
  /** The keys that must have signed; those that the log itself names where left out, which whoever exchanged the log chose. */
  readonly keys?: readonly NoteKey[] | undefined;
}

/** Entries read between two yields: some 10 ms. */
const STEP = 1000;

/** Yields the number of entries read so far, for whoever must give way in between; returns the report. */
export function* verifyLog(
  platform: Pick<Platform, 'digests' | 'signatures'>,
  reader: AuditReader,
  options: VerifyOptions = {},
): Generator<number, VerifyReport> {
  // One view of the file, while others may write.
  reader.database.exec('BEGIN');
  try {
    return yield* verifyView(platform, reader, options);
  } finally {
    reader.database.exec('ROLLBACK');
  }
}

/** The same within a transaction of the caller's, who reads more of the very state that was verified. */
export function* verifyView(
  platform: Pick<Platform, 'digests' | 'signatures'>,
  reader: AuditReader,
  options: VerifyOptions,
): Generator<number, VerifyReport> {
  const keys = options.keys ?? reader.keys;
  const findings = [...keyFindings(platform, reader, options.keys), ...policyFindings(platform, reader)];
  const inside = insideCheckpoints(reader);
  const outside = (options.elsewhere ?? []).map(({ name, note }) => ({ name, checkpoint: readCheckpoint(note) }));
  const walk = yield* walkEntries(
    platform,
    reader,
    new Set([...inside, ...outside].map(({ checkpoint }) => checkpoint?.size ?? -1)),
  );
  if (walk.finding !== undefined) findings.push(walk.finding);
  else findings.push(...tailFindings(reader, walk));
  const judged = [
    ...inside.map((one) => ({ ...one, finding: insideFinding(platform, reader, keys, walk, one) })),
    ...outside.map((one) => ({ ...one, finding: outsideFinding(platform, reader, keys, walk, one) })),
  ];
  // Where an entry is broken, every later root differs; that says nothing more.
  findings.push(...judged.flatMap(({ finding }) => (finding !== undefined && isNews(finding, walk) ? finding : [])));
  const good = judged.filter(({ finding, checkpoint }) => finding === undefined && checkpoint !== undefined);
  const signed = Math.max(0, ...good.map(({ checkpoint }) => checkpoint?.size ?? 0).filter((size) => walk.roots.has(size)));
  return { entries: walk.size, signed, checkpoints: inside.length, findings };
}

interface Walk {
  readonly size: number;
  readonly chain: Uint8Array;
  /** Root of the tree at each size that was asked for. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
  /** Where the chain breaks first. */
  readonly finding: Finding | undefined;
}

function* walkEntries(
  { digests }: Pick<Platform, 'digests'>,
  { database, origin, keysText }: AuditReader,
  sizes: ReadonlySet<number>,
): Generator<number, Walk> {
  const tree = new GrowingTree(digests);
  const roots = new Map(sizes.has(0) ? [[0, tree.root()]] : []);
  let chain = firstLink(digests, origin, keysText);
  const next = database.prepare(
    `SELECT seq, time, lane, run, substr(body, 1, ${MOST_BODY_BYTES + 1}) AS body, chain FROM entry WHERE seq > ? ORDER BY seq LIMIT ${STEP}`,
  );
  for (let at = 0; ; at = tree.size) {
    const rows = next.all(at);
    if (rows.length === 0) return { size: tree.size, chain, roots, finding: undefined };
    for (const row of rows) {
      const body = typeof row['body'] === 'string' ? row['body'] : '';
      const leaf = leafHash(digests, new TextEncoder().encode(body));
      const link = nextLink(digests, chain, leaf);
      const finding = rowFinding(row, body, tree.size + 1, link);
      if (finding !== undefined) return { size: tree.size, chain, roots, finding };
      chain = link;
      tree.add(leaf);
      if (sizes.has(tree.size)) roots.set(tree.size, tree.root());
    }
    yield tree.size;
  }
}

function rowFinding(row: Record<string, SqlValue>, body: string, expected: number, link: Uint8Array): Finding | undefined {
  const seq = Number(row['seq']);
  if (seq !== expected) {
    const missing = seq - 1 === expected ? `entry ${expected} is` : `entries ${expected} to ${seq - 1} are`;
    return { tampering: 'deleted', seq: expected, message: `${missing} missing: entry ${seq} follows entry ${expected - 1}` };
  }
  const entry = readEntry(body);
  if (entry !== undefined && entry.seq !== seq) {
    return { tampering: 'moved', seq, message: `entry ${entry.seq} stands in the place of entry ${seq}` };
  }
  const isLinked = row['chain'] instanceof Uint8Array && equalHashes(row['chain'], link);
  if (entry === undefined || !isLinked) {
    return { tampering: 'edited', seq, message: `entry ${seq} was changed: it does not match its hash` };
  }
  const told = [Number(BigInt(entry.time) / 1_000_000n), AUDIT_LANES.indexOf(laneOf(entry)), entry.run];
  const isTold = [row['time'], row['lane'], row['run']].every((value, index) => value === told[index]);
  return isTold ? undefined : { tampering: 'edited', seq, message: `what the file says beside entry ${seq} was changed` };
}

function tailFindings({ database }: AuditReader, { size, chain }: Walk): Finding[] {
  const state = database.prepare('SELECT size, chain FROM state WHERE id = 1').get();
  const told = Number(state?.['size'] ?? -1);
  if (told > size) return [truncated(size, told, 'the log says')];
  const isSame = told === size && state?.['chain'] instanceof Uint8Array && equalHashes(state['chain'], chain);
  return isSame ? [] : [{ tampering: 'edited', seq: null, message: 'what the log keeps of its end was changed' }];
}

function truncated(size: number, told: number, who: string): Finding {
  const message = `entries ${size + 1} to ${told} are missing at the end: ${who} that there were ${told}`;
  return { tampering: 'truncated', seq: size + 1, message };
}

interface InsideCheckpoint {
  readonly size: number;
  readonly checkpoint: ReadCheckpoint | undefined;
}

function insideCheckpoints({ database }: AuditReader): InsideCheckpoint[] {
  const rows = database.prepare('SELECT size, note FROM checkpoint ORDER BY size').all();
  return rows.map(({ size, note }) => ({ size: Number(size), checkpoint: readCheckpoint(String(note)) }));
}

function insideFinding(
  platform: Pick<Platform, 'digests' | 'signatures'>,
  { origin }: AuditReader,
  keys: readonly NoteKey[],
  walk: Walk,
  { size, checkpoint }: InsideCheckpoint,
): Finding | undefined {
  const isOurs = checkpoint !== undefined && checkpoint.size === size && checkpoint.origin === origin;
  if (!isOurs || !isSigned(platform, checkpoint, keys)) {
    const message = `the checkpoint over ${size} entries in the log is not signed by its key`;
    return { tampering: 'forged', seq: null, message };
  }
  if (size > walk.size) return truncated(walk.size, size, 'a checkpoint in the log is signed over');
  return rootFinding(walk, checkpoint, `the checkpoint in the log`);
}

function outsideFinding(
  platform: Pick<Platform, 'digests' | 'signatures'>,
  { origin }: AuditReader,
  keys: readonly NoteKey[],
  walk: Walk,
  { name, checkpoint }: { readonly name: string; readonly checkpoint: ReadCheckpoint | undefined },
): Finding | undefined {
  if (checkpoint === undefined) return { tampering: 'forged', seq: null, message: `${name} is no checkpoint` };
  if (checkpoint.origin !== origin) {
    const message = `this is another log than the one that ${name} was signed for: ${origin} in the place of ${checkpoint.origin}`;
    return { tampering: 'swapped', seq: null, message };
  }
  if (!isSigned(platform, checkpoint, keys)) {
    return { tampering: 'forged', seq: null, message: `${name} is not signed by the key of this log` };
  }
  if (checkpoint.size > walk.size) {
    const message = `the log was put back to an earlier state: ${name} was signed over ${checkpoint.size} entries, and there are ${walk.size}`;
    return { tampering: 'rolled-back', seq: walk.size + 1, message };
  }
  return rootFinding(walk, checkpoint, name);
}

function rootFinding({ roots }: Walk, { size, root }: ReadCheckpoint, name: string): Finding | undefined {
  const found = roots.get(size);
  if (found !== undefined && equalHashes(found, root)) return undefined;
  const message = `the first ${size} entries are not those that ${name} was signed over: they were written anew`;
  return { tampering: 'rewritten', seq: null, message };
}

function isNews({ tampering }: Finding, { finding }: Walk): boolean {
  return finding === undefined || tampering === 'swapped' || tampering === 'forged';
}

function keyFindings(
  platform: Pick<Platform, 'digests' | 'signatures'>,
  reader: AuditReader,
  trusted: readonly NoteKey[] | undefined,
): Finding[] {
  const own = new Set(reader.keys.map((key) => keyText(platform, key)));
  if (trusted === undefined || trusted.every((key) => own.has(keyText(platform, key)))) return [];
  return [{ tampering: 'swapped', seq: null, message: 'the log names another key than the one that was to sign it' }];
}

function policyFindings(platform: Pick<Platform, 'digests'>, { database }: AuditReader): Finding[] {
  const rows = database.prepare('SELECT digest, text, rules FROM policy').all();
  const wrong = rows.find(({ digest, text, rules }) => policyDigest(platform, String(text), String(rules)) !== digest);
  if (wrong === undefined) return [];
  const message = `the policy ${String(wrong['digest']).slice(0, 16)} that the log keeps was changed: it does not match its digest`;
  return [{ tampering: 'policy-changed', seq: null, message }];
}
