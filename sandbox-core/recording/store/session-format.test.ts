// docs/session-format.md is held against the code: by a reader in another language that follows it, and by its tables.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import {
  recordingPlatform,
  SAMPLE_SIGNATURES,
  sampleChunks,
  temporaryFolder,
  THIEF,
  writeSample,
} from '../../../test/fixtures/sessions/sample-recording.ts';
import { ACCESS_KINDS, CALL_OUTCOMES } from '../record/call-outcome.ts';
import type { Chunk } from '../record/chunk.ts';
import { openRecording } from './open-recording.ts';
import { TABLES_2 } from './session-schema.ts';

const READER = fileURLToPath(new URL('../../../test/fixtures/sessions/read_session.py', import.meta.url));
const DOCUMENT = readFileSync(new URL('../../../docs/session-format.md', import.meta.url), 'utf8');

const hasPython = spawnSync('python3', ['--version']).status === 0;

/** A chunk's calls in the form in which the Python reader prints them. */
function callsOf(chunk: Chunk): unknown[] {
  return Array.from({ length: chunk.rows }, (_, index) => ({
    row: chunk.firstRow + index,
    name: SAMPLE_SIGNATURES[chunk.signature[index] ?? 0]?.name,
    outcome: CALL_OUTCOMES[chunk.outcome[index] ?? 0],
    rule: chunk.rule[index],
    start: chunk.start[index],
    duration: chunk.duration[index],
    result: chunk.result[index],
    pages: chunk.memoryPages[index],
    ...(chunk.fuel === undefined ? {} : { fuel: chunk.fuel[index] }),
    arguments: [...chunk.arguments.subarray(chunk.argumentStart[index], chunk.argumentStart[index + 1])].map(String),
    accesses: Array.from({ length: (chunk.accessStart[index + 1] ?? 0) - (chunk.accessStart[index] ?? 0) }, (__, place) => {
      const access = (chunk.accessStart[index] ?? 0) + place;
      const bytes = chunk.data.subarray(chunk.dataStart[access], chunk.dataStart[access + 1]);
      return [
        ACCESS_KINDS[chunk.accessKind[access] ?? 0],
        chunk.accessPointer[access],
        chunk.accessLength[access],
        Buffer.from(bytes).toString('hex'),
      ];
    }),
  }));
}

test.skipIf(!hasPython).each([false, true])(
  'a reader in Python that follows the document reads the same and verifies every hash, fuel counted: %j (needs python3)',
  (countsFuel) => {
    const path = join(temporaryFolder(onTestFinished), 'run.session');
    const chunks = sampleChunks(THIEF, 3, countsFuel);
    writeSample(path, chunks).finish('{"kind":"exited","code":3}');
    const { stdout, stderr, status } = spawnSync('python3', [READER, path], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    const read = lines.map((line): unknown => JSON.parse(line));
    expect(read).toEqual([...chunks.flatMap(callsOf), { outcome: { kind: 'exited', code: 3 } }]);
  },
);

test.each([1, 2])('the session file kept of version %i opens', (version) => {
  const kept = fileURLToPath(new URL(`../../../test/fixtures/sessions/version-${version}.session`, import.meta.url));
  const checked = openRecording(recordingPlatform, kept);
  if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
  const recording = checked.value;
  onTestFinished(() => recording.close());
  expect(recording.chunks.map((_, number) => recording.chunk(number))).toEqual(sampleChunks(THIEF, 3));
  expect([recording.outcome, recording.moduleBytes()?.length]).toEqual(['{"kind":"exited","code":3}', 8]);
});

test('the document has the tables word for word', () => {
  for (const sql of TABLES_2.values()) expect(DOCUMENT).toContain(sql);
});
