// Messages of a guest process, chunks among them: reading one never throws, and a chunk that is taken has exactly these bytes.
import { ChunkBuilder } from '../../../sandbox-core/recording/record/chunk-builder.ts';
import { decodeChunk, encodeChunk } from '../../../sandbox-core/recording/record/chunk-codec.ts';
import { CHUNK_CAPS } from '../../../sandbox-core/recording/record/chunk.ts';
import { decodeGuestMessage } from '../../../sandbox-core/run/decode-guest-message.ts';
import { encodeGuestMessage, type GuestEnding } from '../../../sandbox-core/run/guest-protocol.ts';
import type { FuzzTarget, Judgement } from '../target.ts';

const BOUNDS = { ...CHUNK_CAPS, signatures: 50, actions: 19, mostRule: 30 };

const ENDINGS: readonly GuestEnding[] = [
  { kind: 'returned' },
  { kind: 'exited', code: 3 },
  { kind: 'trapped', trap: { kind: 'unreachable', message: 'unreachable', stack: [{ functionIndex: 1, offset: 2 }] } },
  { kind: 'limit', limit: 'memory' },
  { kind: 'denied', call: 'path_open', resource: '/etc', rule: 1 },
];

const USED = { openFiles: 1, fuel: 7 };
const REPLAY = {
  rows: 2,
  finished: false,
  divergence: { kind: 'argument', row: 2, call: 'fd_write', part: 'argument fd', expected: '1', found: '2' },
} as const;

export const guestMessageTarget: FuzzTarget = {
  name: 'guest-message',
  corpus: () => [
    encodeGuestMessage({ kind: 'ready' }),
    encodeGuestMessage({ kind: 'entered' }),
    encodeGuestMessage({ kind: 'frozen', freeze: 1 }),
    encodeGuestMessage({ kind: 'thawed', freeze: 1 }),
    encodeGuestMessage({ kind: 'wants', chunks: 1 }),
    ...ENDINGS.map((ending) => encodeGuestMessage({ kind: 'ended', end: { ending, memory: 65_536, used: USED, replay: null } })),
    encodeGuestMessage({ kind: 'ended', end: { ending: { kind: 'returned' }, memory: 65_536, used: {}, replay: REPLAY } }),
    ...chunks().map((encoded) => encodeGuestMessage({ kind: 'chunk', encoded })),
  ],
  judge: (bytes) => {
    const read = decodeGuestMessage(bytes);
    if (!read.ok) return { happened: `refused ${(read.diagnostics[0]?.message ?? '').replaceAll(/\d+/g, 'N')}` };
    if (read.value.kind === 'chunk') return judgeChunk(read.value.encoded);
    const again = decodeGuestMessage(encodeGuestMessage(read.value));
    const same = JSON.stringify(again.ok && again.value) === JSON.stringify(read.value);
    return { happened: read.value.kind, fault: same ? undefined : 'written and read again, it is another' };
  },
};

export const chunkTarget: FuzzTarget = { name: 'chunk', corpus: chunks, judge: judgeChunk };

function judgeChunk(bytes: Uint8Array): Judgement {
  const read = decodeChunk(bytes, BOUNDS);
  if (!read.ok) return { happened: `refused ${(read.diagnostics[0]?.message ?? '').replaceAll(/\d+/g, 'N')}` };
  const same = Buffer.from(encodeChunk(read.value)).equals(Buffer.from(bytes));
  return { happened: `chunk of ${Math.min(read.value.rows, 4)}`, fault: same ? undefined : 'a chunk of two forms' };
}

function chunks(): Uint8Array<ArrayBuffer>[] {
  return [1, 2, 7].map((rows) => {
    const builder = new ChunkBuilder(rows * 1000);
    for (let row = 0; row < rows; row += 1) {
      builder.row(row % 50, row % 4, row % 19, row % 30, row * 1000, 5, -row, 1);
      builder.arguments(Int32Array.of(row, 0), 0, 1);
      if (row % 2 === 0) builder.access(row % 5, 64 * row, row, new Int32Array(row), 0, row);
    }
    const chunk = builder.take();
    if (chunk === undefined) throw new Error('a chunk of no rows');
    return encodeChunk(chunk);
  });
}
