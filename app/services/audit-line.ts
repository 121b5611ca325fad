// An entry of the audit log as a line of its list: in words, with what leads from it to a call and to a rule.
import {
  AUDIT_AUTHORS,
  cutMiddle,
  visibleText,
  type AuditIndex,
  type AuditRow,
  type LoggedEntry,
  type RunNumber,
} from '../../sandbox-core/index.ts';
import type { AuditLine } from '../contract/audit-timeline-schemas.ts';

const LONGEST_WHAT = 500;

export interface LineContext {
  readonly index: AuditIndex;
  readonly numberOf: RunNumber;
}

export function auditLine({ index, numberOf }: LineContext, { seq, time, lane, run, entry }: AuditRow, hash: string): AuditLine {
  const place = index.placeOf(seq);
  const number = run === null ? undefined : numberOf(run);
  const decision = entry?.kind === 'decision' ? entry : undefined;
  return {
    ...{ seq, time, lane, kind: entry?.kind ?? null, hash },
    by: entry === undefined ? null : (AUDIT_AUTHORS[index.author[place] ?? 0] ?? null),
    run: run === null ? null : shown(run),
    number: number ?? null,
    what: shown(entry === undefined ? 'this is no entry any more' : whatOf(entry, number)),
    count: decision?.count ?? 1,
    rule: decision?.rule ?? null,
    row: decision?.firstRow ?? null,
    lastRow: decision?.lastRow ?? null,
    version: index.runOf(place)?.version ?? 0,
    limit: limitOf(entry),
  };
}

function whatOf(entry: LoggedEntry, number: number | undefined): string {
  switch (entry.kind) {
    case 'run-started':
      return `${number === undefined ? '' : `run ${number} of `}${entry.module.name} started${STARTED_ASKING[entry.onMiss ?? 'deny']}`;
    case 'run-ended':
      return entry.sentence;
    case 'decision':
      return entry.folded ? `${entry.call} ${entry.action}, further ones put together` : decided(entry.call, entry.resource);
    case 'limit':
      return entry.limit;
    case 'person':
      return `${entry.act}: ${entry.what}`;
    case 'refused':
      return `refused: ${entry.what}`;
  }
}

/** How far it may come by answers. */
const STARTED_ASKING = { deny: '', ask: ', asking about misses', audit: ', misses let through' } as const;

function decided(call: string, resource: string): string {
  return resource === '' ? call : `${call} "${resource}"`;
}

function limitOf(entry: LoggedEntry | undefined): AuditLine['limit'] {
  if (entry?.kind !== 'limit') return null;
  return { limit: shown(entry.limit), near: entry.level === 'near', used: entry.used, most: entry.most };
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), LONGEST_WHAT);
}
