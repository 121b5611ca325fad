// The thread on which the official implementation of Cedar runs: started with the first question, ended with whatever it
// throws or does not answer in time, and then started anew.
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../../base/errors.ts';
import type { CedarAnswer, CedarQuestion, CedarThread } from '../../cedar.ts';

/** A thousand policies are validated in a fraction of it. */
const PATIENCE_MILLISECONDS = 20_000;
const MOST_HEAP_MEBIBYTES = 512;

/** `entry` serves questions (serve-cedar.ts). The thread keeps no process alive. */
export function cedarThread(entry: URL, patience = PATIENCE_MILLISECONDS): CedarThread {
  return new RestartedThread(entry, patience);
}

class RestartedThread implements CedarThread {
  readonly #entry: URL;
  readonly #patience: number;
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(entry: URL, patience: number) {
    this.#entry = entry;
    this.#patience = patience;
  }

  ask(question: CedarQuestion): Promise<CedarAnswer> {
    const answer = this.#last.then(() => this.#answered(question));
    this.#last = answer;
    return answer;
  }

  close(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }

  async #answered(question: CedarQuestion): Promise<CedarAnswer> {
    const worker = (this.#worker ??= this.#started());
    const answer = await answerOf(worker, question, this.#patience);
    if (answer.kind === 'failed' && this.#worker === worker) this.close();
    return answer;
  }

  #started(): Worker {
    const worker = new Worker(this.#entry, {
      env: {},
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MEBIBYTES },
    });
    // A fault outside of a question; one inside is heard by who asked, too.
    worker.on('error', () => undefined);
    return worker;
  }
}

function answerOf(worker: Worker, question: CedarQuestion, patience: number): Promise<CedarAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: CedarAnswer): void => {
      clearTimeout(timer);
      worker.unref();
      worker.off('message', settle);
      worker.off('error', thrown);
      worker.off('exit', gone);
      resolve(answer);
    };
    const failed = (reason: string): void => settle({ kind: 'failed', reason });
    const thrown = (error: unknown): void => failed(messageOf(error).slice(0, 200));
    const gone = (): void => failed('its thread ended');
    const timer = setTimeout(() => failed(`no answer within ${patience} ms`), patience);
    worker.ref();
    worker.on('message', settle);
    worker.on('error', thrown);
    worker.on('exit', gone);
    worker.postMessage(question);
  });
}
