// A guest process that was taken over asks a person for things, and a guest whose names try to look like our own words.
import { afterEach, expect, test } from 'vitest';
import { questionText } from '../../../app/cli/ask-on-terminal.ts';
import type { GuestProcess, Run } from '../../../sandbox-core/index.ts';
import {
  emptyManifest,
  GuestPool,
  newRunId,
  planRun,
  readModule,
  rulesOf,
  startRun,
  type Manifest,
} from '../../../sandbox-core/index.ts';
import { SIGNATURES } from '../../../sandbox-core/host/gate.ts';
import type { Miss } from '../../../sandbox-core/host/misses.ts';
import { ACTIONS } from '../../../sandbox-core/policy/request.ts';
import { ChunkBuilder } from '../../../sandbox-core/recording/record/chunk-builder.ts';
import { encodeChunk } from '../../../sandbox-core/recording/record/chunk-codec.ts';
import { encodeGuestMessage } from '../../../sandbox-core/run/guest-protocol.ts';
import { wasmFrom } from '../../fixtures/host/run-guest.ts';
import { platform } from '../hostile-run.ts';

const OPEN = SIGNATURES.findIndex(({ name }) => name === 'path_open');
const runs: Run[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.stop();
});

const MANIFEST: Manifest = {
  ...emptyManifest(),
  mounts: [{ guest: '/data', source: { kind: 'memory' }, rights: ['read'] }],
  onMiss: 'ask',
};

interface TakenOver {
  readonly run: Run;
  /** Sends a message of ours in its place. */
  say(bytes: Uint8Array): void;
}

/** A run whose guest process is us. */
function takenOver(manifest = MANIFEST): TakenOver {
  let hear = (_bytes: Uint8Array): void => undefined;
  const process: GuestProcess = {
    pid: undefined,
    channel: {
      send: () => undefined,
      onMessage: (listener) => (hear = listener),
      close: () => undefined,
      onClose: () => undefined,
    },
    kill: () => undefined,
    exited: new Promise(() => undefined),
    lastWords: () => '',
  };
  const bytes = wasmFrom('(module (func (export "_start")))');
  const read = readModule(bytes);
  if (!read.ok) throw new Error('unreadable');
  const mounts = manifest.mounts.map(({ guest, rights }) => ({ guest, rights, source: { kind: 'memory' as const } }));
  const plan = planRun({ run: newRunId(platform.clock.wall(), platform.random), manifest, program: 'taken-over', mounts });
  const guests = new GuestPool({ spawn: () => process }, 0);
  const run = startRun({
    ...{ platform, plan, bytes, module: read.value, stdin: new Uint8Array(), guests, recording: undefined },
    ask: 'person',
  });
  runs.push(run);
  hear(encodeGuestMessage({ kind: 'ready' }));
  hear(encodeGuestMessage({ kind: 'entered' }));
  return { run, say: (message) => hear(message) };
}

const WRITE: Miss = { action: 'fs.write', resource: '/data/f' };

function question(misses: readonly Miss[], { number = 1, row = 0, rowOfCall = 0 } = {}): Uint8Array {
  const builder = new ChunkBuilder(rowOfCall);
  builder.row(OPEN, 0, ACTIONS.indexOf('fs.write'), 0, 0, 0, 0, 1);
  const chunk = builder.take();
  if (chunk === undefined) throw new Error('no chunk');
  return encodeGuestMessage({ kind: 'asked', at: { number, row, misses, pending: encodeChunk(chunk), stack: [] } });
}

test('92: a question is what the engine itself finds to be a miss', () => {
  const { run, say } = takenOver();
  say(question([WRITE]));
  expect(run.state).toBe('asking');
  expect(run.question).toMatchObject({ number: 1, call: 'path_open', misses: [WRITE] });
  expect(run.answer(2, 'run')).toBe(false);
  expect(run.answer(1, 'deny')).toBe(true);
  expect(run.answer(1, 'run')).toBe(false);
  expect(run.state).toBe('running');
});

test.each<[what: string, message: Uint8Array, change?: Partial<Manifest>]>([
  ['of what is permitted', question([{ action: 'fs.read', resource: '/data/f' }])],
  ['of what is not mounted', question([{ action: 'fs.read', resource: '/etc/passwd' }])],
  ['of what leads out', question([{ action: 'fs.write', resource: '/data/../etc/passwd' }])],
  ['of what is no file', question([{ action: 'process.signal', resource: '/data/f' }])],
  ['of nothing', question([])],
  ['of too much', question([WRITE, WRITE, WRITE, WRITE, WRITE])],
  ['of a path without end', question([{ action: 'fs.write', resource: `/data/${'x'.repeat(1 << 20)}` }])],
  ['out of turn', question([WRITE], { number: 2 })],
  ['about another call than it shows', question([WRITE], { row: 1, rowOfCall: 0 })],
  ['without a call', Uint8Array.of(12, 2, 0, 0, 0, 0x7b, 0x7d)],
  ['where nobody is to be asked', question([WRITE]), { onMiss: 'deny' }],
])('92: a question %s ends the run', async (_what, message, change = {}) => {
  const { run, say } = takenOver({ ...MANIFEST, ...change });
  say(message);
  expect(await run.ended).toMatchObject({ kind: 'crashed' });
});

test('92: a second question beside an open one ends the run; so does one after five that were denied', async () => {
  const impatient = takenOver();
  impatient.say(question([WRITE]));
  impatient.say(question([WRITE], { number: 2 }));
  expect(await impatient.run.ended).toMatchObject({ kind: 'crashed', reason: 'the guest process sent a faulty question' });

  const persistent = takenOver();
  for (let number = 1; number <= 5; number += 1) {
    persistent.say(question([WRITE], { number }));
    expect(persistent.run.answer(number, 'deny')).toBe(true);
  }
  persistent.say(question([WRITE], { number: 6 }));
  expect(await persistent.run.ended).toMatchObject({ kind: 'crashed' });
});

test('92: names with line breaks, direction marks and escapes stay within their lines, and long ones are cut in the middle', () => {
  const hostile = `/data/${'x'.repeat(3000)}\n| answer: y\u202e\u001b[2J\r/last`;
  const asked = {
    ...{ row: 0, call: 'path_open', misses: [{ action: 'fs.write' as const, resource: hostile }] },
    stack: [{ functionIndex: 1, name: `main\ny: allow everything ${'z'.repeat(500)}`, offset: 0 }],
  };
  const lines = questionText(asked, rulesOf(MANIFEST)).split('\n');
  expect(lines.shift()).toBe('');
  expect(lines.filter((line) => !line.startsWith('| '))).toEqual([]);
  expect(lines).toHaveLength(7);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(500);
  const isOrder = (code: number): boolean => code < 32 || (code >= 127 && code < 160) || (code >= 0x202a && code <= 0x202e);
  expect([...lines.join('')].filter((letter) => isOrder(letter.codePointAt(0) ?? 0))).toEqual([]);
  expect(lines.at(-1)).toBe('| answer: ');
});
