import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  recordingPlatform,
  sampleChunks,
  temporaryFolder,
  THIEF,
  writeSample,
} from '../../../test/fixtures/sessions/sample-recording.ts';
import { HIDDEN_PARTS, type HiddenPart } from './chunk-parts.ts';
import { DEFAULT_EXPORT, exportRecording } from './export-recording.ts';
import { openRecording } from './open-recording.ts';
import type { Recording } from './recording.ts';
import { writeNotes } from './write-notes.ts';

const READER = fileURLToPath(new URL('../../../test/fixtures/sessions/read_session.py', import.meta.url));

function exported(choice: Partial<typeof DEFAULT_EXPORT>): { path: string; recording: Recording } {
  const folder = temporaryFolder(onTestFinished);
  const [from, path] = [join(folder, 'a.session'), join(folder, 'b.session')];
  writeSample(from, sampleChunks(THIEF, 3)).finish('{"kind":"exited","code":3}');
  exportRecording(recordingPlatform, from, path, { ...DEFAULT_EXPORT, ...choice });
  const opened = openRecording(recordingPlatform, path);
  if (!opened.ok) throw new Error(opened.diagnostics[0]?.message);
  onTestFinished(() => opened.value.close());
  return { path, recording: opened.value };
}

describe('exportRecording()', () => {
  test('keeps all that is not left out, and the chain verifies', () => {
    const { recording } = exported({ leaveOut: new Set<HiddenPart>(), privateTexts: true });
    expect(recording.chunks.map((_, number) => recording.chunk(number))).toEqual(sampleChunks(THIEF, 3));
    expect([recording.header.manifestText, recording.header.privateJson, recording.outcome]).toEqual([
      '{}',
      '{}',
      '{"kind":"exited","code":3}',
    ]);
  });

  test('leaves parts out and says so, and the chain verifies', () => {
    const { recording } = exported({ leaveOut: new Set(HIDDEN_PARTS), module: false });
    const [chunk] = sampleChunks(THIEF, 3);
    const left = recording.chunk(0);
    expect(left.hidden).toEqual(['arguments', 'data', 'secret']);
    expect([left.signature, left.result]).toEqual([chunk?.signature, chunk?.result]);
    expect([...left.arguments, ...left.data].every((value) => Number(value) === 0)).toBe(true);
    expect([recording.header.manifestText, recording.header.privateJson, recording.moduleBytes()]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('leaves nothing of it in the file, the salts included', () => {
    const { path } = exported({ leaveOut: new Set(HIDDEN_PARTS) });
    const bytes = readFileSync(path);
    expect([bytes.includes('/etc/passwd'), bytes.includes('hostPaths')]).toEqual([false, false]);
  });

  test('is read and verified by the reader in Python (needs python3)', (context) => {
    if (spawnSync('python3', ['--version']).status !== 0) context.skip();
    const { path } = exported({ leaveOut: new Set(HIDDEN_PARTS) });
    const { status, stderr } = spawnSync('python3', [READER, path], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('writeNotes()', () => {
  test('keeps marks, tags and notes without touching the chain', () => {
    const { path, recording } = exported({});
    recording.close();
    const notes = [
      { kind: 'mark', row: 3, written: 5n, text: 'here it begins' },
      { kind: 'tag', row: null, written: 6n, text: 'thief' },
    ] as const;
    writeNotes(recordingPlatform, path, notes);
    const opened = openRecording(recordingPlatform, path);
    expect(opened.ok && [opened.value.notes(), opened.value.chunk(0).rows]).toEqual([notes, 3]);
    if (opened.ok) opened.value.close();
  });
});
