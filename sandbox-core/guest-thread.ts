// Entry of a guest thread: waits for the one run, does it, tells how it ended.
import { parentPort } from 'node:worker_threads';
import { SandboxError } from './base/errors.ts';
import { nodeClock } from './platform/node/clock.ts';
import { nodeHostFiles } from './platform/node/host-files.ts';
import { ownProcessorTime } from './platform/node/processor-time.ts';
import { fillRandom } from './platform/node/random.ts';
import type { GuestThreadMessage } from './run/guest-control.ts';
import type { GuestStart } from './run/guest-protocol.ts';
import { runGuest } from './run/run-guest.ts';

const port = parentPort;
if (!port) throw new SandboxError('INTERNAL', 'the guest thread was not started as a thread');
const tell = (message: GuestThreadMessage): void => port.postMessage(message);

port.once(
  'message',
  (message: {
    start: GuestStart;
    ring: SharedArrayBuffer;
    words: SharedArrayBuffer;
    script: SharedArrayBuffer | null;
    step: SharedArrayBuffer | null;
    answers: SharedArrayBuffer | null;
  }) => {
    const end = runGuest({
      start: message.start,
      ring: message.ring,
      words: new Int32Array(message.words),
      script: message.script,
      step: message.step,
      answers: message.answers,
      held: (at) => tell({ kind: 'held', at }),
      asked: (at) => tell({ kind: 'asked', at }),
      looked: (seen) => tell({ kind: 'looked', seen }),
      emptied: () => tell({ kind: 'emptied' }),
      clock: nodeClock,
      hostFiles: nodeHostFiles,
      random: fillRandom,
      processorTime: ownProcessorTime,
      entered: () => tell({ kind: 'entered' }),
      frozen: (freeze) => tell({ kind: 'frozen', freeze }),
    });
    tell({ kind: 'ended', end });
  },
);
