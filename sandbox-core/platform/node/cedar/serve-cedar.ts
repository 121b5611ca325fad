// The inside of Cedar's thread: a question in, an answer out. Once the implementation has thrown, it answers no more.
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../../base/errors.ts';
import type { CedarAnswer, CedarQuestion } from '../../cedar.ts';
import { answerCedar } from './answer-cedar.ts';

export function serveCedar(): void {
  const port = parentPort;
  let broken: CedarAnswer | undefined;
  port?.on('message', (question: CedarQuestion) => {
    try {
      port.postMessage(broken ?? answerCedar(question));
    } catch (thrown) {
      broken = { kind: 'failed', reason: messageOf(thrown).slice(0, 200) };
      port.postMessage(broken);
    }
  });
}
