// Session files for the page: their sizes, the tags and notes people gave them, what stands in their headers, and their removal.
import { cutMiddle, visibleLines, visibleText, type Note, type Platform } from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';
import { LONGEST_NOTE, MOST_TAGS, type Session } from '../contract/session-schemas.ts';
import { pause } from './latch.ts';
import type { Recordings } from './recordings.ts';
import { MOST_KEPT, type Runs } from './runs.ts';

export interface SessionsOptions {
  readonly platform: Pick<Platform, 'clock' | 'timers'>;
  readonly recordings: Recordings;
  readonly runs: Runs;
}

/** Files opened before other requests get their turn. */
const FILES_AT_A_TIME = 8;
const LONGEST_TAG = 64;
const LONGEST_MANIFEST = 65_536;
const MOST_FACTS = 200;
const LONGEST_FACT = 400;

type Words = Pick<Session, 'tags' | 'note'>;

export class Sessions {
  readonly #options: SessionsOptions;
  /** Of files that were opened once: only this service writes notes into them. */
  readonly #words = new Map<string, Words>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  async list(abort: AbortSignal): Promise<CommandOutput<'sessions.list'>> {
    const { platform, recordings, runs } = this.#options;
    const sessions: Session[] = [];
    let opened = 0;
    for (const { id, state } of runs.list()) {
      if (!this.#words.has(id) && state === 'ended') {
        if (opened > 0 && opened % FILES_AT_A_TIME === 0) await pause(platform, 0, abort);
        if (abort.aborted) throw new ContractError('CANCELLED', 'the request was taken back');
        opened += 1;
      }
      // It may have been removed meanwhile.
      const words = state === 'ended' ? this.#wordsOf(id) : NO_WORDS;
      if (words) sessions.push({ run: id, size: recordings.sizeOf(id), isForeign: recordings.isForeign(id), ...words });
    }
    return { sessions, most: MOST_KEPT };
  }

  details(run: string): CommandOutput<'sessions.details'> {
    const { header, outcome, version } = this.#options.recordings.of(run);
    const { engine, engineVersion, moduleDigest, manifestText, planJson } = header;
    return {
      engine: visibleText(`${engine} ${engineVersion}`),
      moduleDigest,
      version,
      manifest: manifestText === undefined ? null : cutMiddle(visibleLines(manifestText), LONGEST_MANIFEST),
      plan: planFacts(planJson),
      isWhole: outcome !== undefined,
    };
  }

  annotate({ run, tags, note }: CommandInput<'sessions.annotate'>): Session {
    const { platform, recordings, runs } = this.#options;
    if (runs.isLive(run)) throw new ContractError('CONFLICT', 'the run goes on; its file takes notes when it has ended');
    const written = platform.clock.wall();
    const marks = recordings
      .of(run)
      .notes()
      .filter(({ kind }) => kind === 'mark');
    const wanted = [...new Set(tags.map((tag) => tag.trim()))].filter((tag) => tag !== '');
    const notes: Note[] = wanted.map((text) => ({ kind: 'tag', row: null, written, text }));
    if (note.trim() !== '') notes.push({ kind: 'note', row: null, written, text: note.trim() });
    recordings.annotate(run, [...marks, ...notes]);
    const words = wordsOf(notes);
    this.#words.set(run, words);
    return { run, size: recordings.sizeOf(run), isForeign: recordings.isForeign(run), ...words };
  }

  /** Throws NOT_FOUND, or CONFLICT while it runs. */
  remove(run: string): void {
    this.#options.runs.remove(run);
    this.#words.delete(run);
  }

  #wordsOf(run: string): Words | undefined {
    const known = this.#words.get(run);
    if (known) return known;
    try {
      const words = wordsOf(this.#options.recordings.of(run).notes());
      this.#words.set(run, words);
      return words;
    } catch (thrown) {
      if (thrown instanceof ContractError) return thrown.code === 'NOT_FOUND' ? undefined : NO_WORDS;
      throw thrown;
    }
  }
}

const NO_WORDS: Words = { tags: [], note: '' };

function wordsOf(notes: readonly Note[]): Words {
  const texts = (kind: Note['kind']): string[] => notes.filter((each) => each.kind === kind).map(({ text }) => text);
  return {
    tags: texts('tag')
      .slice(0, MOST_TAGS)
      .map((text) => cutMiddle(visibleText(text), LONGEST_TAG)),
    note: cutMiddle(visibleText(texts('note').join(' ')), LONGEST_NOTE),
  };
}

/** Two levels deep: enough to see what differs from another run, and short. */
function planFacts(json: string): CommandOutput<'sessions.details'>['plan'] {
  const plan: unknown = JSON.parse(json);
  const facts: { name: string; value: string }[] = [];
  const add = (name: string, value: unknown): void => {
    if (facts.length >= MOST_FACTS) return;
    const text = cutMiddle(visibleText(JSON.stringify(value) ?? ''), LONGEST_FACT);
    facts.push({ name: cutMiddle(visibleText(name), LONGEST_TAG), value: text });
  };
  for (const [name, value] of Object.entries(isObject(plan) ? plan : {})) {
    if (name === 'run' || name === 'rules') continue;
    if (isObject(value)) for (const [inner, part] of Object.entries(value)) add(`${name}.${inner}`, part);
    else add(name, value);
  }
  return facts;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
