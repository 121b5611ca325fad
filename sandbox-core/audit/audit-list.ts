// The entries that a filter leaves, in groups: a run with what happened before it. Within a group in the order of the log.
import { compileQuery } from '../query/match.ts';
import type { Query } from '../query/query.ts';
import type { AuditIndex } from './audit-index.ts';
import type { AuditReader } from './audit-reader.ts';
import { EntrySource, BATCH_ENTRIES, EntryBatch, type RunNumber } from './entry-source.ts';

/** Entries of one group that match, by their place in `order`. */
export interface ListedGroup {
  /** Number in the index. */
  readonly group: number;
  readonly from: number;
  readonly count: number;
}

export interface AuditList {
  /** Places in the index, in the order of the list. */
  readonly order: Uint32Array;
  readonly groups: readonly ListedGroup[];
  /** Entries of the log when it was made. */
  readonly all: number;
}

/** Yields between batches, for whoever must give way in between. `query` was parsed against AUDIT_FIELDS. */
export function* listEntries(
  index: AuditIndex,
  reader: AuditReader,
  query: Query,
  numberOf: RunNumber,
): Generator<void, AuditList> {
  const matcher = compileQuery(query, new EntrySource(index, numberOf));
  const all = index.size;
  const matching = new Uint32Array(all);
  const mask = new Uint8Array(BATCH_ENTRIES);
  let count = 0;
  for (let start = 0; start < all; start += BATCH_ENTRIES) {
    const batch = new EntryBatch(index, reader, start);
    matcher.judge(batch, mask);
    const rows = Math.min(batch.rows, all - start);
    for (let row = 0; row < rows; row++) if (mask[row] === 1) matching[count++] = start + row;
    yield;
  }
  return grouped(index, matching.subarray(0, count), all);
}

/** Sorts by group and keeps the order within each: counts, then places. */
function grouped(index: AuditIndex, matching: Uint32Array, all: number): AuditList {
  const counts = new Uint32Array(index.groups.length);
  for (const place of matching) counts[index.group[place] ?? 0] = (counts[index.group[place] ?? 0] ?? 0) + 1;
  const groups: ListedGroup[] = [];
  const next = new Uint32Array(counts.length);
  let from = 0;
  for (const [group, count] of counts.entries()) {
    next[group] = from;
    if (count > 0) groups.push({ group, from, count });
    from += count;
  }
  const order = new Uint32Array(matching.length);
  for (const place of matching) {
    const group = index.group[place] ?? 0;
    const at = next[group] ?? 0;
    order[at] = place;
    next[group] = at + 1;
  }
  return { order, groups, all };
}
