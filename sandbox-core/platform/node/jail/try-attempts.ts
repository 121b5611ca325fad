// The self-test's side of the isolation report: runs every attempt, one after the other, and says what became of each.
import { Worker } from 'node:worker_threads';
import { ATTEMPTS, codeOf, type Bait } from './attempts.ts';

export interface Tried {
  readonly attempt: string;
  readonly held: boolean;
  /** The error's name when held. */
  readonly code: string;
}

export interface SelfTestResult {
  readonly tried: readonly Tried[];
  /** Whether a worker thread still starts and answers: a jail in which no guest runs holds nothing worth holding. */
  readonly threads: boolean;
}

/** Sockets that are refused by silence count as held. */
const PATIENCE_MILLISECONDS = 1500;

export async function tryAttempts(bait: Bait): Promise<SelfTestResult> {
  // Sockets and the like may fail after their attempt is over.
  process.on('uncaughtException', () => undefined);
  const tried: Tried[] = [];
  for (const [attempt, action] of ATTEMPTS) tried.push(await one(attempt, () => action(bait)));
  return { tried, threads: await threadsWork() };
}

async function one(attempt: string, action: () => unknown): Promise<Tried> {
  const { promise: failure, reject } = Promise.withResolvers<never>();
  failure.catch(() => undefined);
  // Node refuses some things by throwing where nobody can catch: that is the answer, too.
  process.on('uncaughtException', reject);
  try {
    const inTime = await Promise.race([Promise.resolve(action()).then(() => true), failure, silence()]);
    return { attempt, held: !inTime, code: inTime ? '' : 'no answer' };
  } catch (thrown) {
    return { attempt, held: true, code: codeOf(thrown) };
  } finally {
    process.off('uncaughtException', reject);
  }
}

function silence(): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), PATIENCE_MILLISECONDS).unref();
  });
}

function threadsWork(): Promise<boolean> {
  const worker = new Worker('process.getBuiltinModule("node:worker_threads").parentPort.postMessage(1)', { eval: true, env: {} });
  return new Promise((resolve) => {
    worker.once('message', () => resolve(true));
    worker.once('error', () => resolve(false));
  });
}
