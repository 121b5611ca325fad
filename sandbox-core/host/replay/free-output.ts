// Output of a replay that is not held against the recording: what the guest prints is taken as it comes and kept, and it never
// waits for a recorded answer. So a build that prints something else than the recorded one can still be run to its end.
//
// Not covered: a guest that puts a file in the place of descriptor 1 or 2 (fd_renumber); it is taken for output.
import { OPERATION_CAPS } from '../../limits/limits.ts';
import { ACTIONS } from '../../policy/request.ts';
import type { CallRecorder } from '../../recording/record/call-recorder.ts';
import type { CallSignature } from '../../recording/record/call-signature.ts';
import type { CallArguments } from '../call-arguments.ts';
import { ERRNO, type Errno } from '../errno.ts';
import type { PlainMemory } from './plain-memory.ts';

const WRITE = ACTIONS.indexOf('stdio.write');
const VECTOR_BYTES = 8;

/** Whether a call of this function with this first argument is output. */
export function isOutput({ name }: CallSignature, fd: bigint): boolean {
  return name === 'fd_write' && (fd === 1n || fd === 2n);
}

export class FreeOutput {
  readonly #recorder: CallRecorder;
  readonly #most: number;
  #bytes = 0;

  /** `most`: bytes that are taken in all. */
  constructor(recorder: CallRecorder, most: number) {
    this.#recorder = recorder;
    this.#most = most;
  }

  /** Does one fd_write. Answers `full` where the guest has printed more than it may. */
  write(number: number, given: CallArguments, memory: PlainMemory): Errno | 'full' {
    const [fd, list, count, written] = [given.u32(0), given.u32(1), given.u32(2), given.u32(3)];
    const bytes = memory.bytes;
    if (count > OPERATION_CAPS.vectors) return ERRNO.INVAL;
    const end = bytes.length;
    if (list + count * VECTOR_BYTES > end || written + 4 > end) return ERRNO.FAULT;
    const view = new DataView(bytes.buffer);
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (let at = list; at < list + count * VECTOR_BYTES && total < OPERATION_CAPS.transfer; at += VECTOR_BYTES) {
      const [from, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
      if (from + length > end) return ERRNO.FAULT;
      const taken = Math.min(length, OPERATION_CAPS.transfer - total);
      pieces.push(bytes.subarray(from, from + taken));
      total += taken;
    }
    this.#bytes += total;
    if (this.#bytes > this.#most) return 'full';
    view.setUint32(written, total, true);
    return this.#keep(number, fd === 1 ? 'stdout' : 'stderr', pieces, memory.pages);
  }

  #keep(number: number, kind: 'stdout' | 'stderr', pieces: readonly Uint8Array[], pages: number): Errno {
    this.#recorder.begin(number, 0, pages, 0);
    for (const piece of pieces) this.#recorder.access(kind, 0, piece);
    this.#recorder.end('ok', WRITE, 0, ERRNO.SUCCESS, 0);
    return ERRNO.SUCCESS;
  }
}
