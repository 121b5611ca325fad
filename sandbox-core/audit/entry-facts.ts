// What an index and a filter need of an entry's text, read without judging the rest of it: a tenth of what `readEntry` costs,
// which counts where every entry is looked at. Text that is no entry has no facts.
import { ENTRY_KINDS, type EntryKind } from './audit-entry.ts';

export class EntryFacts {
  readonly kind: EntryKind;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(kind: EntryKind, values: Readonly<Record<string, unknown>>) {
    this.kind = kind;
    this.#values = values;
  }

  /** Empty where it has none of this name. */
  text(name: string): string {
    const value = this.#own(name);
    return typeof value === 'string' ? value : '';
  }

  number(name: string, none: number): number {
    const value = this.#own(name);
    return typeof value === 'number' ? value : none;
  }

  /** Of what is nested in it. */
  within(name: string): EntryFacts {
    return new EntryFacts(this.kind, recordOf(this.#own(name)) ?? {});
  }

  #own(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }
}

export function entryFacts(body: string): EntryFacts | undefined {
  try {
    const values = recordOf(JSON.parse(body));
    const kind = ENTRY_KINDS.find((each) => each === values?.['kind']);
    return values === undefined || kind === undefined ? undefined : new EntryFacts(kind, values);
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
