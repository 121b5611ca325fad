// The numbers of the entries that a filter leaves, for those who need no list of them.
import type { Query } from '../query/query.ts';
import { AuditIndex } from './audit-index.ts';
import { listEntries } from './audit-list.ts';
import type { AuditReader } from './audit-reader.ts';
import type { RunNumber } from './entry-source.ts';

/** `query` was parsed against AUDIT_FIELDS. */
export function matchingEntries(reader: AuditReader, query: Query, numberOf: RunNumber): ReadonlySet<number> {
  const index = new AuditIndex();
  while (!index.grow(reader));
  const steps = listEntries(index, reader, query, numberOf);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return new Set(Array.from(step.value.order, (place) => index.seq[place] ?? 0));
  }
}
