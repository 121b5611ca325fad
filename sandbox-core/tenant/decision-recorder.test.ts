import { expect, test } from 'vitest';
import { createControlWords, requestStop, STOP_REASON } from '../run/control-words.ts';
import { decodeReport } from './decode-report.ts';
import { DecisionRecorder } from './decision-recorder.ts';
import { encodeEvents } from './reports.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function recorderOf(reporting: { readonly decisions: boolean; readonly output: boolean }) {
  const words = createControlWords();
  const events: unknown[] = [];
  const recorder = new DecisionRecorder(reporting, words, (batch, sent) => {
    const report = decodeReport(encodeEvents(0, 0, batch, sent));
    if (!report.ok || report.value.kind !== 'events') throw new Error('unreadable events');
    events.push(...report.value.events);
  });
  recorder.instance = 3;
  return { recorder, words, events };
}

test('DecisionRecorder tells of a denial with the resource that was denied, the last of several', () => {
  const { recorder, events } = recorderOf({ decisions: true, output: false });
  recorder.begin(1);
  recorder.access('resource', 0, bytes('/data/from'));
  recorder.access('resource', 0, bytes('/data/to'));
  recorder.end('denied', 2, 0);
  recorder.flush();
  expect(events).toEqual([
    { kind: 'decision', instance: 3, signature: 1, action: 2, allowed: false, rule: 0, resource: '/data/to' },
  ]);
});

test('DecisionRecorder copies output from where it stands in memory, where somebody listens', () => {
  const memory = bytes('..hello..');
  const view = new DataView(memory.buffer, 1);
  const listening = recorderOf({ decisions: false, output: true });
  listening.recorder.outputAt('stderr', 1, 5, view);
  memory.fill(0);
  listening.recorder.flush();
  expect(listening.events).toEqual([{ kind: 'output', instance: 3, stream: 'stderr', bytes: bytes('hello') }]);
  const deaf = recorderOf({ decisions: true, output: false });
  deaf.recorder.outputAt('stderr', 1, 5, view);
  deaf.recorder.flush();
  expect(deaf.events).toEqual([]);
});

test('DecisionRecorder answers a call with whether the guest may go on', () => {
  const { recorder, words } = recorderOf({ decisions: false, output: false });
  recorder.begin(1);
  expect(recorder.end('ok', 0, 0)).toBe(true);
  requestStop(words, STOP_REASON.cpuTime);
  expect(recorder.end('ok', 0, 0)).toBe(false);
});
