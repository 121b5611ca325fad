// What filters, groups and lanes ask of every entry, as columns beside the log: gathered in turns, some 50 bytes an entry. It
// says what the file said when it was read; whether that is true only `verifyLog` can tell.
import { AUDIT_LANES, ENTRY_KINDS } from './audit-entry.ts';
import { AUDIT_AUTHORS, type AuditAuthor } from './audit-fields.ts';
import { auditTextsAfter, type AuditReader, type AuditText } from './audit-reader.ts';
import { entryFacts, type EntryFacts } from './entry-facts.ts';

/** A run as its entries tell of it. */
export interface AuditedRun {
  readonly run: string;
  readonly module: string;
  /** SHA-256 in hexadecimal, empty where its start is not in the log. */
  readonly moduleDigest: string;
  readonly policy: string;
  /** The how manieth policy it is that ran this module, from 1; 0 where that is not known. */
  readonly version: number;
  /** Milliseconds since 1970; `to` is that of the last entry so far. */
  readonly from: number;
  to: number;
  /** How it ended, in a sentence; null before. */
  sentence: string | null;
}

/** The entries of a run and what happened before it, or what happened since the last run. */
export interface AuditGroup {
  /** Number of the run among `runs`; -1 for none. */
  run: number;
  readonly firstSeq: number;
}

/** Codes past it are told apart no more: honest logs have some dozens of function names. */
const MOST_NAMES = 65_535;

export class AuditIndex {
  #size = 0;
  seq = new Float64Array(1024);
  time = new Float64Array(1024);
  lane = new Uint8Array(1024);
  /** By number in ENTRY_KINDS; 255 for what is no entry. */
  kind = new Uint8Array(1024);
  author = new Uint8Array(1024);
  group = new Uint32Array(1024);
  /** Number of the run among `runs` plus one; 0 for none. */
  run = new Uint32Array(1024);
  call = new Uint16Array(1024);
  /** -1 for none, as in the two that follow. */
  rule = new Int32Array(1024);
  firstRow = new Float64Array(1024);
  lastRow = new Float64Array(1024);
  count = new Float64Array(1024);
  readonly runs: AuditedRun[] = [];
  readonly groups: AuditGroup[] = [];
  /** Names of functions by code; 0 is none. */
  readonly calls: string[] = [''];
  readonly #callCodes = new Map<string, number>();
  readonly #runCodes = new Map<string, number>();
  readonly #groupOfRun = new Map<number, number>();
  /** The policies under which each module ran, in the order of their first use. */
  readonly #policies = new Map<string, string[]>();
  /** The group of what happened since the last run began and belongs to none. */
  #open = -1;

  /** Entries taken in so far. */
  get size(): number {
    return this.#size;
  }

  get lastSeq(): number {
    return this.#size === 0 ? 0 : (this.seq[this.#size - 1] ?? 0);
  }

  /** Takes in up to a thousand entries more; answers whether that were all. */
  grow(reader: AuditReader): boolean {
    const rows = auditTextsAfter(reader, this.lastSeq);
    this.#reserve(this.#size + rows.length);
    for (const row of rows) this.#take(row);
    return rows.length === 0;
  }

  /** The place of entry `seq` in the columns, or -1. */
  placeOf(seq: number): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.seq[middle] ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low < this.#size && this.seq[low] === seq ? low : -1;
  }

  runOf(place: number): AuditedRun | undefined {
    return this.runs[(this.run[place] ?? 0) - 1];
  }

  /** The policy before this one that ran the same module; undefined for the first. */
  policyBefore({ moduleDigest, version }: AuditedRun): string | undefined {
    return this.#policies.get(moduleDigest)?.[version - 2];
  }

  #take({ seq, time, lane, run, body }: AuditText): void {
    const facts = entryFacts(body);
    const at = this.#size;
    const code = run === null ? 0 : this.#runCode(run, time, facts);
    this.seq[at] = seq;
    this.time[at] = time;
    this.lane[at] = AUDIT_LANES.indexOf(lane);
    this.kind[at] = facts === undefined ? 255 : ENTRY_KINDS.indexOf(facts.kind);
    this.author[at] = AUDIT_AUTHORS.indexOf(authorOf(facts));
    this.run[at] = code;
    this.group[at] = code === 0 ? this.#openGroup(seq) : this.#groupOf(code - 1, seq);
    this.call[at] = this.#callCode(facts?.text('call') ?? '');
    this.rule[at] = facts?.number('rule', -1) ?? -1;
    this.firstRow[at] = facts?.number('firstRow', -1) ?? -1;
    this.lastRow[at] = facts?.number('lastRow', -1) ?? -1;
    this.count[at] = facts?.number('count', 1) ?? 1;
    this.#size += 1;
    const told = this.runs[code - 1];
    if (told === undefined) return;
    told.to = Math.max(told.to, time);
    if (facts?.kind === 'run-ended') told.sentence = facts.text('sentence');
  }

  #runCode(run: string, time: number, facts: EntryFacts | undefined): number {
    const known = this.#runCodes.get(run);
    if (known !== undefined) return known;
    const start = facts?.kind === 'run-started' ? facts : undefined;
    const [moduleDigest, policy] = [start?.within('module').text('digest') ?? '', start?.text('policy') ?? ''];
    const version = start === undefined ? 0 : this.#versionOf(moduleDigest, policy);
    const module = start?.within('module').text('name') ?? '';
    this.runs.push({ run, module, moduleDigest, policy, version, from: time, to: time, sentence: null });
    this.#runCodes.set(run, this.runs.length);
    return this.runs.length;
  }

  #versionOf(module: string, policy: string): number {
    const policies = this.#policies.get(module) ?? [];
    this.#policies.set(module, policies);
    if (!policies.includes(policy)) policies.push(policy);
    return policies.indexOf(policy) + 1;
  }

  /** A run takes what happened before it into its group. */
  #groupOf(run: number, seq: number): number {
    const known = this.#groupOfRun.get(run);
    if (known !== undefined) return known;
    const number = this.#openGroup(seq);
    const group = this.groups[number];
    if (group !== undefined) group.run = run;
    this.#groupOfRun.set(run, number);
    this.#open = -1;
    return number;
  }

  #openGroup(seq: number): number {
    if (this.#open < 0) this.#open = this.groups.push({ run: -1, firstSeq: seq }) - 1;
    return this.#open;
  }

  #callCode(name: string): number {
    const known = name === '' ? 0 : this.#callCodes.get(name);
    if (known !== undefined) return known;
    if (this.calls.length > MOST_NAMES) return 0;
    this.calls.push(name);
    this.#callCodes.set(name, this.calls.length - 1);
    return this.calls.length - 1;
  }

  #reserve(size: number): void {
    if (size <= this.seq.length) return;
    const room = Math.max(size, this.seq.length * 2);
    this.seq = larger(this.seq, new Float64Array(room));
    this.time = larger(this.time, new Float64Array(room));
    this.lane = larger(this.lane, new Uint8Array(room));
    this.kind = larger(this.kind, new Uint8Array(room));
    this.author = larger(this.author, new Uint8Array(room));
    this.group = larger(this.group, new Uint32Array(room));
    this.run = larger(this.run, new Uint32Array(room));
    this.call = larger(this.call, new Uint16Array(room));
    this.rule = larger(this.rule, new Int32Array(room));
    this.firstRow = larger(this.firstRow, new Float64Array(room));
    this.lastRow = larger(this.lastRow, new Float64Array(room));
    this.count = larger(this.count, new Float64Array(room));
  }
}

function authorOf(facts: EntryFacts | undefined): AuditAuthor {
  if (facts?.kind === 'person') return 'you';
  return facts?.text('source') === 'guest-reported' ? 'guest' : 'engine';
}

function larger<Column extends { set(other: Column): void }>(column: Column, room: Column): Column {
  room.set(column);
  return room;
}
