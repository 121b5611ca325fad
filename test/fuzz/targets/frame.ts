// Frames of the contract: reading one never throws, nothing is copied out of the message, and what was read can be written and
// read again.
import { decodeFrame, encodeFrame, FRAME_CAPS, type Frame } from '../../../app/contract/wire.ts';
import type { FuzzTarget, Judgement } from '../target.ts';

const WRITTEN: readonly Frame[] = [
  { kind: 'call', request: 1, name: 'modules.open', value: { name: 'a.wasm', bytes: Uint8Array.of(0, 97, 115, 109) } },
  { kind: 'open', request: 2, name: 'runs.output', value: { run: 'r000000000000' }, credit: 8 },
  { kind: 'credit', request: 2, credit: 1 },
  { kind: 'cancel', request: 2 },
  { kind: 'result', request: 1, value: [{ a: new Uint8Array(3) }, { b: [new Uint8Array(0), new Uint8Array(9)] }] },
  { kind: 'item', request: 2, value: null },
  { kind: 'end', request: 2 },
  {
    kind: 'error',
    request: 3,
    error: { code: 'REFUSED', message: 'no', diagnostics: [{ code: 'x', message: 'y', place: { kind: 'byte', offset: 4 } }] },
  },
];

export const frameTarget: FuzzTarget = { name: 'frame', corpus: () => WRITTEN.map(encodeFrame), judge: judgeFrame };

function judgeFrame(bytes: Uint8Array<ArrayBuffer>): Judgement {
  const read = decodeFrame(bytes);
  if (!read.ok) return { happened: read.reason.replaceAll(/\d+/g, 'N') };
  const happened = `${read.frame.kind} with ${Math.min(read.attachedBytes, 2)}`;
  if (read.attachedBytes > bytes.length) return { happened, fault: `${read.attachedBytes} bytes out of ${bytes.length}` };
  if ('value' in read.frame && !allViews(read.frame.value, bytes)) return { happened, fault: 'a byte string that is no view' };
  const written = rewritten(read.frame);
  // A value may be deeper than we would send; what we can write must come back the same.
  if (written === undefined) return { happened: `${happened}, too deep to write` };
  const again = decodeFrame(written);
  const same = again.ok && Buffer.from(encodeFrame(again.frame)).equals(Buffer.from(written));
  return { happened, fault: same ? undefined : 'written and read again, it is another' };
}

function rewritten(frame: Frame): Uint8Array<ArrayBuffer> | undefined {
  try {
    return encodeFrame(frame);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function allViews(value: unknown, bytes: Uint8Array, depth = 0): boolean {
  if (value instanceof Uint8Array) return value.buffer === bytes.buffer;
  if (typeof value !== 'object' || value === null || depth > FRAME_CAPS.depth + 2) return true;
  return Object.values(value).every((inner) => allViews(inner, bytes, depth + 1));
}
