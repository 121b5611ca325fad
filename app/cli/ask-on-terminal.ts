// `run --ask tty`: questions on the person's terminal, whatever the guest's own streams are. The layout is ours, guest text in it is
// cut and made visible, and keys pressed before the question could be read do not count (THREATS 92).
import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import {
  cutMiddle,
  missingSentence,
  visibleText,
  type MissAnswer,
  type Rule,
  type RunQuestion,
} from '../../sandbox-core/index.ts';
import { UsageError } from './usage.ts';

const ARM_MILLISECONDS = 500;
const LONGEST_PATH = 200;
const MOST_FRAMES = 4;

const ANSWERS: ReadonlyMap<string, MissAnswer | 'stop'> = new Map<string, MissAnswer | 'stop'>([
  ['y', 'call'],
  ['r', 'run'],
  ['n', 'deny'],
  // A terminal that passes keys on raw sends no signal for Ctrl+C.
  ['\u0003', 'stop'],
]);

const SAID: Readonly<Record<MissAnswer | 'stop', string>> = {
  call: 'allowed for this call',
  run: 'allowed for this run',
  always: 'allowed',
  deny: 'denied',
  stop: 'stopped',
};

export class TerminalQuestions {
  readonly #descriptor: number;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Throws a UsageError where there is no terminal. */
  static open(): TerminalQuestions {
    try {
      return new TerminalQuestions(openSync('/dev/tty', 'r+'));
    } catch {
      throw new UsageError('--ask tty: there is no terminal to ask at; --ask deny or --ask allow was expected');
    }
  }

  /** `over` ends the wait, when the question was answered by the time instead: then undefined. */
  async ask(question: RunQuestion, rules: readonly Rule[], over: AbortSignal): Promise<MissAnswer | 'stop' | undefined> {
    writeSync(this.#descriptor, questionText(question, rules));
    const answer = await this.#key(over);
    writeSync(this.#descriptor, `${answer === undefined ? 'not answered, denied' : SAID[answer]}\n`);
    return answer;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #key(over: AbortSignal): Promise<MissAnswer | 'stop' | undefined> {
    const input = new ReadStream(openSync('/dev/tty', 'r'));
    input.setRawMode(true);
    const armedAt = performance.now() + ARM_MILLISECONDS;
    return new Promise<MissAnswer | 'stop' | undefined>((resolve) => {
      over.addEventListener('abort', () => resolve(undefined), { once: true });
      input.on('error', () => resolve('deny'));
      input.on('data', (bytes: Buffer) => {
        const [first = ''] = bytes.toString('latin1');
        const answer = ANSWERS.get(first.toLowerCase());
        // What was typed ahead may come all at once when the question does: it was not meant for it.
        if (answer !== undefined && (answer === 'stop' || performance.now() >= armedAt)) resolve(answer);
      });
    }).finally(() => {
      input.setRawMode(false);
      input.destroy();
    });
  }
}

/** Each line begins with a bar of ours, so that nothing a guest wrote can look like a part of it. */
export function questionText(
  { row, call, misses, stack }: Pick<RunQuestion, 'row' | 'call' | 'misses' | 'stack'>,
  rules: readonly Rule[],
): string {
  const frames = stack
    .slice(0, MOST_FRAMES)
    .map(({ name, functionIndex }) => shown(name === '' ? `function ${functionIndex}` : name, 60));
  const lines = [
    'The guest asks for what no rule permits.',
    `  call     ${call}, number ${row + 1}`,
    ...misses.map(({ action, resource }) => `  wants    ${action} on ${shown(resource, LONGEST_PATH)}`),
    ...misses.map(({ action, resource }) => `  why not  ${missingSentence(action, resource, rules)}`),
    `  asked by ${frames.length > 0 ? frames.join(' <- ') : 'unknown'} (the module's own names)`,
    'y: allow this call   r: allow it for this run   n: deny   Ctrl+C: stop the run',
  ];
  return `\n${lines.map((line) => `| ${line}\n`).join('')}| answer: `;
}

function shown(text: string, most: number): string {
  return cutMiddle(visibleText(text), most);
}
