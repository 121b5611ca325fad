import { expect, it } from 'vitest';
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import { ChunkBuilder } from '../recording/record/chunk-builder.ts';
import type { Ending, Outcome } from '../run/outcome.ts';
import { CallPrints } from './call-prints.ts';
import { classify } from './classify.ts';
import type { Variant } from './fault-variants.ts';
import type { Observation } from './run-observer.ts';

const SIGNATURES: readonly CallSignature[] = [
  { module: 'm', name: 'fd_write', family: 'stdio', parameters: [], result: 'errno' },
  { module: 'm', name: 'fd_read', family: 'stdio', parameters: [], result: 'errno' },
];

/** Calls by number of their function; in the runs below the fault is at the second. */
function prints(...calls: readonly number[]): CallPrints {
  const builder = new ChunkBuilder(0);
  for (const signature of calls) builder.row(signature, 0, 0, 1, 0, 0, 0, 1);
  const made = new CallPrints(SIGNATURES);
  made.take(builder.take() as Chunk);
  return made;
}

const TOTALS: Outcome['totals'] = { wall: 0, calls: 2, denials: 0, errors: 0, memory: 0, limits: [] };

function observed(change: Partial<Omit<Observation, 'outcome'>> & { readonly ending?: Ending } = {}): Observation {
  const { ending = { kind: 'returned' }, ...rest } = change;
  return {
    outcome: { ...ending, totals: TOTALS },
    prints: prints(0, 0, 1),
    stdout: 'same',
    stderr: 'quiet',
    files: new Map([['/out/a', 'same']]),
    edited: [1],
    ...rest,
  };
}

const variant = (name: string, path = '/out/a'): Variant => ({
  call: { row: 1, name, path, moved: 8 },
  fault: 'EIO',
  effect: { kind: 'fail', errno: 29 },
});

const trap = {
  kind: 'unreachable',
  message: 'unreachable',
  stack: [{ functionIndex: 3, name: 'save', offset: 0x1f }],
} as const;
const otherFile = new Map([['/out/a', 'other']]);

it.each<[string, string, Observation, string, string?]>([
  [
    'a trap with its place',
    'fd_write',
    observed({ ending: { kind: 'trapped', trap } }),
    'trap: unreachable in save at byte 0x1f',
  ],
  ['a limit of time', 'fd_write', observed({ ending: { kind: 'limit', limit: 'wall-time' } }), 'hang: the wall-time limit'],
  ['a limit of memory', 'fd_read', observed({ ending: { kind: 'limit', limit: 'memory' } }), 'trap: the memory limit'],
  ['a dead process', 'fd_read', observed({ ending: { kind: 'crashed', reason: 'gone', signal: null } }), 'trap: gone'],
  ['another exit code', 'fd_write', observed({ ending: { kind: 'exited', code: 3 }, stdout: 'other' }), 'reported: exit code 3'],
  ['words on stderr', 'fd_write', observed({ stderr: 'no room', files: otherFile }), 'reported: said on standard error'],
  ['a silent gap', 'fd_write', observed({ files: otherFile }), 'lost: /out/a differs, and nothing says so'],
  ['a file that is not there', 'fd_close', observed({ files: new Map() }), 'lost: /out/a differs, and nothing says so'],
  ['less output', 'fd_sync', observed({ stdout: 'other' }), 'lost: standard output differs, and nothing says so'],
  [
    'other output after a read',
    'fd_read',
    observed({ stdout: 'other' }),
    'corrupt: standard output differs, and nothing says so',
  ],
  ['the same output', 'fd_write', observed({ ending: { kind: 'exited', code: 0 } }), 'tolerated: the same output'],
  ['a stderr that cannot be written', 'fd_write', observed({ stderr: '' }), 'tolerated: the same output', 'stderr'],
  ['other calls before', 'fd_write', observed({ prints: prints(1, 0, 1) }), 'diverged-early: call 1 was another one already'],
  ['other calls after', 'fd_write', observed({ prints: prints(0, 0, 0, 0) }), 'tolerated: the same output'],
  ['a fault that met nothing', 'fd_write', observed({ edited: [] }), 'diverged-early: the fault did not meet call 2'],
])('classify() tells %s (%s)', (_, name, faulted, expected, path) => {
  const { verdict, why } = classify(variant(name, path), observed({ edited: [] }), faulted);
  expect(`${verdict}: ${why}`).toBe(expected);
});
