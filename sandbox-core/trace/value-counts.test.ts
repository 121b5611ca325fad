import { expect, test } from 'vitest';
import { memoryRecording } from '../../test/fixtures/sessions/memory-recording.ts';
import { sampleChunks, THIEF } from '../../test/fixtures/sessions/sample-recording.ts';
import { CALL_FIELDS } from './trace-fields.ts';
import { valueCounts } from './value-counts.ts';

test('valueCounts() counts the values of fields, turn by turn', () => {
  const recording = memoryRecording(sampleChunks(THIEF, 3));
  expect([1, 1, 1].map((most) => valueCounts(recording).takeIn(most))).toEqual([false, false, true]);
  const shown = CALL_FIELDS.map((field) => [field.name, valueCounts(recording).of(field)] as const)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name}: ${values.map(({ value, count }) => `${value} ${count}`).join(', ')}`);
  expect(shown).toEqual([
    'name: path_open 2, fd_read 2, fd_write 2, clock_time_get 1, proc_exit 1',
    'module: wasi_snapshot_preview1 8',
    'family: files 4, stdio 2, time 1, process 1',
    'outcome: ok 5, denied 1, error 1, ended 1',
    'errno: EBADF 1, ENOTCAPABLE 1',
    'rule: 1 7, 0 1',
    'action: fs.read 2, stdio.write 2, handle.use 2, clock.read 1, process.exit 1',
  ]);
});
