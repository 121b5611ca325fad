// A pattern of `like` as an automaton over characters: fed a text one by one, its state says whether the text so far matches
// and all that matters for what may follow. The same greedy way as condition/like.ts goes: each piece where it is first found.

export interface PatternStates {
  readonly start: number;
  /** The state after a character; `DEAD` never matches again. */
  next(state: number, character: string): number;
  matches(state: number): boolean;
}

export const DEAD = -1;

interface Phase {
  readonly characters: readonly string[];
  /** Of each prefix of `characters`, the length of its longest proper prefix that is its suffix too. */
  readonly borders: readonly number[];
  /** Number of this phase's first state. */
  readonly base: number;
}

/** `pieces` as in an Expression, two or more. */
export function patternStates(pieces: readonly string[]): PatternStates {
  const [first = '', ...others] = pieces;
  const last = others.pop() ?? '';
  const phases = phasesOf([first, ...others.filter((piece) => piece !== ''), last]);
  const phaseOf = phases.flatMap(({ characters }, index) => characters.map(() => index).concat(index));
  const end = phases.length - 1;
  const settled = (phase: number): number => {
    const isEmptyPrefix = phase === 0 && (phases[0]?.characters.length ?? 0) === 0;
    return phases[isEmptyPrefix ? 1 : phase]?.base ?? DEAD;
  };
  const next = (state: number, character: string): number => {
    const index = state === DEAD ? -1 : (phaseOf[state] ?? -1);
    const phase = phases[index];
    if (phase === undefined) return DEAD;
    const { characters, base } = phase;
    const matched = index === 0 ? prefixStep(phase, state - base, character) : searchStep(phase, state - base, character);
    if (matched === DEAD) return DEAD;
    return matched === characters.length && index < end ? settled(index + 1) : base + matched;
  };
  const { characters, base } = phases[end] ?? { characters: [], base: 0 };
  return { start: settled(0), next, matches: (state) => state === base + characters.length };
}

function phasesOf(pieces: readonly string[]): Phase[] {
  let base = 0;
  return pieces.map((piece) => {
    const characters = [...piece];
    const phase = { characters, borders: bordersOf(characters), base };
    base += characters.length + 1;
    return phase;
  });
}

function prefixStep({ characters }: Phase, matched: number, character: string): number {
  return characters[matched] === character ? matched + 1 : DEAD;
}

/** Knuth, Morris, Pratt; goes on past a whole match, which only the last piece is asked for. */
function searchStep({ characters, borders }: Phase, from: number, character: string): number {
  let matched = from;
  while (matched > 0 && characters[matched] !== character) matched = borders[matched - 1] ?? 0;
  return characters[matched] === character ? matched + 1 : 0;
}

function bordersOf(characters: readonly string[]): number[] {
  const borders: number[] = characters.length === 0 ? [] : [0];
  for (let at = 1, matched = 0; at < characters.length; at++) {
    while (matched > 0 && characters[at] !== characters[matched]) matched = borders[matched - 1] ?? 0;
    if (characters[at] === characters[matched]) matched++;
    borders.push(matched);
  }
  return borders;
}
