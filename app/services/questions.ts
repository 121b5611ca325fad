// Questions of runs about what no rule permits: told to whoever looks, answered by whoever is first.
import {
  ANSWER_MILLISECONDS,
  cutMiddle,
  DOING,
  missingSentence,
  RIGHT_ACTIONS,
  smallestChange,
  visibleText,
  type MountRight,
  type Platform,
  type Run,
  type RunPlan,
  type RunQuestion,
} from '../../sandbox-core/index.ts';
import { framesForPage } from './frames-for-page.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';
import type { MissQuestion } from '../contract/question-schema.ts';

export interface QuestionsOptions {
  readonly platform: Pick<Platform, 'clock'>;
  /** Undefined for a run of an earlier day. Throws NOT_FOUND. */
  readonly askingOf: (
    id: string,
  ) => { readonly run: Run; readonly plan: RunPlan; readonly sources: readonly string[] } | undefined;
}

const LONGEST_PATH = 400;
const MOST_FRAMES = 8;

export class Questions {
  readonly #options: QuestionsOptions;

  constructor(options: QuestionsOptions) {
    this.#options = options;
  }

  question(id: string): CommandOutput<'runs.question'> {
    const asking = this.#options.askingOf(id);
    const question = asking?.run.question;
    return { question: asking === undefined || question === undefined ? null : this.#forPage(question, asking) };
  }

  /** Throws CONFLICT where it was answered, or is over. */
  answer({ run: id, number, answer }: CommandInput<'runs.answer'>): void {
    if (this.#options.askingOf(id)?.run.answer(number, answer) !== true)
      throw new ContractError('CONFLICT', 'this question was answered already, or its time is over');
  }

  #forPage(
    question: RunQuestion,
    { plan, sources }: { readonly plan: RunPlan; readonly sources: readonly string[] },
  ): MissQuestion {
    const { number, row, call, misses, stack, askedAt } = question;
    const changes = misses.map(({ action, resource }) => smallestChange(action, resource, plan.rules));
    const mountAt = plan.mounts.findIndex(({ guest }) =>
      changes.some((change) => change?.kind === 'right' && change.mount.under === guest),
    );
    const mount = plan.mounts[mountAt];
    const added = changes.flatMap((change) => (change?.kind === 'right' ? [change.right] : []));
    return {
      number,
      row,
      call,
      requests: misses.map(({ action, resource }) => ({
        action,
        doing: DOING[action],
        resource: shown(resource, LONGEST_PATH),
        why: missingSentence(action, resource, plan.rules),
      })),
      mount: { guest: shown(mount?.guest ?? '', LONGEST_PATH), source: sources[mountAt] ?? '' },
      stack: framesForPage(stack.slice(0, MOST_FRAMES)),
      askedAt,
      now: Number(this.#options.platform.clock.wall() / 1_000_000n),
      waits: ANSWER_MILLISECONDS,
      always: mount === undefined ? null : { mount: mountAt, guest: mount.guest, ...widened(mount.rights, added) },
    };
  }
}

function widened(rights: readonly MountRight[], added: readonly MountRight[]): { rights: MountRight[]; permits: string } {
  const more = [...new Set(added)];
  const doings = more.flatMap((right) => RIGHT_ACTIONS[right]).map((action) => DOING[action]);
  return { rights: [...new Set([...rights, ...more])], permits: doings.join(', ') };
}

function shown(text: string, most: number): string {
  return cutMiddle(visibleText(text), most);
}
