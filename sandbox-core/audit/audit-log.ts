// The log as the engine writes it. Entries are acknowledged when `append` returns: from then on they survive the death of this
// process, and those that grant a right (and checkpoints) the loss of power as well. What cannot be written is an error of the
// caller's: whoever grants something must not do so then. Several processes may write to one log.
import { messageOf, SandboxError } from '../base/errors.ts';
import type { Database, Platform, SignatureKind, SqlStatement } from '../platform/platform.ts';
import { entryBody, grantsRight, laneOf, AUDIT_LANES, MOST_BODY_BYTES, type AuditDraft } from './audit-entry.ts';
import { ownSigners } from './audit-keys.ts';
import { APPLICATION_ID, AUDIT_OBJECTS, checkObjects, FORMAT_VERSION } from './audit-schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { signCheckpoint } from './checkpoint.ts';
import { copyCheckpoint } from './checkpoint-copies.ts';
import { firstLink, nextLink } from './hash-chain.ts';
import { equalHashes, GrowingTree, joinEdge, leafHash, splitEdge } from './merkle-tree.ts';
import { keyText, type NoteKey, type NoteSigner } from './signed-note.ts';

export type AuditPlatform = Pick<Platform, 'databases' | 'digests' | 'clock' | 'random' | 'signatures' | 'privateFiles'>;

export interface AuditLogOptions {
  /** What a new log signs with; Ed25519 alone where left out. No matter where the log is there already. */
  readonly kinds?: readonly SignatureKind[];
}

/** What `checkpoint` made. */
export interface MadeCheckpoint {
  readonly size: number;
  /** The signed note. */
  readonly note: string;
  /** Why it is in no second place; empty where all copies were written. */
  readonly faults: readonly string[];
}

const encoder = new TextEncoder();

/** Opens the log at this path, or makes it, with mode 0600, and its key beside it. Throws UNAVAILABLE or REFUSED. */
export function openAuditLog(platform: AuditPlatform, path: string, options: AuditLogOptions = {}): AuditLog {
  const database = openDatabase(platform, path);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    const header = makeOrRead(platform, database, path, options.kinds ?? ['ed25519']);
    checkObjects(database);
    return new AuditLog(platform, database, path, header);
  } catch (thrown) {
    database.close();
    throw unwritable(thrown);
  }
}

interface Tip {
  readonly chain: Uint8Array;
  readonly tree: GrowingTree;
}

interface Header {
  readonly origin: string;
  readonly signers: readonly NoteSigner[];
}

export class AuditLog {
  readonly path: string;
  /** Names the log in its checkpoints. */
  readonly origin: string;
  readonly #platform: AuditPlatform;
  readonly #database: Database;
  readonly #signers: readonly NoteSigner[];
  readonly #insert: SqlStatement;
  readonly #insertPolicy: SqlStatement;
  readonly #readState: SqlStatement;
  readonly #writeState: SqlStatement;
  readonly #readLast: SqlStatement;
  #tip: Tip | undefined;
  #isFull = true;
  #isClosed = false;

  constructor(platform: AuditPlatform, database: Database, path: string, { origin, signers }: Header) {
    this.#platform = platform;
    this.#database = database;
    this.path = path;
    this.origin = origin;
    this.#signers = signers;
    this.#insert = database.prepare('INSERT INTO entry (seq, time, lane, run, body, chain) VALUES (?, ?, ?, ?, ?, ?)');
    this.#insertPolicy = database.prepare('INSERT INTO policy (digest, text, rules) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    this.#readState = database.prepare('SELECT size, chain, edge FROM state WHERE id = 1');
    this.#writeState = database.prepare('UPDATE state SET size = ?, chain = ?, edge = ? WHERE id = 1');
    this.#readLast = database.prepare('SELECT max(seq) AS seq FROM entry');
  }

  get noteKeys(): readonly NoteKey[] {
    return this.#signers;
  }

  /** Public keys of its checkpoints, as others are told them. */
  get keys(): readonly string[] {
    return this.#signers.map((signer) => keyText(this.#platform, signer));
  }

  /**
   * Adds the entries, all or none, and answers the number of the last one. Throws UNAVAILABLE where they could not be written:
   * whoever was to be granted something by them is not.
   */
  append(drafts: readonly AuditDraft[]): number {
    return this.#write(drafts.some(grantsRight), () => {
      const tip = this.#freshTip();
      const { digests, clock } = this.#platform;
      let { chain } = tip;
      for (const draft of drafts) {
        const time = clock.wall();
        const seq = tip.tree.size + 1;
        const body = entryBody(draft, seq, time);
        const bytes = encoder.encode(body);
        if (bytes.length > MOST_BODY_BYTES) throw new SandboxError('INTERNAL', `an audit entry of ${bytes.length} bytes`);
        const leaf = leafHash(digests, bytes);
        chain = nextLink(digests, chain, leaf);
        tip.tree.add(leaf);
        this.#insert.run(seq, Number(time / 1_000_000n), AUDIT_LANES.indexOf(laneOf(draft)), draft.run, body, chain);
      }
      this.#writeState.run(tip.tree.size, chain, joinEdge(tip.tree.edge));
      this.#tip = { chain, tree: tip.tree };
      return tip.tree.size;
    });
  }

  /** Keeps a policy under its digest, which it answers: SHA-256 of the canonical JSON of its rules and of its text. */
  keepPolicy(
    text: string,
    rules: readonly { readonly effect: string; readonly text: string; readonly pointer: string }[],
  ): string {
    const rulesJson = canonicalJson(rules.map(({ effect, text: says, pointer }) => ({ effect, text: says, pointer })));
    const digest = policyDigest(this.#platform, text, rulesJson);
    this.#write(false, () => this.#insertPolicy.run(digest, text, rulesJson));
    return digest;
  }

  /** A value that a person chose, undefined for none. Not hashed: that it was changed is an entry of its own. */
  setting(name: 'copy'): string | undefined {
    const value = this.#database.prepare('SELECT value FROM setting WHERE name = ?').get(name)?.['value'];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  set(name: 'copy', value: string): void {
    this.#write(true, () =>
      this.#database
        .prepare('INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
        .run(name, value),
    );
  }

  /**
   * Signs what is there, keeps that in the log, beside it, and in the second place that a person chose. A copy that knows of more
   * than the log has, or of something else, is evidence and stays as it is: the fault says so.
   */
  checkpoint(): MadeCheckpoint {
    const made = this.#write(true, () => {
      const { tree } = this.#freshTip();
      const known = this.#database.prepare('SELECT note FROM checkpoint WHERE size = ?').get(tree.size)?.['note'];
      if (typeof known === 'string') return { size: tree.size, note: known };
      const checkpoint = { origin: this.origin, size: tree.size, root: tree.root() };
      const signers = this.#signers.filter(({ kind }) => this.#platform.signatures.offers(kind));
      const note = signCheckpoint(this.#platform, checkpoint, signers);
      this.#database.prepare('INSERT INTO checkpoint (size, note) VALUES (?, ?)').run(tree.size, note);
      return { size: tree.size, note };
    });
    const places = [copyPathOf(this.path), ...[this.setting('copy')].filter((place) => place !== undefined)];
    const faults = places.flatMap((place) => copyCheckpoint(this.#platform, this.#database, made.note, place) ?? []);
    return { ...made, faults };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#database.close();
  }

  /** One transaction; another process may have added entries since the last one. */
  #write<Value>(isFull: boolean, act: () => Value): Value {
    if (this.#isClosed) throw new SandboxError('UNAVAILABLE', 'the audit log is closed');
    try {
      if (isFull !== this.#isFull) this.#database.exec(`PRAGMA synchronous = ${isFull ? 'FULL' : 'NORMAL'}`);
      this.#isFull = isFull;
      this.#database.exec('BEGIN IMMEDIATE');
    } catch (thrown) {
      throw unwritable(thrown);
    }
    try {
      const value = act();
      this.#database.exec('COMMIT');
      return value;
    } catch (thrown) {
      this.#tip = undefined;
      this.#rollBack();
      throw unwritable(thrown);
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does when a disk is full.
    }
  }

  /** Throws REFUSED where the entries do not end where the log says they do: nothing is added to what was tampered with. */
  #freshTip(): Tip {
    const { size, chain, edge } = this.#readState.get() ?? {};
    if (typeof size !== 'number' || !(chain instanceof Uint8Array) || !(edge instanceof Uint8Array)) throw damaged();
    if ((this.#readLast.get()?.['seq'] ?? 0) !== size) throw damaged();
    const known = this.#tip;
    if (known !== undefined && known.tree.size === size && equalHashes(known.chain, chain)) return known;
    return { chain, tree: new GrowingTree(this.#platform.digests, size, splitEdge(edge)) };
  }
}

/** Where the newest checkpoint stands beside its log. */
export function copyPathOf(logPath: string): string {
  return `${logPath}.checkpoint`;
}

export function policyDigest({ digests }: Pick<Platform, 'digests'>, text: string, rulesJson: string): string {
  const hash = digests.sha256(encoder.encode(`${rulesJson}\n${text}`));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function openDatabase({ databases }: AuditPlatform, path: string): Database {
  try {
    return databases.open(path, 'create');
  } catch {
    // It is there already, or cannot be made: opening it tells which.
    try {
      return databases.open(path, 'write');
    } catch (thrown) {
      throw unwritable(thrown);
    }
  }
}

/** One transaction, and a lock on the file: of two processes that come first, one makes the log. */
function makeOrRead(platform: AuditPlatform, database: Database, path: string, kinds: readonly SignatureKind[]): Header {
  database.exec('BEGIN IMMEDIATE');
  const isNew = database.prepare('SELECT count(*) AS objects FROM sqlite_schema').get()?.['objects'] === 0;
  if (isNew) makeTables(platform, database, path, kinds);
  database.exec('COMMIT');
  const header = database.prepare('SELECT origin, keys FROM header WHERE id = 1').get();
  const origin = String(header?.['origin']);
  const signers = ownSigners(platform, path, origin, kinds);
  if (signers.map((signer) => keyText(platform, signer)).join('\n') !== header?.['keys']) {
    throw new SandboxError('REFUSED', 'the key beside the audit log is not the one it was made with');
  }
  return { origin, signers };
}

function makeTables(platform: AuditPlatform, database: Database, path: string, kinds: readonly SignatureKind[]): void {
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT_VERSION}`);
  for (const sql of AUDIT_OBJECTS.values()) database.exec(sql);
  const origin = newOrigin(platform);
  const keys = ownSigners(platform, path, origin, kinds)
    .map((signer) => keyText(platform, signer))
    .join('\n');
  database.prepare('INSERT INTO header (id, origin, keys) VALUES (1, ?, ?)').run(origin, keys);
  database
    .prepare('INSERT INTO state (id, size, chain, edge) VALUES (1, 0, ?, ?)')
    .run(firstLink(platform.digests, origin, keys), new Uint8Array());
}

/** No two logs have the same. */
function newOrigin(platform: AuditPlatform): string {
  const bytes = new Uint8Array(16);
  platform.random(bytes);
  return `wasm-sandbox.invalid/audit/${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function damaged(): SandboxError {
  return new SandboxError('REFUSED', 'the audit log does not end where it says it does; `audit verify` tells more');
}

function unwritable(thrown: unknown): SandboxError {
  if (thrown instanceof SandboxError) return thrown;
  return new SandboxError('UNAVAILABLE', `the audit log could not be written: ${messageOf(thrown)}`, { cause: thrown });
}
