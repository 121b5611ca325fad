import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { killWriter } from '../../../test/fixtures/sessions/kill-writer.ts';
import {
  recordingPlatform,
  SAMPLE_HEADER,
  sampleChunks,
  temporaryFolder,
  THIEF,
  writeSample,
} from '../../../test/fixtures/sessions/sample-recording.ts';
import { SandboxError } from '../../base/errors.ts';
import { encodeChunk } from '../record/chunk-codec.ts';
import { openRecording } from './open-recording.ts';
import type { Recording } from './recording.ts';

function sessionPath(): string {
  return join(temporaryFolder(onTestFinished), 'run.session');
}

function opened(path: string): Recording {
  const checked = openRecording(recordingPlatform, path);
  if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
  onTestFinished(() => checked.value.close());
  return checked.value;
}

function code(path: string): string | undefined {
  const checked = openRecording(recordingPlatform, path);
  if (checked.ok) checked.value.close();
  return checked.ok ? undefined : checked.diagnostics[0]?.code;
}

/** A finished recording of two chunks, changed by a hand that knows SQLite. */
function tampered(sql: string): string {
  const path = sessionPath();
  writeSample(path, sampleChunks(THIEF, 4)).finish('{"kind":"exited"}');
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  return path;
}

describe('a recording', () => {
  test('gives back header, calls, module and outcome', () => {
    const path = sessionPath();
    const chunks = sampleChunks(THIEF, 3);
    writeSample(path, chunks).finish('{"kind":"exited","code":3}');
    const recording = opened(path);
    const { moduleBytes, ...header } = SAMPLE_HEADER;
    expect(recording.header).toEqual(header);
    expect(recording.moduleBytes()).toEqual(moduleBytes);
    expect(recording.outcome).toBe('{"kind":"exited","code":3}');
    expect(recording.chunks.map(({ firstRow, rows }) => [firstRow, rows])).toEqual([
      [0, 3],
      [3, 3],
      [6, 2],
    ]);
    expect(recording.chunkOf(5)).toEqual(chunks[1]);
  });

  test('is one file of mode 0600 when it is finished', () => {
    const path = sessionPath();
    const writer = writeSample(path, sampleChunks(THIEF));
    expect(existsSync(`${path}-wal`)).toBe(true);
    writer.finish('{}');
    expect([existsSync(`${path}-wal`), existsSync(`${path}-shm`), statSync(path).mode & 0o777]).toEqual([false, false, 0o600]);
  });

  test('can be read while it is written, and still becomes one file', () => {
    const path = sessionPath();
    const [first, second] = sampleChunks(THIEF, 4);
    if (first === undefined || second === undefined) throw new Error('two chunks were expected');
    const writer = writeSample(path, [first]);
    const recording = opened(path);
    const seen = [[recording.rows, recording.outcome, recording.refresh()]];
    writer.append(encodeChunk(second), second);
    seen.push([recording.refresh(), recording.rows, recording.chunkOf(7).rows]);
    writer.finish('{}');
    seen.push([recording.refresh(), recording.rows, recording.outcome]);
    expect(seen).toEqual([
      [4, undefined, false],
      [true, 8, 4],
      [true, 8, '{}'],
    ]);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  test('is finished and readable even when another program has it open', () => {
    const path = sessionPath();
    const writer = writeSample(path, sampleChunks(THIEF));
    const other = new DatabaseSync(path, { readOnly: true });
    onTestFinished(() => other.close());
    expect(other.prepare('SELECT count(*) AS chunks FROM chunk').get()).toEqual({ chunks: 1 });
    writer.finish('{}');
    const recording = opened(path);
    expect([recording.rows, recording.outcome]).toEqual([8, '{}']);
  });

  test('refuses a chunk that does not follow the one before', () => {
    const writer = writeSample(sessionPath(), sampleChunks(THIEF));
    onTestFinished(() => writer.close());
    const again = sampleChunks(THIEF)[0];
    if (again === undefined) throw new Error('a chunk was expected');
    expect(() => writer.append(encodeChunk(again), again)).toThrow('a chunk begins at row 0, and 8 rows are there');
  });

  test('is not written over a file that is there', () => {
    const path = sessionPath();
    writeFileSync(path, 'mine');
    expect(() => writeSample(path, [])).toThrow('EEXIST');
  });

  test('shows all that was acknowledged when its writer was killed', async () => {
    const folder = temporaryFolder(onTestFinished);
    for (let kill = 0; kill < 10; kill++) {
      const { acknowledged, rows, decoded, outcome } = await killWriter(join(folder, `${kill}.session`), 320 * (1 + kill * 3));
      expect(rows).toBeGreaterThanOrEqual(acknowledged);
      expect([decoded, outcome]).toEqual([rows, undefined]);
    }
  }, 60_000);
});

describe('columns()', () => {
  test('gives what the chunk gives, without arguments and data', () => {
    const path = sessionPath();
    writeSample(path, sampleChunks(THIEF, 3)).finish('{"kind":"exited"}');
    const [one, other] = [opened(path), opened(path)];
    for (const number of one.chunks.keys()) expect(one.chunk(number)).toMatchObject(other.columns(number));
    expect(Object.keys(other.columns(0))).not.toContain('data');
    expect(other.columns(0)).toBe(other.columns(0));
  });

  test('refuses columns that were changed', () => {
    const path = tampered('UPDATE chunk SET calls = (SELECT calls FROM chunk WHERE number = 1) WHERE number = 0');
    const recording = opened(path);
    expect(() => recording.columns(0)).toThrow('chunk 0 does not match its digest');
    expect(recording.columns(1).firstRow).toBe(4);
  });
});

describe('openRecording()', () => {
  test('refuses what is no session file', () => {
    const path = sessionPath();
    writeFileSync(path, 'x'.repeat(5000));
    expect(code(path)).toBe('session-unreadable');
    expect(code(`${path}-missing`)).toBe('session-unreadable');
    expect(code(tampered('PRAGMA application_id = 1'))).toBe('session-file');
    expect(code(tampered('PRAGMA user_version = 4'))).toBe('session-version');
  });

  test('refuses any table, view, trigger, index or column more or less', () => {
    const changes = [
      'CREATE TABLE more (a)',
      'CREATE VIEW more AS SELECT 1',
      'CREATE TRIGGER more AFTER INSERT ON chunk BEGIN SELECT 1; END',
      'CREATE INDEX more ON chunk (rows)',
      'ALTER TABLE chunk ADD COLUMN more INTEGER',
      'DROP TABLE outcome',
    ];
    expect(changes.map((sql) => code(tampered(sql)))).toEqual(changes.map(() => 'session-tables'));
  });

  test('refuses a change to anything under the chain', () => {
    const changes = [
      "UPDATE header SET module_name = 'hello.wasm'",
      'UPDATE chunk SET digest = zeroblob(32) WHERE number = 1',
      'UPDATE chunk SET chain = zeroblob(32) WHERE number = 0',
      'DELETE FROM chunk WHERE number = 1',
      `UPDATE outcome SET json = '{"kind":"returned"}'`,
    ];
    expect(changes.map((sql) => code(tampered(sql)))).toEqual(changes.map(() => 'session-chain'));
    expect(code(tampered('DELETE FROM chunk WHERE number = 0'))).toBe('session-chunk');
    expect(code(tampered("UPDATE header SET plan = 'null'"))).toBe('session-chain');
    expect(code(tampered('DELETE FROM header'))).toBe('session-header');
  });

  test('refuses bytes of a chunk or a module that do not match their digest when they are read', () => {
    const recording = opened(
      tampered('UPDATE chunk SET data = zeroblob(100) WHERE number = 1; UPDATE module SET bytes = zeroblob(8)'),
    );
    expect(recording.chunk(0).rows).toBe(4);
    expect(() => recording.chunk(1)).toThrow('chunk 1 does not match its digest');
    expect(() => recording.moduleBytes()).toThrow('the module does not match its digest');
  });

  test('takes a damaged file as refused or as it was, and throws nothing else', () => {
    const good = readFileSync(new URL('../../../test/fixtures/sessions/version-1.session', import.meta.url));
    const path = sessionPath();
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = Uint8Array.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        writeFileSync(path, bytes);
        const checked = openRecording(recordingPlatform, path);
        if (!checked.ok) return;
        try {
          for (const number of checked.value.chunks.keys()) checked.value.chunk(number);
          checked.value.moduleBytes();
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(SandboxError);
        } finally {
          checked.value.close();
        }
      }),
      { numRuns: 400 },
    );
  });
});
