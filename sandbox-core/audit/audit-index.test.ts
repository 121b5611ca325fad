import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { denial, person, platform, RUN, tamper, temporaryFolder } from '../../test/fixtures/audit/sample-log.ts';
import { parseQuery } from '../query/parse.ts';
import type { AuditDraft } from './audit-entry.ts';
import { AUDIT_FIELDS } from './audit-fields.ts';
import { AuditIndex } from './audit-index.ts';
import { listEntries } from './audit-list.ts';
import { openAuditLog } from './audit-log.ts';
import { openAuditReader, type AuditReader } from './audit-reader.ts';
import { auditTimeline } from './audit-timeline.ts';
import { entryInChain } from './entry-in-chain.ts';
import { keptPolicy } from './kept-policy.ts';

const OTHER = 'r9876543210zz';

function started(run: string, policy: string): AuditDraft {
  return {
    ...({ kind: 'run-started', source: 'engine-observed', run, policy, engine: 'V8' } as const),
    ...{ module: { name: 'a.wasm', digest: 'a'.repeat(64) }, mounts: [], isolation: [] },
  };
}

/** A mark, a run with two denials, a mark, another run under another policy, a mark. */
function logged(change?: (path: string) => void): {
  readonly index: AuditIndex;
  readonly reader: AuditReader;
  readonly policy: string;
} {
  const path = join(temporaryFolder(onTestFinished), 'audit.sqlite');
  const log = openAuditLog(platform, path);
  const policy = log.keepPolicy('{"version":1}', [{ effect: 'permit', text: 'all', pointer: '/mounts/0' }]);
  log.append([person('before'), started(RUN, policy), denial(1), person('between'), denial(2)]);
  log.append([started(OTHER, 'b'.repeat(64)), { ...person('within'), run: OTHER }, person('after')]);
  log.close();
  change?.(path);
  const reader = openAuditReader(platform, path);
  onTestFinished(() => reader.close());
  const index = new AuditIndex();
  while (!index.grow(reader));
  return { index, reader, policy };
}

function seqsOf({ index, reader }: ReturnType<typeof logged>, where: string): number[][] {
  const query = parseQuery(where, AUDIT_FIELDS);
  if (!query.ok) throw new Error(query.fault.message);
  const steps = listEntries(index, reader, query.value, (run) => (run === RUN ? 12 : undefined));
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    const { order, groups } = step.value;
    return groups.map(({ from, count }) => [...order.subarray(from, from + count)].map((place) => index.seq[place] ?? 0));
  }
}

test('entries are grouped by run, with what happened before it', () => {
  const log = logged();
  expect(seqsOf(log, '')).toEqual([[1, 2, 3, 5], [4, 6, 7], [8]]);
  expect(log.index.runs.map(({ run, version }) => [run, version])).toEqual([
    [RUN, 1],
    [OTHER, 2],
  ]);
  expect(log.index.runs.map((run) => log.index.policyBefore(run))).toEqual([undefined, log.policy]);
});

test('the filter language asks for lanes, runs by number, resources and words', () => {
  const log = logged();
  expect(seqsOf(log, 'lane:denials')).toEqual([[3, 5]]);
  expect(seqsOf(log, 'run:12 -lane:denials')).toEqual([[2]]);
  expect(seqsOf(log, 'resource:/etc/2')).toEqual([[5]]);
  expect(seqsOf(log, 'BETWEEN OR seq:8')).toEqual([[4], [8]]);
  expect(seqsOf(log, 'by:you')).toEqual([[1], [4, 7], [8]]);
  expect(seqsOf(log, 'rule:0 by:guest count:1 call:path_*')).toEqual([[3, 5]]);
});

test('auditTimeline() counts every drawn entry once and has each run', () => {
  const { index } = logged();
  const list = { order: Uint32Array.from({ length: index.size }, (_, place) => place), groups: [], all: index.size };
  const { marks, runs } = auditTimeline(index, list, (index.time[0] ?? 0) - 10, (index.time[7] ?? 0) + 10, 4);
  const sum = (lane: number): number => marks.reduce((all, mark) => all + (mark.lane === lane ? mark.count : 0), 0);
  expect([sum(0), sum(1), sum(2), sum(3), runs.length]).toEqual([0, 2, 0, 4, 2]);
});

test('an entry that was changed has another hash than follows, and a text that is no entry has no facts', () => {
  const log = logged((path) => tamper(path, (database) => database.exec(`UPDATE entry SET body = 'nothing' WHERE seq = 3`)));
  const [good, bad] = [entryInChain(platform, log.reader, 2), entryInChain(platform, log.reader, 3)];
  expect(good?.hash).toBe(good?.expected);
  expect(bad?.hash).not.toBe(bad?.expected);
  expect(bad?.row.entry).toBeUndefined();
  expect(seqsOf(log, 'call:path_open')).toEqual([[5]]);
});

test('keptPolicy() answers the text and the rules of a digest', () => {
  const { reader, policy } = logged();
  expect(keptPolicy(reader, policy)).toMatchObject({ text: '{"version":1}', rules: [{ text: 'all', pointer: '/mounts/0' }] });
  expect(keptPolicy(reader, 'c'.repeat(64))).toBeUndefined();
});
