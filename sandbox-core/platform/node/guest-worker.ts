// The guest thread on Node: a worker, started warm, that waits for the one run it will do.
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../base/errors.ts';
import { processorTimeOf } from './processor-time.ts';

/** What the control thread and the guest's thread share; run/guest-control.ts says what each is. */
export interface SharedMemories {
  readonly ring: SharedArrayBuffer;
  readonly words: Int32Array;
  readonly script: SharedArrayBuffer | null;
  readonly step: SharedArrayBuffer | null;
  readonly answers: SharedArrayBuffer | null;
}

/** What a worker needs of the guest's control thread; run/guest-control.ts has the same shape with its own types. */
export interface GuestWorker<Start, Message> {
  start(start: Start, shared: SharedMemories): void;
  onMessage(listener: (message: Message) => void): void;
  onExit(listener: (reason: string | undefined) => void): void;
  processorTime(): Promise<number | undefined>;
  terminate(): Promise<void>;
}

/** V8's stack on the guest's thread: CPython and the like recurse deep, and a trap must come before the thread's own end. */
const STACK_MEBIBYTES = 8;

export function guestWorker<Start, Message>(entry: URL): GuestWorker<Start, Message> {
  const worker = new Worker(entry, { env: {}, stdin: false, resourceLimits: { stackSizeMb: STACK_MEBIBYTES } });
  let reason: string | undefined;
  worker.on('error', (thrown: unknown) => {
    reason = messageOf(thrown).slice(0, 200);
  });
  return {
    start: (start, shared) => worker.postMessage({ ...shared, start, words: shared.words.buffer }),
    onMessage: (listener) => worker.on('message', (message: Message) => listener(message)),
    onExit: (listener) => worker.on('exit', () => listener(reason)),
    processorTime: () => processorTimeOf(worker),
    terminate: async () => {
      await worker.terminate();
    },
  };
}
