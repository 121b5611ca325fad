// A guest thread of a tenant on Node: a worker that gets its configuration at its start and then tasks until it is ended.
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../base/errors.ts';
import { processorTimeOf } from './processor-time.ts';

/** tenant/thread-place.ts has the same shape with its own types. */
export interface WorkerOfTenant<Task, Message> {
  take(task: Task): void;
  onMessage(listener: (message: Message) => void): void;
  onExit(listener: (reason: string | undefined) => void): void;
  processorTime(): Promise<number | undefined>;
  terminate(): Promise<void>;
}

/** As in guest-worker.ts: below it stands our own limit of the stack. */
const STACK_MEBIBYTES = 8;

/** `data` is what the thread finds as its worker data. */
export function tenantWorker<Task, Message>(entry: URL, data: object): WorkerOfTenant<Task, Message> {
  const worker = new Worker(entry, {
    env: {},
    stdin: false,
    workerData: data,
    resourceLimits: { stackSizeMb: STACK_MEBIBYTES },
  });
  let reason: string | undefined;
  worker.on('error', (thrown: unknown) => {
    reason = messageOf(thrown).slice(0, 200);
  });
  return {
    take: (task) => worker.postMessage(task),
    onMessage: (listener) => worker.on('message', (message: Message) => listener(message)),
    onExit: (listener) => worker.on('exit', () => listener(reason)),
    processorTime: () => processorTimeOf(worker),
    terminate: async () => {
      await worker.terminate();
    },
  };
}
