import { expect, test } from 'vitest';
import type { RunId } from '../base/ids.ts';
import { emptyManifest } from '../policy/empty-manifest.ts';
import { planRun } from '../run/plan.ts';
import { decodeCommand, encodeCommand, type Command } from './commands.ts';

const plan = planRun({ run: 'r000000000000' as RunId, manifest: emptyManifest(), program: 'a', mounts: [] });
const digest = 'ab'.repeat(32);
const head = { entries: ['sandbox:start'], hooks: null, fuelExport: 'sandbox:fuel', stackExport: null, stackBytes: null };

const COMMANDS: readonly Command[] = [
  { kind: 'configure', plan, threads: 3, reporting: { decisions: true, output: false } },
  { kind: 'module', digest, head, bytes: Uint8Array.of(0, 97) },
  { kind: 'open', operation: 1, thread: 2, generation: 3, first: 4, count: 250, digest, stdin: Uint8Array.of(1, 2) },
  {
    kind: 'call',
    operation: 1,
    thread: 0,
    generation: 0,
    instance: 4,
    milliseconds: 0.5,
    name: '\u0000é',
    values: [1, -7n, 0.1],
  },
  { kind: 'close', thread: 2, generation: 3, instance: 4 },
  { kind: 'withdraw', operation: 2 ** 32 - 1 },
  { kind: 'taken', thread: 2, generation: 3, batches: 5 },
];

test.each(COMMANDS)('a command comes back as it was sent: $kind', (command) => {
  expect(decodeCommand(encodeCommand(command))).toEqual(command);
});

test('decodeCommand() throws on what no engine sent', () => {
  expect(() => decodeCommand(Uint8Array.of(9))).toThrow('a command of kind 9');
  expect(() => decodeCommand(Uint8Array.of(6, 1, 2))).toThrow('a command of kind 6');
});
