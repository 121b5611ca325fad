// The instructions that move the count of fuel: from the local or the global to one of them, less what is charged on the way;
// and the check whether any is left. What they have in common is encoded once for all bodies with as many locals.
import type { AppendedFunctions } from './appended-functions.ts';
import { PLACE, type Place } from './block-stack.ts';
import { snippetOf, type ByteWriter, type Snippet } from './byte-writer.ts';
import { unsigned } from './encode.ts';

/** What stands before and after the number that is charged, and how both begin and end when nothing is. */
interface Move {
  readonly before: Snippet;
  readonly after: Snippet;
  readonly get: Snippet;
  readonly set: Snippet;
}

const GET = { local: 0x20, global: 0x23 } as const;
const SET = { local: 0x21, global: 0x24 } as const;
const CONSTANT = 0x42;
const SUBTRACT = 0x7d;

export class CountCode {
  readonly #code: ByteWriter;
  readonly #appended: AppendedFunctions;
  readonly #global: readonly number[];
  /** By number of locals: from the local, from the global; to the local, to the global. */
  readonly #movesOf = new Map<number, readonly Move[]>();
  #moves: readonly Move[] = [];
  #locals = -1;
  /** The function to call when no fuel is left, once it is needed. */
  #stop: number | undefined;
  /** Where the branches of checks stand. */
  checks: number[] = [];
  usesLocal = false;

  constructor(code: ByteWriter, appended: AppendedFunctions, global: number) {
    this.#code = code;
    this.#appended = appended;
    this.#global = unsigned(global);
  }

  /** Begins a body with so many locals; the count's own is the next. */
  start(locals: number): void {
    this.checks = [];
    this.usesLocal = false;
    if (locals === this.#locals) return;
    this.#locals = locals;
    this.#moves = this.#movesOf.get(locals) ?? this.#encode(locals);
  }

  /** count := count - charge, from one place to the other. */
  move(from: Place, to: Place, charge: number): void {
    if (from === PLACE.local || to === PLACE.local) this.usesLocal = true;
    const move = this.#move(from, to);
    const code = this.#code;
    if (charge === 0) {
      code.snippet(move.get);
      code.snippet(move.set);
      return;
    }
    code.snippet(move.before);
    code.signed(charge);
    code.snippet(move.after);
  }

  /** if (count < lag) { global := count - lag; stop; count := global + lag } */
  check(place: Place, lag: number): void {
    const code = this.#code;
    const moves = place !== PLACE.global || lag !== 0;
    if (place === PLACE.local) this.usesLocal = true;
    code.snippet(this.#move(place, PLACE.global).before);
    code.signed(lag);
    this.checks.push(code.length + 1);
    code.snippet(IF_LESS);
    if (moves) this.move(place, PLACE.global, lag);
    code.byte(0x10);
    this.#stop ??= this.#appended.fuelStop();
    code.unsigned(this.#stop);
    if (moves) this.move(PLACE.global, place, -lag);
    code.byte(0x0b);
  }

  /** In the global, by a number to be patched later, whose place it tells. */
  charge(): number {
    const code = this.#code;
    const { before, after } = this.#move(PLACE.global, PLACE.global);
    code.snippet(before);
    const place = code.signedPlace();
    code.snippet(after);
    return place;
  }

  #move(from: Place, to: Place): Move {
    const move = this.#moves[(from === PLACE.local ? 0 : 2) + (to === PLACE.local ? 0 : 1)];
    return move ?? NOTHING;
  }

  #encode(locals: number): readonly Move[] {
    const local = unsigned(locals);
    const gets = [
      [GET.local, ...local],
      [GET.global, ...this.#global],
    ];
    const sets = [
      [SET.local, ...local],
      [SET.global, ...this.#global],
    ];
    const moves = gets.flatMap((get) =>
      sets.map((set) => ({
        before: snippetOf([...get, CONSTANT]),
        after: snippetOf([SUBTRACT, ...set]),
        get: snippetOf(get),
        set: snippetOf(set),
      })),
    );
    this.#movesOf.set(locals, moves);
    return moves;
  }
}

/** i64.lt_s, and `if` without results. */
const IF_LESS = snippetOf([0x53, 0x04, 0x40]);
const EMPTY = snippetOf([]);
const NOTHING: Move = { before: EMPTY, after: EMPTY, get: EMPTY, set: EMPTY };
