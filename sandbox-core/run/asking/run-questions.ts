// The engine's side of a run's questions: what a guest process asks is held to the plan, answered at once where that is settled,
// else kept until somebody answers or the time for it is over.
import { isNormalGuestPath } from '../../base/guest-path.ts';
import { cutMiddle, visibleText } from '../../base/visible-text.ts';
import { Misses, type Miss } from '../../host/misses.ts';
import { reachOf } from '../../host/files/mount.ts';
import { SIGNATURES } from '../../host/gate.ts';
import { compileTable, decide } from '../../policy/decide.ts';
import { asksPath } from '../../policy/request.ts';
import type { Chunk } from '../../recording/record/chunk.ts';
import type { GuestFrame } from '../outcome.ts';
import type { RunPlan } from '../run-plan.ts';
import { MOST_MISSES, type AskedAt, type ThreadAnswer } from './miss-question.ts';

/** Who answers: nobody, so that all is denied; whoever started the run, who allowed all; a person, each time. */
export const ASK_MODES = ['deny', 'allow', 'person'] as const;
export type AskMode = (typeof ASK_MODES)[number];

/**
 * `call`: this call alone; `run`: the same in the rest of this run; `always`: as `run`, and whoever answers changes the policy;
 * `deny`: not this call.
 */
export const MISS_ANSWERS = ['call', 'run', 'always', 'deny'] as const;
export type MissAnswer = (typeof MISS_ANSWERS)[number];

/** A call that waits for an answer. */
export interface RunQuestion {
  /** Which question of this run it is, from 1. */
  readonly number: number;
  readonly row: number;
  /** The host function. */
  readonly call: string;
  /** At least one: what has to be allowed. Paths are guest text. */
  readonly misses: readonly Miss[];
  /** One row: what is known of the call. */
  readonly chunk: Chunk;
  /** By the guest process's word. */
  readonly stack: readonly GuestFrame[];
  /** When it was asked: wall clock, milliseconds since 1970. */
  readonly askedAt: number;
}

/** After so many times that a question was not allowed, no more are asked. */
export const MOST_DENIALS = 5;
/** How long a question waits for its answer. */
export const ANSWER_MILLISECONDS = 120_000;
/** Who denied what nobody answered, in words. */
export const TOO_LATE = `since nobody answered within ${ANSWER_MILLISECONDS / 60_000} minutes`;

const LONGEST_PATH = 300;

export class RunQuestions {
  readonly #mode: AskMode;
  readonly #misses: Misses | undefined;
  readonly #table: ReturnType<typeof compileTable>;
  #asked = 0;
  #denied = 0;

  constructor(plan: RunPlan, mode: AskMode) {
    this.#mode = mode;
    const mounts = plan.mounts.map((mount) => {
      return { guest: mount.guest, rights: new Set(mount.rights), reach: reachOf(mount, plan.onMiss) };
    });
    this.#misses = plan.onMiss === 'ask' ? Misses.of('ask', plan.rules, mounts) : undefined;
    this.#table = compileTable(plan.rules.filter(({ id }) => id > 0));
  }

  /** Undefined for what no guest process of ours would ask: then it is none. */
  admit(at: AskedAt, chunk: Chunk, stack: readonly GuestFrame[], askedAt: number): RunQuestion | undefined {
    const { number, row, misses } = at;
    const signature = SIGNATURES[chunk.signature[0] ?? -1];
    const isNext = number === this.#asked + 1 && this.#denied < MOST_DENIALS;
    if (!isNext || signature === undefined || chunk.rows !== 1 || chunk.firstRow !== row || !this.#areMisses(at, signature.name))
      return undefined;
    this.#asked = number;
    return { number, row, call: signature.name, misses, chunk, stack, askedAt };
  }

  /** The answer that needs no person, and who gave it; undefined where one is waited for. */
  get standing(): { readonly answer: MissAnswer; readonly by: string } | undefined {
    if (this.#mode === 'deny') return { answer: 'deny', by: 'since nobody is asked' };
    return this.#mode === 'allow' ? { answer: 'run', by: 'as whoever started it said of all' } : undefined;
  }

  /** What the guest's thread is told. */
  settle(answer: MissAnswer): ThreadAnswer {
    if (answer !== 'deny') return answer === 'always' ? 'run' : answer;
    this.#denied += 1;
    return this.#denied === MOST_DENIALS ? 'deny-rest' : 'deny';
  }

  #areMisses({ misses }: AskedAt, call: string): boolean {
    if (this.#misses === undefined || misses.length === 0 || misses.length > MOST_MISSES) return false;
    const wellFormed = misses.every(({ action, resource }) => asksPath(action) && isNormalGuestPath(resource));
    const real = this.#misses.toAsk(misses, (action, resource) => decide(this.#table, { action, resource, call }));
    return wellFormed && real.length === misses.length;
  }
}

const ANSWER_WORDS: Readonly<Record<MissAnswer, string>> = {
  call: 'allowed for this call',
  run: 'allowed for this run',
  always: 'allowed for this run, and to be allowed by the policy',
  deny: 'not allowed',
};

/** For the audit log: `asked by path_open, call #12, for fs.write on /data/a: allowed for this call, by a person`. */
export function answerSentence({ row, call, misses }: RunQuestion, answer: MissAnswer, by: string): string {
  const wanted = misses.map(({ action, resource }) => `${action} on ${cutMiddle(visibleText(resource), LONGEST_PATH)}`);
  return `asked by ${call}, call #${row + 1}, for ${wanted.join(' and ')}: ${ANSWER_WORDS[answer]}, ${by}`;
}
