// The entries of the log as a filter asks for them: from the columns of the index where it has them, else from the file, whose
// rows of a batch are read when the first of them is asked for.
import { visibleText } from '../base/visible-text.ts';
import type { ValueCount } from '../query/complete.ts';
import type { Field } from '../query/fields.ts';
import type { Batch, FieldAccess, Source } from '../query/match.ts';
import { AUDIT_LANES, ENTRY_KINDS, type EntryKind } from './audit-entry.ts';
import { AUDIT_AUTHORS } from './audit-fields.ts';
import type { AuditIndex } from './audit-index.ts';
import { auditTextsAfter, type AuditReader } from './audit-reader.ts';
import { entryFacts, type EntryFacts } from './entry-facts.ts';

/** Entries that are judged together: as many as one answer of the file has. */
export const BATCH_ENTRIES = 1000;

/** The number under which people know a run; undefined for one that is not kept any more. */
export type RunNumber = (run: string) => number | undefined;

export class EntryBatch implements Batch {
  readonly rows: number;
  readonly #index: AuditIndex;
  readonly #reader: AuditReader;
  readonly #start: number;
  #entries: ReadonlyMap<number, EntryFacts | undefined> | undefined;

  constructor(index: AuditIndex, reader: AuditReader, start: number) {
    this.#index = index;
    this.#reader = reader;
    this.#start = start;
    this.rows = Math.min(BATCH_ENTRIES, index.size - start);
  }

  column<Column extends { subarray(from: number, to: number): Column }>(whole: Column): Column {
    return whole.subarray(this.#start, this.#start + this.rows);
  }

  facts(row: number): EntryFacts | undefined {
    const { seq } = this.#index;
    const first = seq[this.#start] ?? 1;
    this.#entries ??= new Map(
      auditTextsAfter(this.#reader, first - 1, seq[this.#start + this.rows - 1]).map((each) => [each.seq, entryFacts(each.body)]),
    );
    return this.#entries.get(seq[this.#start + row] ?? 0);
  }
}

export class EntrySource implements Source<EntryBatch> {
  readonly #index: AuditIndex;
  readonly #numberOf: RunNumber;

  constructor(index: AuditIndex, numberOf: RunNumber) {
    this.#index = index;
    this.#numberOf = numberOf;
  }

  readonly word = (text: string): ((batch: EntryBatch, row: number) => boolean) => {
    const wanted = text.toLowerCase();
    return (batch, row) => {
      const facts = batch.facts(row);
      return facts !== undefined && wordsOf(facts).some((each) => visibleText(each).toLowerCase().includes(wanted));
    };
  };

  readonly field = (name: string): FieldAccess<EntryBatch> | undefined => {
    const index = this.#index;
    switch (name) {
      case 'lane':
        return { kind: 'codes', codes: (batch) => batch.column(index.lane), texts: (code) => [AUDIT_LANES[code] ?? ''] };
      case 'kind':
        return { kind: 'codes', codes: (batch) => batch.column(index.kind), texts: (code) => [ENTRY_KINDS[code] ?? ''] };
      case 'by':
        return { kind: 'codes', codes: (batch) => batch.column(index.author), texts: (code) => [AUDIT_AUTHORS[code] ?? ''] };
      case 'run':
        return { kind: 'codes', codes: (batch) => batch.column(index.run), texts: (code) => this.#runTexts(code) };
      case 'module':
        return {
          kind: 'codes',
          codes: (batch) => batch.column(index.run),
          texts: (code) => [visibleText(index.runs[code - 1]?.module ?? '')],
        };
      case 'call':
        return {
          kind: 'codes',
          codes: (batch) => batch.column(index.call),
          texts: (code) => [visibleText(index.calls[code] ?? '')],
        };
      case 'rule':
        return { kind: 'column', numbers: (batch) => batch.column(index.rule), none: -1 };
      case 'count':
        return { kind: 'column', numbers: (batch) => batch.column(index.count) };
      case 'seq':
        return { kind: 'column', numbers: (batch) => batch.column(index.seq) };
      case 'action':
        return texts('decision', 'action');
      case 'resource':
        return texts('decision', 'resource');
      case 'limit':
        return texts('limit', 'limit');
      case 'act':
        return texts('person', 'act');
      default:
        return undefined;
    }
  };

  /** Values of a field with how many entries have each, the most frequent first; empty for those that only the file has. */
  readonly valuesOf = ({ name }: Field): readonly ValueCount[] => {
    const { lane, kind, author, run, call, rule } = this.#index;
    switch (name) {
      case 'lane':
        return this.#counted(lane, (code) => AUDIT_LANES[code] ?? '');
      case 'kind':
        return this.#counted(kind, (code) => ENTRY_KINDS[code] ?? '');
      case 'by':
        return this.#counted(author, (code) => AUDIT_AUTHORS[code] ?? '');
      case 'run':
        return this.#counted(run, (code) => this.#runTexts(code)[0] ?? '');
      case 'module':
        return this.#counted(run, (code) => visibleText(this.#index.runs[code - 1]?.module ?? ''));
      case 'call':
        return this.#counted(call, (code) => visibleText(this.#index.calls[code] ?? ''));
      case 'rule':
        return this.#counted(rule, (code) => (code < 0 ? '' : String(code)));
      default:
        return [];
    }
  };

  #runTexts(code: number): string[] {
    const run = this.#index.runs[code - 1]?.run;
    if (run === undefined) return [];
    const number = this.#numberOf(run);
    return number === undefined ? [run] : [String(number), run];
  }

  #counted(column: ArrayLike<number>, text: (code: number) => string): ValueCount[] {
    const sums = new Map<number, number>();
    for (let at = 0; at < this.#index.size; at++) sums.set(column[at] ?? 0, (sums.get(column[at] ?? 0) ?? 0) + 1);
    const named = new Map<string, number>();
    for (const [code, count] of sums) named.set(text(code), (named.get(text(code)) ?? 0) + count);
    return [...named]
      .filter(([value]) => value !== '')
      .map(([value, count]) => ({ value, count }))
      .sort((one, other) => other.count - one.count);
  }
}

function texts(kind: EntryKind, name: string): FieldAccess<EntryBatch> {
  return {
    kind: 'texts',
    some: (batch, row, test) => {
      const facts = batch.facts(row);
      return facts?.kind === kind && test(visibleText(facts.text(name)));
    },
  };
}

/** What a line shows of the entry, and the rule in words. */
function wordsOf(facts: EntryFacts): string[] {
  const names = ['call', 'resource', 'action', 'ruleText', 'limit', 'act', 'what', 'sentence'];
  return [facts.within('module').text('name'), ...names.map((name) => facts.text(name))].filter((text) => text !== '');
}
