// Regular expressions that take time in proportion to the text, whatever they say: a program of states that are all
// followed at once (Thompson), with no going back. So neither a guest's text nor a person's typing can hold up the engine.
// There are neither groups that are remembered nor look-around, which that way does not allow. Only "yes" or "no" is asked
// for, so lazy quantifiers mean the same as greedy ones.
import { PATTERN_CAPS, PatternReader, WORD, type Node, type Ranges } from './pattern-syntax.ts';

export interface Pattern {
  /** Whether it occurs somewhere in the text. */
  test(text: string): boolean;
}

export type CompiledPattern =
  | { readonly ok: true; readonly value: Pattern }
  /** `at` is the place in the source. */
  | { readonly ok: false; readonly message: string; readonly at: number };

type State =
  | { readonly kind: 'sign'; readonly ranges: Ranges; readonly next: number }
  | { readonly kind: 'split'; next: number; readonly other: number }
  | { readonly kind: 'start' | 'end' | 'edge' | 'inner'; readonly next: number }
  | { readonly kind: 'match' };

/** Alternation, groups, classes, `. ^ $ \b \B \d \w \s * + ? {m,n}`, and `(?i)` at the start for "whatever the case" of ASCII. */
export function compilePattern(source: string): CompiledPattern {
  if (source.length > PATTERN_CAPS.characters) {
    const message = `a regular expression has at most ${PATTERN_CAPS.characters} characters`;
    return { ok: false, message, at: PATTERN_CAPS.characters };
  }
  const reader = new PatternReader(source);
  const node = reader.whole();
  if (reader.fault !== undefined) return { ok: false, ...reader.fault };
  const writer = new StateWriter();
  const first = writer.node(node, writer.state({ kind: 'match' }));
  if (writer.full) return { ok: false, message: 'this regular expression repeats too much', at: 0 };
  return { ok: true, value: new Program(writer.states, first, reader.ignoresCase) };
}

/** States are written from the end forward: each is told where to go on. Past the caps nothing is written any more. */
class StateWriter {
  readonly states: State[] = [];
  #steps = 0;

  /** Nodes count too: what repeats nothing makes no states, but takes time all the same. */
  get full(): boolean {
    return this.states.length >= PATTERN_CAPS.states || this.#steps >= 8 * PATTERN_CAPS.states;
  }

  state(state: State): number {
    if (!this.full) this.states.push(state);
    return this.states.length - 1;
  }

  /** The first state of a node that goes on to `next`. */
  node(node: Node, next: number): number {
    this.#steps++;
    if (this.full) return next;
    switch (node.kind) {
      case 'empty':
        return next;
      case 'sign':
        return this.state({ kind: 'sign', ranges: node.ranges, next });
      case 'start':
      case 'end':
      case 'edge':
      case 'inner':
        return this.state({ kind: node.kind, next });
      case 'chain':
        return node.parts.reduceRight((after, part) => this.node(part, after), next);
      case 'either':
        return node.parts
          .map((part) => this.node(part, next))
          .reduceRight((other, begin) => this.state({ kind: 'split', next: begin, other }));
      case 'repeat':
        return this.#repeat(node, next);
    }
  }

  /** `x{2,4}` as `xx(x(x)?)?`, `x{2,}` as `xxx*`. */
  #repeat(node: Node & { kind: 'repeat' }, next: number): number {
    let first = next;
    if (node.most === Infinity) {
      const loop: State = { kind: 'split', next, other: next };
      first = this.state(loop);
      loop.next = this.node(node.part, first);
    } else {
      for (let time = node.least; time < node.most && !this.full; time++) {
        first = this.state({ kind: 'split', next: this.node(node.part, first), other: next });
      }
    }
    for (let time = 0; time < node.least && !this.full; time++) first = this.node(node.part, first);
    return first;
  }
}

class Program implements Pattern {
  readonly #states: readonly State[];
  readonly #first: number;
  readonly #ignoresCase: boolean;
  /** The step in which each state was last entered: each is entered once a step. */
  readonly #entered: Int32Array;
  #step = 0;
  #current: number[] = [];
  #following: number[] = [];
  readonly #pending: number[] = [];

  constructor(states: readonly State[], first: number, ignoresCase: boolean) {
    this.#states = states;
    this.#first = first;
    this.#ignoresCase = ignoresCase;
    this.#entered = new Int32Array(states.length).fill(-1);
  }

  test(text: string): boolean {
    // Long before the count of steps could come round, the marks are taken back.
    if (this.#step > 2 ** 30) {
      this.#entered.fill(-1);
      this.#step = 0;
    }
    this.#following.length = 0;
    for (let at = 0; ;) {
      this.#step++;
      [this.#current, this.#following] = [this.#following, this.#current];
      const live = this.#enterAll(text, at);
      if (live === 'match') return true;
      if (at >= text.length) return false;
      const code = text.codePointAt(at) ?? 0;
      this.#advance(code);
      at += code > 0xffff ? 2 : 1;
    }
  }

  /** Follows what takes no sign from the states reached, and from the first, since a match may begin anywhere. */
  #enterAll(text: string, at: number): 'match' | 'on' {
    const reached = this.#current;
    this.#current = [];
    this.#pending.push(this.#first, ...reached);
    let matched = false;
    for (let number = this.#pending.pop(); number !== undefined; number = this.#pending.pop()) {
      if (this.#entered[number] === this.#step) continue;
      this.#entered[number] = this.#step;
      const state = this.#states[number];
      if (state === undefined) continue;
      if (state.kind === 'match') matched = true;
      else if (state.kind === 'sign') this.#current.push(number);
      else if (state.kind === 'split') this.#pending.push(state.next, state.other);
      else if (holds(state.kind, text, at)) this.#pending.push(state.next);
    }
    return matched ? 'match' : 'on';
  }

  #advance(code: number): void {
    this.#following.length = 0;
    for (const number of this.#current) {
      const state = this.#states[number];
      if (state?.kind === 'sign' && this.#takes(state.ranges, code)) this.#following.push(state.next);
    }
  }

  #takes(ranges: Ranges, code: number): boolean {
    return within(ranges, code) || (this.#ignoresCase && within(ranges, otherCase(code)));
  }
}

function holds(kind: 'start' | 'end' | 'edge' | 'inner', text: string, at: number): boolean {
  if (kind === 'start') return at === 0;
  if (kind === 'end') return at === text.length;
  const edge = isWord(text, at - 1) !== isWord(text, at);
  return kind === 'edge' ? edge : !edge;
}

function isWord(text: string, at: number): boolean {
  return at >= 0 && at < text.length && within(WORD, text.charCodeAt(at));
}

function within(ranges: Ranges, code: number): boolean {
  for (const [from, to] of ranges) if (code >= from && code <= to) return true;
  return false;
}

function otherCase(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  return code >= 97 && code <= 122 ? code - 32 : code;
}
