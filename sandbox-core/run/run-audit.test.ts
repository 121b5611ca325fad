import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { platform, RUN, temporaryFolder } from '../../test/fixtures/audit/sample-log.ts';
import { openAuditLog } from '../audit/audit-log.ts';
import { auditRows, openAuditReader } from '../audit/audit-reader.ts';
import { SIGNATURES } from '../host/gate.ts';
import { emptyManifest } from '../policy/empty-manifest.ts';
import { ACTIONS } from '../policy/request.ts';
import { ACCESS_KINDS, CALL_OUTCOMES, type CallOutcome } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import { planRun } from './plan.ts';
import { RunAudit } from './run-audit.ts';

type Call = readonly [outcome: CallOutcome, resource: string];

/** Opens of these paths, a microsecond apart. */
function opens(firstRow: number, calls: readonly Call[]): Chunk {
  const resources = calls.map(([, resource]) => new TextEncoder().encode(resource));
  const ends = resources.map((_, index) => resources.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0));
  const every = (value: number): number[] => calls.map(() => value);
  return {
    firstRow,
    rows: calls.length,
    signature: Uint16Array.from(every(SIGNATURES.findIndex(({ name }) => name === 'path_open'))),
    outcome: Uint8Array.from(calls.map(([outcome]) => CALL_OUTCOMES.indexOf(outcome))),
    action: Uint8Array.from(every(ACTIONS.indexOf('fs.read'))),
    rule: Uint16Array.from(every(0)),
    start: Float64Array.from(calls.map((_, index) => (firstRow + index) * 1000)),
    ...{ duration: Uint32Array.from(every(0)), result: Int32Array.from(every(0)), memoryPages: Uint32Array.from(every(1)) },
    ...{ argumentStart: new Uint32Array(calls.length + 1), arguments: new BigInt64Array() },
    accessStart: Uint32Array.from([0, ...calls.map((_, index) => index + 1)]),
    accessKind: Uint8Array.from(every(ACCESS_KINDS.indexOf('resource'))),
    ...{ accessPointer: Float64Array.from(every(0)), accessLength: Uint32Array.from(resources.map(({ length }) => length)) },
    dataStart: Uint32Array.from([0, ...ends]),
    data: new Uint8Array(Buffer.concat(resources)),
  };
}

/** What stands in the log of decisions: allowed, resource, folded, count, first and last row. */
function decisionsOf(chunks: readonly (readonly Call[])[], quota: number): unknown[] {
  const path = join(temporaryFolder(onTestFinished), 'audit.sqlite');
  const log = openAuditLog(platform, path);
  const plan = planRun({ run: RUN as never, manifest: emptyManifest(), program: 'guest', mounts: [] });
  const options = {
    log,
    moduleName: 'guest',
    moduleDigest: '0'.repeat(64),
    manifestText: '',
    policies: [],
    engine: 'V8',
    isolation: [],
    quota,
  };
  const audit = new RunAudit(options, plan);
  audit.begin();
  let row = 0;
  for (const calls of chunks) {
    audit.take(opens(row, calls));
    row += calls.length;
  }
  audit.end({ kind: 'returned', totals: { wall: 1, calls: row, denials: 0, errors: 0, memory: 0, limits: [] } });
  log.close();
  const reader = openAuditReader(platform, path);
  const rows = [...auditRows(reader, { lanes: ['grants', 'denials'] })];
  reader.close();
  return rows.map(({ entry }) => {
    if (entry?.kind !== 'decision') return undefined;
    return [entry.allowed, entry.resource, entry.folded, entry.count, entry.firstRow, entry.lastRow];
  });
}

test('RunAudit writes the first of equal decisions at once, and the rest as one with its exact number', () => {
  const chunks: Call[][] = [
    [
      ['denied', '/a'],
      ['ok', '/b'],
      ['denied', '/a'],
      ['error', '/c'],
    ],
    [
      ['denied', '/a'],
      ['ok', '/b'],
      ['denied', '/d'],
    ],
  ];
  expect(decisionsOf(chunks, 100)).toEqual([
    [false, '/a', false, 1, 0, 0],
    [true, '/b', false, 1, 1, 1],
    [false, '/d', false, 1, 6, 6],
    [false, '/a', false, 2, 2, 4],
    [true, '/b', false, 1, 5, 5],
  ]);
});

test('RunAudit puts decisions past the quota together and loses none; a flood of grants takes no room from denials', () => {
  const grants = Array.from({ length: 5 }, (_, index): Call => ['ok', `/g${index}`]);
  expect(
    decisionsOf(
      [
        grants,
        [
          ['denied', '/x'],
          ['denied', '/y'],
          ['denied', '/z'],
          ['ok', '/g0'],
        ],
      ],
      2,
    ),
  ).toEqual([
    [true, '/g0', false, 1, 0, 0],
    [true, '/g1', false, 1, 1, 1],
    [false, '/x', false, 1, 5, 5],
    [false, '/y', false, 1, 6, 6],
    [true, '', true, 3, 2, 4],
    [false, '', true, 1, 7, 7],
    [true, '/g0', false, 1, 8, 8],
  ]);
});
