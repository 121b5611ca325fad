// A query compiled against a table: rows are judged a batch at a time and field by field, over whole columns where the table
// has them, once a value where values are numbered, and row by row only for what is still in question.
import { SandboxError } from '../base/errors.ts';
import { matchesGlob } from './glob.ts';
import { compilePattern } from './pattern.ts';
import type { FieldTest, Query } from './query.ts';

/** Rows that are judged together, numbered from 0. */
export interface Batch {
  readonly rows: number;
}

/** How a table gives the values of a field. A row without a value matches no test of it. */
export type FieldAccess<Rows extends Batch> =
  /** A number a row; rows that hold `none` have no value. */
  | { readonly kind: 'column'; readonly numbers: (batch: Rows) => ArrayLike<number>; readonly none?: number }
  /** A number a row, from 0 on or not, that stands for the same texts everywhere: they are judged once a number. */
  | {
      readonly kind: 'codes';
      readonly codes: (batch: Rows) => ArrayLike<number>;
      readonly texts: (code: number) => readonly string[];
    }
  /** One or more numbers of a row, each offered to `test` until it takes one. */
  | { readonly kind: 'numbers'; readonly some: (batch: Rows, row: number, test: (value: number) => boolean) => boolean }
  /** One or more texts of a row, likewise. */
  | { readonly kind: 'texts'; readonly some: (batch: Rows, row: number, test: (text: string) => boolean) => boolean }
  /** Whether the row touches the addresses `from … to`, both included. */
  | { readonly kind: 'addresses'; readonly touches: (batch: Rows, row: number, from: number, to: number) => boolean }
  /** A property by its name: 1 for each row that has it. Asked for every batch, in the order of the batches. */
  | { readonly kind: 'flags'; readonly flag: (name: string) => (batch: Rows) => ArrayLike<number> };

export interface Source<Rows extends Batch> {
  /** Undefined for a field that the table's list does not have. */
  readonly field: (name: string) => FieldAccess<Rows> | undefined;
  /** A judge of rows that have this text in some of theirs, whatever the case. */
  readonly word: (text: string) => (batch: Rows, row: number) => boolean;
}

export interface Matcher<Rows extends Batch> {
  /** Sets `mask` of each row to 1 or 0. Batches come in the order of their rows, each once. */
  judge(batch: Rows, mask: Uint8Array): void;
}

/** Takes rows out of the mask that do not match; those that are out already are not looked at. */
type Narrow<Rows> = (batch: Rows, mask: Uint8Array) => void;

interface Judge<Rows> {
  readonly narrow: Narrow<Rows>;
  /** 0 columns, 1 a number a row, 2 a text a row: the cheap ones go first. */
  readonly cost: number;
}

/** `query` must have been parsed against the fields that `source` has. */
export function compileQuery<Rows extends Batch>(query: Query, source: Source<Rows>): Matcher<Rows> {
  const compiler = new Compiler(source);
  const { narrow } = compiler.judge(query);
  return {
    judge: (batch, mask) => {
      mask.fill(1, 0, batch.rows);
      for (const begin of compiler.begins) begin(batch);
      narrow(batch, mask);
    },
  };
}

class Compiler<Rows extends Batch> {
  readonly #source: Source<Rows>;
  /** Done with every batch, whether or not a row of it is still in question. */
  readonly begins: ((batch: Rows) => void)[] = [];

  constructor(source: Source<Rows>) {
    this.#source = source;
  }

  judge(query: Query): Judge<Rows> {
    switch (query.kind) {
      case 'all':
        return { narrow: () => undefined, cost: 0 };
      case 'and':
        return every(query.parts.map((part) => this.judge(part)));
      case 'or':
        return some(query.parts.map((part) => this.judge(part)));
      case 'not':
        return inverse(this.judge(query.part));
      case 'text':
        return { narrow: rowByRow(this.#source.word(query.text)), cost: 2 };
      case 'field':
        return this.#field(query.field, query.test);
    }
  }

  #field(name: string, test: FieldTest): Judge<Rows> {
    const access = this.#source.field(name);
    if (access === undefined) throw new SandboxError('INTERNAL', `the table has no field ${name}`);
    switch (access.kind) {
      case 'column': {
        const [low, high] = boundsOf(test);
        return { narrow: narrowColumn(access.numbers, low, high, access.none ?? Number.NaN), cost: 0 };
      }
      case 'codes':
        return { narrow: narrowCodes(access.codes, access.texts, textTestOf(test)), cost: 0 };
      case 'numbers': {
        const [low, high] = boundsOf(test);
        const within = (value: number): boolean => value >= low && value <= high;
        return { narrow: rowByRow((batch, row) => access.some(batch, row, within)), cost: 1 };
      }
      case 'texts': {
        const accepts = textTestOf(test);
        return { narrow: rowByRow((batch, row) => access.some(batch, row, accepts)), cost: 2 };
      }
      case 'addresses': {
        const [low, high] = boundsOf(test);
        return { narrow: rowByRow((batch, row) => access.touches(batch, row, low, high)), cost: 1 };
      }
      case 'flags':
        return { narrow: this.#flag(access.flag(test.kind === 'is' ? test.text : '')), cost: 0 };
    }
  }

  /** What a flag says may depend on the rows before, so it hears of each batch even where nobody asks. */
  #flag(flag: (batch: Rows) => ArrayLike<number>): Narrow<Rows> {
    let column: ArrayLike<number> = [];
    this.begins.push((batch) => {
      column = flag(batch);
    });
    return (batch, mask) => {
      for (let row = 0; row < batch.rows; row++) if (column[row] !== 1) mask[row] = 0;
    };
  }
}

function every<Rows extends Batch>(parts: readonly Judge<Rows>[]): Judge<Rows> {
  const ordered = parts.toSorted((one, other) => one.cost - other.cost);
  return {
    narrow: (batch, mask) => {
      for (const { narrow } of ordered) narrow(batch, mask);
    },
    cost: Math.max(...parts.map(({ cost }) => cost)),
  };
}

function some<Rows extends Batch>(parts: readonly Judge<Rows>[]): Judge<Rows> {
  const ordered = parts.toSorted((one, other) => one.cost - other.cost);
  let taken = new Uint8Array(0);
  let open = new Uint8Array(0);
  return {
    narrow: (batch, mask) => {
      if (open.length < batch.rows) [taken, open] = [new Uint8Array(batch.rows), new Uint8Array(batch.rows)];
      taken.fill(0, 0, batch.rows);
      for (const { narrow } of ordered) {
        // In question are the rows that came in and that no part before has taken.
        for (let row = 0; row < batch.rows; row++) open[row] = (mask[row] ?? 0) & ~(taken[row] ?? 0);
        narrow(batch, open);
        for (let row = 0; row < batch.rows; row++) taken[row] = (taken[row] ?? 0) | (open[row] ?? 0);
      }
      mask.set(taken.subarray(0, batch.rows));
    },
    cost: Math.max(...parts.map(({ cost }) => cost)),
  };
}

function inverse<Rows extends Batch>({ narrow, cost }: Judge<Rows>): Judge<Rows> {
  let inside = new Uint8Array(0);
  return {
    narrow: (batch, mask) => {
      if (inside.length < batch.rows) inside = new Uint8Array(batch.rows);
      inside.set(mask.subarray(0, batch.rows));
      narrow(batch, inside);
      for (let row = 0; row < batch.rows; row++) mask[row] = (mask[row] ?? 0) & ~(inside[row] ?? 0);
    },
    cost,
  };
}

function rowByRow<Rows extends Batch>(matches: (batch: Rows, row: number) => boolean): Narrow<Rows> {
  return (batch, mask) => {
    for (let row = 0; row < batch.rows; row++) if (mask[row] === 1 && !matches(batch, row)) mask[row] = 0;
  };
}

function narrowColumn<Rows extends Batch>(
  numbers: (batch: Rows) => ArrayLike<number>,
  low: number,
  high: number,
  none: number,
): Narrow<Rows> {
  return (batch, mask) => {
    const column = numbers(batch);
    for (let row = 0; row < batch.rows; row++) {
      const value = column[row] ?? none;
      if (!(value >= low && value <= high) || value === none) mask[row] = 0;
    }
  };
}

const UNKNOWN = 0;
const MATCHES = 1;
const DIFFERS = 2;
/** Numbers below it are looked up in an array. */
const FEW_CODES = 65_536;

function narrowCodes<Rows extends Batch>(
  codesOf: (batch: Rows) => ArrayLike<number>,
  texts: (code: number) => readonly string[],
  test: (text: string) => boolean,
): Narrow<Rows> {
  const known = new Uint8Array(FEW_CODES);
  const judged = (code: number): number => (texts(code).some(test) ? MATCHES : DIFFERS);
  return (batch, mask) => {
    const codes = codesOf(batch);
    for (let row = 0; row < batch.rows; row++) {
      if (mask[row] !== 1) continue;
      const code = codes[row] ?? 0;
      let answer = known[code] ?? judged(code);
      if (answer === UNKNOWN) known[code] = answer = judged(code);
      if (answer === DIFFERS) mask[row] = 0;
    }
  };
}

/** The least and the greatest number that a test takes. */
function boundsOf(test: FieldTest): readonly [low: number, high: number] {
  if (test.kind === 'range') return [test.from, test.to];
  if (test.kind !== 'compare') throw new SandboxError('INTERNAL', `a test ${test.kind} was made of numbers`);
  switch (test.operator) {
    case '=':
      return [test.value, test.value];
    case '<':
      return [-Infinity, -nextAbove(-test.value)];
    case '<=':
      return [-Infinity, test.value];
    case '>':
      return [nextAbove(test.value), Infinity];
    case '>=':
      return [test.value, Infinity];
  }
}

/** The next number that a double can hold: instants need not be whole. */
function nextAbove(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value === 0 ? 0 : value);
  view.setBigInt64(0, view.getBigInt64(0) + (value < 0 ? -1n : 1n));
  return view.getFloat64(0);
}

function textTestOf(test: FieldTest): (text: string) => boolean {
  switch (test.kind) {
    case 'is':
      return (text) => text === test.text;
    case 'glob':
      return (text) => matchesGlob(test.pattern, text);
    case 'pattern': {
      const compiled = compilePattern(test.source);
      if (!compiled.ok) throw new SandboxError('INTERNAL', `the pattern ${test.source} was not checked`);
      return (text) => compiled.value.test(text);
    }
    case 'compare':
    case 'range':
      throw new SandboxError('INTERNAL', `a test ${test.kind} was made of texts`);
  }
}
