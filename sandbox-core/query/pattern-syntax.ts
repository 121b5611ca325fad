// The form of a regular expression: its source as a tree, or where and why it is none.

/** Longest source, most states of the program, deepest groups. The states bound the cost of each sign of a text. */
export const PATTERN_CAPS = { characters: 512, states: 1000, depth: 32 } as const;

/** Code points from and to, both included, in pairs. */
export type Ranges = readonly (readonly [from: number, to: number])[];

export type Node =
  | { readonly kind: 'empty' }
  | { readonly kind: 'sign'; readonly ranges: Ranges }
  | { readonly kind: 'start' | 'end' | 'edge' | 'inner' }
  | { readonly kind: 'chain' | 'either'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

const LAST = 0x10ffff;
const DIGIT: Ranges = [[48, 57]];
export const WORD: Ranges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACE: Ranges = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
/** All but the ends of lines. */
const DOT: Ranges = except([
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
]);

/** Reads the source once, from left to right; `fault` is the first thing that was wrong. */
export class PatternReader {
  readonly #source: string;
  #at = 0;
  #depth = 0;
  fault: { message: string; at: number } | undefined;
  readonly ignoresCase: boolean;

  constructor(source: string) {
    this.#source = source;
    this.ignoresCase = source.startsWith('(?i)');
    if (this.ignoresCase) this.#at = 4;
  }

  whole(): Node {
    const node = this.#either();
    if (this.#at < this.#source.length) this.#fail('no ( stands open before this )');
    return node;
  }

  #either(): Node {
    const parts = [this.#chain()];
    while (this.#take('|')) parts.push(this.#chain());
    const [only = EMPTY] = parts;
    return parts.length === 1 ? only : { kind: 'either', parts };
  }

  #chain(): Node {
    const parts: Node[] = [];
    while (this.fault === undefined && this.#at < this.#source.length && !/[|)]/.test(this.#source[this.#at] ?? '')) {
      parts.push(this.#repeated());
    }
    return { kind: 'chain', parts };
  }

  #repeated(): Node {
    const part = this.#atom();
    const bounds = this.#bounds();
    if (bounds === undefined) return part;
    this.#take('?');
    if (/^[*+?]/.test(this.#source.slice(this.#at)) || BOUNDS.test(this.#source.slice(this.#at))) {
      this.#fail('there is nothing to repeat before this');
    }
    return { kind: 'repeat', part, ...bounds };
  }

  #bounds(): { least: number; most: number } | undefined {
    if (this.#take('*')) return { least: 0, most: Infinity };
    if (this.#take('+')) return { least: 1, most: Infinity };
    if (this.#take('?')) return { least: 0, most: 1 };
    const found = BOUNDS.exec(this.#source.slice(this.#at));
    if (found === null) return undefined;
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] === '' || found[3] === undefined ? Infinity : Number(found[3]);
    if (least > PATTERN_CAPS.states || most < least) this.#fail('these bounds cannot be met');
    this.#at += found[0].length;
    return { least, most };
  }

  #atom(): Node {
    const sign = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    switch (sign) {
      case '(':
        return this.#group();
      case '[':
        return { kind: 'sign', ranges: this.#class() };
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        return this.#fail('there is nothing to repeat before this');
      default:
    }
    this.#at += sign.length;
    if (sign === '^') return { kind: 'start' };
    if (sign === '$') return { kind: 'end' };
    return { kind: 'sign', ranges: sign === '.' ? DOT : single(sign) };
  }

  #group(): Node {
    const from = this.#at++;
    if (this.#take('?') && !this.#take(':')) return this.#fail('only (?: … ) can follow this (', from);
    if (++this.#depth > PATTERN_CAPS.depth) return this.#fail(`groups are at most ${PATTERN_CAPS.depth} deep`, from);
    const node = this.#either();
    this.#depth--;
    if (!this.#take(')')) return this.#fail('this ( is not closed', from);
    return node;
  }

  #escape(): Node {
    const next = this.#source[this.#at + 1];
    if (next === 'b' || next === 'B') {
      this.#at += 2;
      return { kind: next === 'b' ? 'edge' : 'inner' };
    }
    return { kind: 'sign', ranges: this.#escaped() };
  }

  /** What a backslash and the sign behind it stand for, in a class and out of it. */
  #escaped(): Ranges {
    const from = this.#at;
    const sign = String.fromCodePoint(this.#source.codePointAt(from + 1) ?? 0);
    if (from + 1 >= this.#source.length) {
      this.#fail('something was expected after this backslash');
      return [];
    }
    this.#at += 1 + sign.length;
    const known = CLASSES.get(sign);
    if (known !== undefined) return known;
    if (sign === 'x' || sign === 'u') return this.#numbered(sign, from);
    if (/[A-Za-z0-9]/.test(sign)) this.#fail(`\\${sign} has no meaning here`, from);
    return single(sign);
  }

  /** `\x20`, `\u00e9`, `\u{1f600}`. */
  #numbered(sign: string, from: number): Ranges {
    const form = sign === 'x' ? /^([\da-f]{2})/i : /^(?:([\da-f]{4})|\{([\da-f]{1,6})\})/i;
    const found = form.exec(this.#source.slice(this.#at, this.#at + 8));
    const code = Number.parseInt(found?.[1] ?? found?.[2] ?? '', 16);
    if (found === null || code > LAST) {
      this.#fail(`\\${sign} wants a number in hexadecimal`, from);
      return [];
    }
    this.#at += found[0].length;
    return [[code, code]];
  }

  #class(): Ranges {
    const from = this.#at++;
    const negated = this.#take('^');
    const ranges: (readonly [number, number])[] = [];
    // A ] that stands first is meant itself.
    for (let first = true; first || this.#source[this.#at] !== ']'; first = false) {
      if (this.#at >= this.#source.length || this.fault !== undefined) {
        this.#fail('this [ is not closed', from);
        return [];
      }
      const low = this.#classSign();
      const dash = this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']' && this.#at + 1 < this.#source.length;
      const [begin, ends] = [low[0], low.length === 1 && low[0]?.[0] === low[0]?.[1]];
      if (!dash || !ends || begin === undefined) {
        ranges.push(...low);
        continue;
      }
      this.#at++;
      const high = this.#classSign()[0];
      if (high === undefined || high[0] !== high[1] || high[0] < begin[0]) this.#fail('this range ends before it begins');
      else ranges.push([begin[0], high[0]]);
    }
    this.#at++;
    return negated ? except(ranges) : ranges;
  }

  #classSign(): Ranges {
    if (this.#source[this.#at] === '\\') return this.#escaped();
    const sign = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#at += sign.length;
    return single(sign);
  }

  #take(sign: string): boolean {
    if (this.#source[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  /** The first fault stands; the rest of the source is not looked at any more. */
  #fail(message: string, at = this.#at): Node {
    this.fault ??= { message, at };
    this.#at = this.#source.length;
    return EMPTY;
  }
}

const EMPTY: Node = { kind: 'empty' };
const BOUNDS = /^\{(\d{1,4})(,(\d{0,4}))?\}/;
const CLASSES = new Map<string, Ranges>([
  ['d', DIGIT],
  ['D', except(DIGIT)],
  ['w', WORD],
  ['W', except(WORD)],
  ['s', SPACE],
  ['S', except(SPACE)],
  ['n', [[10, 10]]],
  ['r', [[13, 13]]],
  ['t', [[9, 9]]],
]);

function single(sign: string): Ranges {
  const code = sign.codePointAt(0) ?? 0;
  return [[code, code]];
}

function except(ranges: Ranges): Ranges {
  const left: [number, number][] = [];
  let from = 0;
  for (const [low, high] of ranges.toSorted((one, other) => one[0] - other[0])) {
    if (low > from) left.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  if (from <= LAST) left.push([from, LAST]);
  return left;
}
