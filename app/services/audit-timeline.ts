// The audit log for its screen: lists by filter, lanes over time, one entry in full, a policy as it was. Everything is read from
// the file; beside it stands only an index of columns, made anew when the file has become another.
import {
  AUDIT_FIELDS,
  AuditIndex,
  EntrySource,
  auditRow,
  auditTimeline,
  completeQuery,
  cutMiddle,
  diagnosticOf,
  DRAWN_LANES,
  entryInChain,
  hashesOf,
  keptPolicy,
  listEntries,
  parseQuery,
  proveInclusion,
  visibleLines,
  visibleText,
  type AuditList,
  type AuditReader,
  type Platform,
  type RunNumber,
} from '../../sandbox-core/index.ts';
import type { AuditLine, AuditGroup } from '../contract/audit-timeline-schemas.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';
import { auditLine } from './audit-line.ts';
import { pause } from './latch.ts';

export interface AuditTimelineOptions {
  readonly platform: Platform;
  /** Throws UNAVAILABLE. Whoever opens one closes it. */
  readonly openReader: () => AuditReader;
  readonly checkpoint: () => void;
  readonly numberOf: RunNumber;
}

const MOST_GROUPS = 200;
const MOST_LISTS = 4;
/** Turns of a thousand entries before other requests get theirs. */
const TURNS = 4;
const LONGEST_FIELD = 1000;
const LONGEST_POLICY = 262_144;
/** Marks that are told of in words. */
const MOST_NAMED = 300;

interface Listed {
  readonly index: AuditIndex;
  readonly reader: AuditReader;
  readonly list: AuditList;
}

export class AuditTimeline {
  readonly #options: AuditTimelineOptions;
  readonly #lists = new Map<string, AuditList>();
  #index = new AuditIndex();

  constructor(options: AuditTimelineOptions) {
    this.#options = options;
  }

  list({ where }: CommandInput<'audit.list'>, abort: AbortSignal): Promise<CommandOutput<'audit.list'>> {
    return this.#listed(where, abort, ({ index, list }) => {
      const { time } = index;
      const [from, to] = [time[0] ?? 0, time[list.all - 1] ?? 0];
      return { all: list.all, matching: list.order.length, groups: this.#groups(index, list), from, to };
    });
  }

  lines({ where, from, count }: CommandInput<'audit.lines'>, abort: AbortSignal): Promise<CommandOutput<'audit.lines'>> {
    return this.#listed(where, abort, ({ index, reader, list }) => {
      const places = [...list.order.subarray(from, from + count)];
      return { lines: this.#linesAt(index, reader, places) };
    });
  }

  /** Numbers of the entries that match. */
  matching(where: string, abort: AbortSignal): Promise<ReadonlySet<number>> {
    return this.#listed(where, abort, ({ index, list }) => new Set(Array.from(list.order, (place) => index.seq[place] ?? 0)));
  }

  find({ where, of }: CommandInput<'audit.find'>, abort: AbortSignal): Promise<CommandOutput<'audit.find'>> {
    return this.#listed(where, abort, ({ index, list }) => {
      const place = 'seq' in of ? index.placeOf(of.seq) : placeOfCall(index, of.run, of.row);
      if (place < 0) return { seq: null, place: null };
      const at = list.order.indexOf(place);
      return { seq: index.seq[place] ?? null, place: at < 0 ? null : at };
    });
  }

  complete({ text, cursor }: CommandInput<'audit.complete'>, abort: AbortSignal): Promise<CommandOutput<'audit.complete'>> {
    return this.#listed('', abort, ({ index }) => {
      const parsed = parseQuery(text, AUDIT_FIELDS);
      const { valuesOf } = new EntrySource(index, this.#options.numberOf);
      const { from, to, items } = completeQuery(text, cursor, AUDIT_FIELDS, valuesOf);
      return {
        fault: parsed.ok ? null : { message: parsed.fault.message, from: parsed.fault.from, to: parsed.fault.to },
        from,
        to,
        items: items.map((item) => ({ text: item.text, help: item.help, count: item.count ?? null })),
      };
    });
  }

  timeline(input: CommandInput<'audit.timeline'>, abort: AbortSignal): Promise<CommandOutput<'audit.timeline'>> {
    return this.#listed(input.where, abort, ({ index, reader, list }) => {
      const { marks, runs } = auditTimeline(index, list, input.from, Math.max(input.from, input.to), input.slices);
      const named = new Map(
        marks.length > MOST_NAMED
          ? []
          : this.#linesAt(index, reader, [...new Set(marks.map(({ place }) => place))]).map((line) => [line.seq, line.what]),
      );
      return {
        marks: marks.map(({ lane, place, count }) => {
          const [seq, time] = [index.seq[place] ?? 0, index.time[place] ?? 0];
          return { lane: DRAWN_LANES[lane] ?? 'people', seq, time, count, what: cutMiddle(named.get(seq) ?? '', 60) };
        }),
        runs: runs.map(({ run, module, version, from, to, sentence }) => ({
          ...{ run: shown(run), number: this.#options.numberOf(run) ?? null, module: shown(module), version },
          ...{ from, to, ended: sentence !== null },
        })),
      };
    });
  }

  entry({ seq }: CommandInput<'audit.entry'>, abort: AbortSignal): Promise<CommandOutput<'audit.entry'>> {
    return this.#listed('', abort, ({ index, reader }) => {
      const found = entryInChain(this.#options.platform, reader, seq);
      if (found === undefined) throw new ContractError('NOT_FOUND', `there is no entry ${seq}`);
      const { row, hash, expected, before, after, leafIndex, leafHash, signedOver } = found;
      const run = index.runOf(index.placeOf(seq));
      const policy = row.entry !== undefined && 'policy' in row.entry ? row.entry.policy : (run?.policy ?? '');
      const rule = row.entry?.kind === 'decision' ? row.entry.rule : 0;
      const kept = rule === 0 || policy === '' ? undefined : keptPolicy(reader, policy)?.rules[rule - 1];
      const fields = row.entry === undefined ? [{ name: 'text', value: shown(row.body) }] : fieldsOf(row.entry);
      return {
        line: auditLine({ index, numberOf: this.#options.numberOf }, row, hash),
        fields,
        module: shown(run?.module ?? ''),
        moduleDigest: run?.moduleDigest ?? '',
        policy: isDigest(policy) ? policy : null,
        policyBefore: run === undefined ? null : (index.policyBefore(run) ?? null),
        ruleText: shown(row.entry?.kind === 'decision' ? row.entry.ruleText : ''),
        pointer: shown(kept?.pointer ?? ''),
        ...{ hash, expected, before, after, leafIndex, leafHash, signedOver },
      };
    });
  }

  break({ seq }: CommandInput<'audit.break'>, abort: AbortSignal): Promise<CommandOutput<'audit.break'>> {
    return this.#listed('', abort, ({ index, reader }) => {
      const here = entryInChain(this.#options.platform, reader, seq);
      if (here !== undefined && here.expected !== '') return { time: here.row.time, expected: here.expected, found: here.hash };
      // Entries are missing: the next one that is there does not follow the last one before.
      const place = index.seq.subarray(0, index.size).findLastIndex((each) => each < seq);
      const next = index.seq[place + 1];
      const following =
        place + 1 < index.size && next !== undefined ? entryInChain(this.#options.platform, reader, next) : undefined;
      const last = place < 0 ? undefined : entryInChain(this.#options.platform, reader, index.seq[place] ?? 0);
      return { time: index.time[Math.max(0, place)] ?? 0, expected: last?.hash ?? '', found: following?.hash ?? '' };
    });
  }

  policy({ digest }: CommandInput<'audit.policy'>): CommandOutput<'audit.policy'> {
    const reader = this.#options.openReader();
    try {
      const kept = keptPolicy(reader, digest);
      if (kept === undefined) throw new ContractError('NOT_FOUND', 'the log keeps no policy of this digest');
      const lines = visibleLines(kept.text.slice(0, LONGEST_POLICY));
      return { text: lines, cut: kept.text.length > LONGEST_POLICY };
    } finally {
      reader.close();
    }
  }

  proof({ seq }: CommandInput<'audit.proof'>): CommandOutput<'audit.proof'> {
    const { platform, checkpoint, openReader } = this.#options;
    checkpoint();
    const reader = openReader();
    try {
      const proof = proveInclusion(platform, reader, seq);
      if (!proof.ok) throw new ContractError('NOT_FOUND', proof.fault);
      return { name: `audit-entry-${seq}.tlog-proof`, bytes: new TextEncoder().encode(proof.value) };
    } finally {
      reader.close();
    }
  }

  #linesAt(index: AuditIndex, reader: AuditReader, places: readonly number[]): AuditLine[] {
    const seqs = places.map((place) => index.seq[place] ?? 0);
    const hashes = hashesOf(reader, seqs);
    const context = { index, numberOf: this.#options.numberOf };
    return seqs.flatMap((seq) => {
      const row = auditRow(reader, seq);
      return row === undefined ? [] : [auditLine(context, row, hashes.get(seq) ?? '')];
    });
  }

  /** The newest by themselves, the older ones as one. */
  #groups(index: AuditIndex, { groups }: AuditList): AuditGroup[] {
    const single = groups.slice(-(groups.length > MOST_GROUPS ? MOST_GROUPS - 1 : MOST_GROUPS));
    const older = groups.slice(0, groups.length - single.length);
    const told = single.map(({ group, count }): AuditGroup => {
      const known = index.groups[group];
      const run = index.runs[known?.run ?? -1];
      const number = run === undefined ? undefined : this.#options.numberOf(run.run);
      return {
        ...{ id: known?.firstSeq ?? 0, run: run === undefined ? null : shown(run.run), number: number ?? null, entries: count },
        ...{
          module: shown(run?.module ?? ''),
          from: run?.from ?? 0,
          sentence: run?.sentence == null ? null : shown(run.sentence),
        },
        runs: run === undefined ? 0 : 1,
      };
    });
    if (older.length === 0) return told;
    const entries = older.reduce((sum, { count }) => sum + count, 0);
    return [{ id: 0, run: null, number: null, module: '', from: 0, sentence: null, runs: older.length, entries }, ...told];
  }

  /** Lists what matches, in turns, and acts on it while the file is open. */
  async #listed<Value>(where: string, abort: AbortSignal, act: (listed: Listed) => Value): Promise<Value> {
    const parsed = parseQuery(where, AUDIT_FIELDS);
    if (!parsed.ok) throw new ContractError('BAD_REQUEST', parsed.fault.message, [diagnosticOf(parsed.fault)]);
    const reader = this.#options.openReader();
    try {
      this.#renew(reader);
      const index = this.#index;
      for (let turn = 1; !index.grow(reader); turn++) if (turn % TURNS === 0) await this.#turn(abort);
      const key = `${index.size} ${where}`;
      const known = this.#lists.get(key);
      if (known !== undefined) return act({ index, reader, list: known });
      const steps = listEntries(index, reader, parsed.value, this.#options.numberOf);
      let step = steps.next();
      for (let turn = 1; step.done !== true; turn++) {
        if (turn % TURNS === 0) await this.#turn(abort);
        step = steps.next();
      }
      if (index === this.#index) this.#keep(key, step.value);
      return act({ index, reader, list: step.value });
    } finally {
      reader.close();
    }
  }

  /** A file that ends earlier than it did was exchanged or cut: what is known of it counts no more. */
  #renew(reader: AuditReader): void {
    const last = this.#index.lastSeq;
    if (last === 0 || auditRow(reader, last) !== undefined) return;
    this.forget();
  }

  /** Reads everything anew when it is asked for next. */
  forget(): void {
    this.#index = new AuditIndex();
    this.#lists.clear();
  }

  #keep(key: string, list: AuditList): void {
    this.#lists.set(key, list);
    if (this.#lists.size > MOST_LISTS) this.#lists.delete(this.#lists.keys().next().value ?? '');
  }

  async #turn(abort: AbortSignal): Promise<void> {
    await pause(this.#options.platform, 0, abort);
    if (abort.aborted) throw new ContractError('CANCELLED', 'the request was taken back');
  }
}

function fieldsOf(entry: object): { name: string; value: string }[] {
  return Object.entries(entry).map(([name, value]) => ({
    name,
    value: shown(typeof value === 'string' ? value : JSON.stringify(value)),
  }));
}

function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), LONGEST_FIELD);
}

/** The entry that begins or ends with this call; -1 where none does. */
function placeOfCall(index: AuditIndex, run: string, row: number): number {
  const { size, firstRow, lastRow } = index;
  for (let place = 0; place < size; place++) {
    const isEnd = firstRow[place] === row || lastRow[place] === row;
    if (isEnd && index.runOf(place)?.run === run) return place;
  }
  return -1;
}
