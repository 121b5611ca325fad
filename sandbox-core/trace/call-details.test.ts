import { expect, test } from 'vitest';
import { memoryRecording } from '../../test/fixtures/sessions/memory-recording.ts';
import { bytesOf, sampleChunks, THIEF } from '../../test/fixtures/sessions/sample-recording.ts';
import { callDetails } from './call-details.ts';

test('callDetails() says everything about a call', () => {
  const recording = memoryRecording(sampleChunks(THIEF, 3));
  expect(callDetails(recording, 1)).toEqual({
    row: 1,
    module: 'wasi_snapshot_preview1',
    name: 'path_open',
    family: 'files',
    outcome: 'ok',
    time: 1000,
    duration: 41_200,
    memoryPages: 17,
    arguments: [
      { name: 'fd', value: 'fd 3', note: '' },
      { name: 'dirflags', value: '0', note: '0x0' },
      { name: 'path', value: '"notes.txt"', note: 'at 0x410' },
      { name: 'path_len', value: '9 B', note: '' },
      { name: 'oflags', value: 'CREAT', note: '0x1' },
      { name: 'fs_rights_base', value: 'FD_READ|FD_WRITE', note: '0x42' },
      { name: 'fs_rights_inheriting', value: '0', note: '0x0' },
      { name: 'fdflags', value: '0', note: '0x0' },
      { name: 'opened_fd', value: '0x800', note: 'fd 7' },
    ],
    result: 'fd 7',
    action: 'fs.read',
    resources: ['/data/notes.txt'],
    ruleNumber: 1,
    rule: recording.header.rules[0],
    accesses: [
      { kind: 'read', pointer: 1040, length: 9, bytes: new TextEncoder().encode('notes.txt') },
      { kind: 'wrote', pointer: 2048, length: 4, bytes: bytesOf(7) },
    ],
    accessCount: 2,
    edits: [],
  });
});
