// Processor time of a thread, user and system together, in nanoseconds from any origin. Where this Node cannot tell of one
// thread, it is that of the whole process: more, never less.
import type { Worker } from 'node:worker_threads';

/** Of the calling thread. */
export function ownProcessorTime(): number {
  const ofThread = (process as Partial<Pick<NodeJS.Process, 'threadCpuUsage'>>).threadCpuUsage;
  return nanosOf(ofThread === undefined ? process.cpuUsage() : ofThread.call(process));
}

/** Of a worker, also while that computes or waits; undefined once it has ended. */
export async function processorTimeOf(worker: Worker): Promise<number | undefined> {
  const ofWorker = (worker as Partial<Pick<Worker, 'cpuUsage'>>).cpuUsage;
  if (ofWorker === undefined) return nanosOf(process.cpuUsage());
  try {
    return nanosOf(await ofWorker.call(worker));
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_WORKER_NOT_RUNNING') return undefined;
    throw thrown;
  }
}

function nanosOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) * 1000;
}
