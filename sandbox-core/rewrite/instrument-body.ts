// Gives one function body its fuel and its share of the stack limit, in one walk.
//
// The count lags behind: an executed instruction adds to a number that is known here, and code that charges it is written only
// where the way onward asks for it: before calls, returns and throws, which must find the exact count in the global; and before
// jumps to a label that others reach with another lag. Most blocks need no code at all:
//
//   block                          lag 0
//     … 5 instructions, br_if 0    lag 6: the first jump to the label, which decides that the lag is 6 there
//     … 7 instructions             lag 13: charge 7, then it is 6 again
//   end                            lag 6
//
// Where two labels of one instruction disagree, or a catch clause or a loop comes too late to decide, the walk starts over with
// what was learnt. A fuel check stands at function entry and loop headers, before their instructions are counted.
//
// The file is long because every kind of instruction moves the same few fields; cut in two, they would have to be shared.
import { refuse } from '../module/fault.ts';
import type { InstructionWalker } from '../module/instruction.ts';
import type { Module } from '../module/module.ts';
import { BLOCK, BlockStack, PLACE, type Place } from './block-stack.ts';
import type { BodyOutput } from './body-output.ts';
import type { ByteWriter } from './byte-writer.ts';
import { lengthCharge } from './charged-length.ts';
import { CountCode } from './count-code.ts';
import { frameBytes, isWide } from './frame-size.ts';
import { ACTION, ACTION_OF, NAMES_INDEX } from './fuel-costs.ts';
import type { AppendedFunctions } from './appended-functions.ts';
import { check, checkIndices } from './index-check.ts';
import { PlainRun } from './plain-run.ts';
import { StackCode } from './stack-code.ts';

export interface Metering {
  readonly fuel: 'off' | 'exact' | 'coarse';
  /** Index of the fuel global. */
  readonly fuelGlobal: number;
  /** Index of the global with what is left of the stack. */
  readonly stackGlobal: number | undefined;
}

/** What was learnt of a body before its code was written. */
export interface BodyFacts {
  /** Of the body with its locals, without its size. */
  readonly bytes: number;
  /** Parameters and locals. */
  readonly locals: number;
  /** Those, and what is passed to and fro: what its frame holds beside operands. */
  readonly slots: number;
}

export interface BodyNeeds {
  readonly fuelLocal: boolean;
  readonly fuelCheck: boolean;
  readonly stackLocal: boolean;
  /** Bytes it takes from the stack, 0 where it is not counted there. */
  readonly frame: number;
  /** Instructions run under a block that the body gets, so that what jumps to its end passes the frame's release. */
  readonly wrapped: boolean;
  /** Coarse: what a call costs at its entry. */
  readonly entryCost: number;
  /** Where in the written code the branches of checks stand, for hints. */
  readonly checks: readonly number[];
}

/** A body without loops and calls is not checked for fuel when it is no longer than this: a caller's next check comes soon. */
const UNCHECKED_BYTES = 256;
/** Nor does it count on the stack when its frame is small: the limit keeps that much in reserve. */
export const UNCOUNTED_FRAME_BYTES = 1024;
/** The engines' cap. Where the count finds no local, it stays in the global. */
const MOST_LOCALS = 50_000;
/** After as many, every label has the count in the global without a lag: then nothing disagrees. */
const MOST_RESTARTS = 6;

export class BodyInstrumenter {
  readonly #module: Module;
  readonly #walker: InstructionWalker;
  readonly #output: BodyOutput;
  readonly #code: ByteWriter;
  readonly #appended: AppendedFunctions;
  readonly #metering: Metering;
  readonly #counts: readonly number[];
  readonly #count: CountCode;
  readonly #stackCode: StackCode;
  readonly #exact: boolean;
  readonly #coarse: boolean;
  readonly #stack: boolean;
  readonly #blocks = new BlockStack();
  readonly #run: PlainRun;

  #facts: BodyFacts = { bytes: 0, locals: 0, slots: 0 };
  /** Where the count stands: what holds it, and what is executed but not charged. */
  #place: Place = PLACE.global;
  #lag = 0;
  #dead = false;
  #done = false;
  #again = false;
  #ordinals = 0;
  #coarseEntry = 0;
  #wide = false;
  /** Kept when a walk starts over. */
  #forced = new Map<number, Place>();
  #allGlobal = false;
  #preferLocal = false;
  #hasLoop = false;
  #calls = false;
  #wrapped = false;
  #catches = false;
  /** Its frame alone asks to be counted. */
  #large = false;
  /** It left by an exit at which nothing was released. */
  #unreleased = false;

  constructor(
    module: Module,
    walker: InstructionWalker,
    output: BodyOutput,
    appended: AppendedFunctions,
    metering: Metering,
    counts: readonly number[],
  ) {
    this.#module = module;
    this.#walker = walker;
    this.#output = output;
    this.#code = output.code;
    this.#appended = appended;
    this.#metering = metering;
    this.#counts = counts;
    this.#run = new PlainRun(walker.bytes);
    this.#count = new CountCode(this.#code, appended, metering.fuelGlobal);
    this.#stackCode = new StackCode(this.#code, metering.stackGlobal ?? 0);
    this.#exact = metering.fuel === 'exact';
    this.#coarse = metering.fuel === 'coarse';
    this.#stack = metering.stackGlobal !== undefined;
  }

  /** Writes the instructions from `start` to `end`. */
  run(start: number, end: number, facts: BodyFacts): BodyNeeds {
    this.#facts = facts;
    this.#forced.clear();
    this.#allGlobal = facts.locals + 2 > MOST_LOCALS;
    this.#preferLocal = this.#exact && seemsToLoop(this.#walker.bytes, start, end);
    this.#calls = false;
    this.#wrapped = false;
    this.#catches = false;
    this.#large = this.#stack && frameBytes(facts.slots, 0, false) > UNCOUNTED_FRAME_BYTES;
    this.#walkThrough(start, end);
    for (let restarts = 1; this.#again; restarts += 1) {
      if (restarts > MOST_RESTARTS) this.#allGlobal = true;
      this.#output.restart(start);
      this.#walkThrough(start, end);
    }
    if (!this.#done) refuse('body-end', end, 'a function body whose blocks do not end');
    const small = !this.#hasLoop && !this.#calls;
    const frame = this.#framed ? this.#frameBytes() : 0;
    this.#stackCode.fill(frame);
    return {
      fuelLocal: this.#count.usesLocal,
      fuelCheck: this.#metering.fuel !== 'off' && !(small && facts.bytes <= UNCHECKED_BYTES),
      stackLocal: this.#framed && this.#catches,
      frame,
      wrapped: this.#framed && this.#wrapped,
      entryCost: this.#coarseEntry,
      checks: this.#count.checks,
    };
  }

  get #framed(): boolean {
    return this.#stack && (this.#calls || this.#large);
  }

  /** Of what was walked so far. */
  #frameBytes(): number {
    return frameBytes(this.#facts.slots, this.#run.highest, this.#wide);
  }

  /** Of the body that was walked last. */
  get stackLocal(): number {
    return this.#facts.locals + 1;
  }

  #walkThrough(start: number, end: number): void {
    this.#place = PLACE.global;
    this.#lag = 0;
    this.#dead = false;
    this.#done = false;
    this.#again = false;
    this.#ordinals = 0;
    this.#hasLoop = false;
    this.#unreleased = false;
    this.#wide = false;
    this.#run.start(this.#facts.locals);
    this.#count.start(this.#facts.locals);
    this.#stackCode.start();
    this.#coarseEntry = 0;
    this.#blocks.depth = 0;
    this.#open(BLOCK.plain, PLACE.global);
    const walker = this.#walker;
    const run = this.#run;
    walker.enter(start, end);
    for (;;) {
      walker.offset = run.pass(walker.offset, end);
      this.#lag += run.count;
      if (!walker.next()) return;
      const { opcode } = walker;
      run.follow(opcode);
      if (NAMES_INDEX[opcode] === 1) checkIndices(walker, this.#counts);
      const action = ACTION_OF[opcode] ?? ACTION.none;
      if (action === ACTION.none) {
        this.#lag += 1;
        if (isWide(opcode)) this.#wide = true;
        continue;
      }
      if (action === ACTION.local) {
        this.#lag += 1;
        const byte = walker.bytes[walker.immediates] ?? 0;
        check(walker, byte < 0x80 ? byte : walker.integerAt(walker.immediates), this.#facts.locals);
        continue;
      }
      if (this.#done) refuse('body-end', walker.start, 'an instruction behind the end of its function body');
      this.#act(action);
      if (this.#again) return;
    }
  }

  #act(action: number): void {
    const walker = this.#walker;
    switch (action) {
      case ACTION.block:
        this.#open(BLOCK.plain);
        return;
      case ACTION.loop:
        return this.#loop();
      case ACTION.if:
        this.#lag += 1;
        this.#open(BLOCK.if);
        return;
      case ACTION.else:
        return this.#otherwise();
      case ACTION.end:
        return this.#end();
      case ACTION.try:
        this.#lag += 1;
        this.#open(BLOCK.legacyTry);
        return;
      case ACTION.tryTable:
        this.#lag += 1;
        this.#catchClauses();
        this.#open(BLOCK.plain);
        return;
      case ACTION.catch:
        return this.#handler();
      case ACTION.delegate:
        return this.#leave(walker.offset);
      case ACTION.jump:
        this.#lag += 1;
        this.#jump(walker.integerAt(walker.immediates));
        this.#dead = true;
        return;
      case ACTION.jumpIf:
        this.#lag += 1;
        this.#jump(walker.integerAt(walker.immediates));
        return;
      case ACTION.jumpOnCast:
        this.#lag += 1;
        this.#jump(walker.integerAt(walker.immediates + 1));
        return;
      case ACTION.jumpTable:
        this.#lag += 1;
        this.#jumpTable();
        this.#dead = true;
        return;
      case ACTION.return:
      case ACTION.throw:
        this.#lag += 1;
        this.#settle(action === ACTION.return);
        this.#dead = true;
        return;
      case ACTION.trap:
        this.#lag += 1;
        this.#dead = true;
        return;
      case ACTION.call:
        this.#lag += 1;
        this.#noteCall();
        this.#settle(false);
        return;
      case ACTION.tailCall:
        this.#lag += 1;
        this.#noteCall();
        this.#settle(true);
        this.#dead = true;
        return;
      case ACTION.bulk:
        this.#lag += 1;
        return this.#bulk();
      case ACTION.grow:
        this.#lag += 1;
        return this.#grow();
      case ACTION.newFixed:
        if (!this.#dead) this.#lag += 1 + walker.integerAt(walker.after(walker.immediates));
        return;
      default:
    }
  }

  /* Blocks */

  #open(kind: (typeof BLOCK)[keyof typeof BLOCK], forced?: Place): number {
    const ordinal = this.#ordinals;
    this.#ordinals += 1;
    const block = this.#blocks.push(kind, ordinal, this.#place, this.#lag, this.#dead);
    const place = forced ?? (this.#allGlobal ? PLACE.global : (this.#forced.get(ordinal) ?? PLACE.unset));
    this.#blocks.place[block] = place;
    this.#blocks.height[block] = this.#run.height;
    return block;
  }

  #loop(): void {
    const walker = this.#walker;
    this.#hasLoop = true;
    if (this.#exact && !this.#preferLocal && !this.#allGlobal) {
      // Labels decided on the global so far would make jumps out of the loop store each time.
      this.#preferLocal = true;
      if (this.#ordinals > 1) {
        this.#again = true;
        return;
      }
    }
    const block = this.#open(BLOCK.loop);
    if (this.#dead) return;
    if (this.#coarse) return this.#coarseLoop(block);
    const caughtHere = this.#allGlobal || this.#forced.get(this.#blocks.ordinal[block] ?? 0) === PLACE.global;
    if (this.#exact) {
      this.#reach(block);
      this.#output.insertAt(walker.offset);
      this.#count.check(this.#place, this.#lag);
      this.#output.inserted();
    }
    if (caughtHere && this.#catches) this.#restoreStack(walker.offset);
  }

  #otherwise(): void {
    const block = this.#blocks.depth - 1;
    if (this.#blocks.kind[block] !== BLOCK.if) refuse('block', this.#walker.start, 'else without if');
    if (!this.#dead) this.#reach(block);
    this.#blocks.kind[block] = BLOCK.else;
    this.#run.height = this.#blocks.height[block] ?? 0;
    this.#enterAgain(block);
  }

  /** The state at the beginning of a block, for its other arm. */
  #enterAgain(block: number): void {
    this.#place = this.#blocks.entryPlace[block] === PLACE.local ? PLACE.local : PLACE.global;
    this.#lag = this.#coarse ? this.#lag : (this.#blocks.entryLag[block] ?? 0);
    this.#dead = this.#blocks.entryDead[block] === 1;
  }

  #handler(): void {
    const block = this.#blocks.depth - 1;
    if (this.#blocks.kind[block] !== BLOCK.legacyTry) refuse('block', this.#walker.start, 'catch without try');
    if (!this.#dead) this.#reach(block);
    this.#dead = this.#blocks.entryDead[block] === 1;
    // What threw has left the exact count in the global.
    this.#place = PLACE.global;
    if (!this.#coarse) this.#lag = 0;
    this.#catches = true;
    if (!this.#dead) this.#restoreStack(this.#walker.offset);
  }

  #end(): void {
    const { start, offset } = this.#walker;
    if (this.#blocks.depth > 1) return this.#leave(offset);
    this.#blocks.depth = 0;
    this.#done = true;
    if (!this.#dead) this.#moveTo(PLACE.global, 0, start);
    if (this.#coarse) this.#coarseEntry += this.#lag;
    if (this.#growsLarge()) return;
    if (!this.#framed || (this.#dead && !this.#wrapped)) return;
    this.#output.insertAt(start);
    if (this.#wrapped) this.#code.byte(0x0b);
    if (this.#blocks.caught[0] === 1) this.#stackCode.restore(this.stackLocal);
    this.#stackCode.release();
    this.#output.inserted();
  }

  /** Whether the walk must start over, since its operands have made the frame so large that it counts. */
  #growsLarge(): boolean {
    if (!this.#stack || this.#framed || this.#frameBytes() <= UNCOUNTED_FRAME_BYTES) return false;
    this.#large = true;
    if (this.#unreleased) this.#again = true;
    return this.#again;
  }

  /** Past the end of an inner block, at `offset`. */
  #leave(offset: number): void {
    const blocks = this.#blocks;
    const block = blocks.depth - 1;
    if (block < 1) refuse('block', this.#walker.start, 'an end without a block');
    const kind = blocks.kind[block];
    // It leaves its results; more than one is rare, and then the frame is estimated by as much too low.
    this.#run.height = (blocks.height[block] ?? 0) + 1;
    if (kind === BLOCK.loop) {
      if (this.#coarse) this.#coarseLoopEnd(block);
    } else {
      if (kind === BLOCK.if && blocks.entryDead[block] === 0) this.#missingElse(block);
      else if (!this.#dead) this.#reach(block);
      this.#dead = blocks.reached[block] === 0;
      this.#place = blocks.place[block] === PLACE.local ? PLACE.local : PLACE.global;
      if (!this.#coarse) this.#lag = blocks.lag[block] ?? 0;
      if (blocks.caught[block] === 1) this.#restoreStack(offset);
    }
    blocks.depth = block;
  }

  /** The end of an `if` without `else`, whose other arm jumps to it with the state at its beginning. */
  #missingElse(block: number): void {
    const blocks = this.#blocks;
    if (this.#exact && blocks.place[block] === PLACE.unset) {
      blocks.place[block] = blocks.entryPlace[block] ?? PLACE.global;
      blocks.lag[block] = blocks.entryLag[block] ?? 0;
    }
    if (!this.#dead) this.#reach(block);
    blocks.reached[block] = 1;
    if (!this.#exact) return;
    this.#enterAgain(block);
    const place = blocks.place[block] === PLACE.local ? PLACE.local : PLACE.global;
    const lag = blocks.lag[block] ?? 0;
    if (this.#place === place && this.#lag === lag) return;
    this.#output.insertAt(this.#walker.start);
    this.#code.byte(0x05);
    this.#writeMove(place, lag);
    this.#output.inserted();
  }

  /* Jumps */

  #label(depth: number): number {
    const block = this.#blocks.depth - 1 - depth;
    if (block < 0) refuse('unknown-index', this.#walker.start, `a jump to label ${depth}; there are ${this.#blocks.depth}`);
    return block;
  }

  #jump(depth: number): void {
    const block = this.#label(depth);
    if (this.#dead) return;
    this.#noteJump(block);
    if (this.#exact) this.#reach(block);
    else this.#blocks.reached[block] = 1;
  }

  /** The frame is released where a body ends, which a jump to its end must not pass by. */
  #noteJump(block: number): void {
    if (block !== 0 || !this.#stack || this.#wrapped) return;
    this.#wrapped = true;
  }

  #jumpTable(): void {
    const walker = this.#walker;
    let place = walker.immediates;
    const labels = walker.integerAt(place) + 1;
    const first = walker.after(place);
    let decided = -1;
    place = first;
    for (let count = 0; count < labels; count += 1, place = walker.after(place)) {
      const block = this.#label(walker.integerAt(place));
      if (this.#dead) continue;
      this.#noteJump(block);
      if (this.#blocks.place[block] === PLACE.unset) continue;
      if (decided < 0) decided = block;
      else if (!this.#agree(decided, block)) return this.#disagree(first, labels);
    }
    if (this.#dead) return;
    if (decided < 0) decided = this.#label(walker.integerAt(first));
    this.#reach(decided);
    const { place: places, lag: lags, reached } = this.#blocks;
    place = first;
    for (let count = 0; count < labels; count += 1, place = walker.after(place)) {
      const block = this.#label(walker.integerAt(place));
      places[block] = places[decided] ?? PLACE.unset;
      lags[block] = lags[decided] ?? 0;
      reached[block] = 1;
    }
  }

  #agree(one: number, other: number): boolean {
    const { place, lag } = this.#blocks;
    return !this.#exact || (place[one] === place[other] && lag[one] === lag[other]);
  }

  /** Starts over with these labels at lag 0: in the local, or where one must be in the global, all there. */
  #disagree(first: number, labels: number): void {
    let place = first;
    for (let count = 0; count < labels; count += 1, place = this.#walker.after(place)) {
      const block = this.#label(this.#walker.integerAt(place));
      const ordinal = this.#blocks.ordinal[block] ?? 0;
      if (ordinal === 0 || this.#forced.get(ordinal) === PLACE.global) this.#allGlobal = true;
      else this.#forced.set(ordinal, PLACE.local);
    }
    this.#again = true;
  }

  #catchClauses(): void {
    const walker = this.#walker;
    // Block types with a heap type behind them take two integers.
    const type = walker.bytes[walker.immediates] ?? 0;
    let place = walker.after(walker.immediates);
    if (type === 0x63 || type === 0x64) place = walker.after(place);
    let clauses = walker.integerAt(place);
    for (place = walker.after(place); clauses > 0; clauses -= 1) {
      const tagged = (walker.bytes[place] ?? 0) < 2;
      place = tagged ? walker.after(place + 1) : place + 1;
      this.#caughtAt(this.#label(walker.integerAt(place)));
      place = walker.after(place);
    }
  }

  /** What is caught arrives with the exact count in the global. */
  #caughtAt(block: number): void {
    if (this.#dead) return;
    this.#catches = true;
    this.#noteJump(block);
    const { place, lag, ordinal, kind, reached, caught } = this.#blocks;
    reached[block] = 1;
    caught[block] = 1;
    if (this.#exact && place[block] === PLACE.unset && kind[block] !== BLOCK.loop) place[block] = PLACE.global;
    const wrong = this.#exact && (place[block] !== PLACE.global || lag[block] !== 0);
    const decided = this.#allGlobal || this.#forced.get(ordinal[block] ?? 0) === PLACE.global;
    const late = this.#stack && kind[block] === BLOCK.loop && !decided;
    if (!wrong && !late) return;
    this.#forced.set(ordinal[block] ?? 0, PLACE.global);
    this.#again = true;
  }

  /** Brings the state to that of the block's label, which this jump decides when it is the first. */
  #reach(block: number): void {
    const blocks = this.#blocks;
    blocks.reached[block] = 1;
    if (!this.#exact) return;
    if (blocks.place[block] === PLACE.unset) {
      blocks.place[block] = this.#preferLocal ? PLACE.local : this.#place;
      blocks.lag[block] = this.#lag;
    }
    this.#moveTo(blocks.place[block] === PLACE.local ? PLACE.local : PLACE.global, blocks.lag[block] ?? 0, this.#walker.start);
  }

  /* Calls */

  #noteCall(): void {
    if (this.#calls || this.#dead) return;
    const framed = this.#framed;
    this.#calls = true;
    if (!framed && this.#stack && this.#unreleased) this.#again = true;
  }

  /** Before what others must not find a lag at: calls, returns, throws. */
  #settle(leaves: boolean): void {
    if (this.#dead) return;
    this.#moveTo(PLACE.global, 0, this.#walker.start);
    if (!leaves) return;
    if (!this.#framed) {
      this.#unreleased = true;
      return;
    }
    this.#output.insertAt(this.#walker.start);
    this.#stackCode.release();
    this.#output.inserted();
  }

  #bulk(): void {
    if (this.#dead || this.#metering.fuel === 'off') return;
    this.#noteCall();
    this.#moveTo(PLACE.global, 0, this.#walker.start);
    this.#output.insertAt(this.#walker.start);
    this.#code.byte(0x10);
    this.#code.unsigned(lengthCharge(this.#walker, this.#module, this.#appended));
    this.#output.inserted();
  }

  #grow(): void {
    if (this.#dead) return;
    const walker = this.#walker;
    const grown = walker.opcode === 0x40 ? 'memory' : 'table';
    if (!this.#appended.replaces(grown)) return;
    this.#noteCall();
    this.#moveTo(PLACE.global, 0, walker.start);
    this.#output.insertAt(walker.start);
    this.#code.byte(0x10);
    this.#code.unsigned(this.#appended.growth(grown, walker.integerAt(walker.immediates)));
    this.#output.replaced(walker.offset);
  }

  /* Code */

  #moveTo(place: Place, lag: number, at: number): void {
    if (!this.#exact || (this.#place === place && this.#lag === lag)) return;
    this.#output.insertAt(at);
    this.#writeMove(place, lag);
    this.#output.inserted();
  }

  /** Charges what the lag shrinks by. */
  #writeMove(place: Place, lag: number): void {
    this.#count.move(this.#place, place, this.#lag - lag);
    this.#place = place;
    this.#lag = lag;
  }

  #coarseLoop(block: number): void {
    this.#output.insertAt(this.#walker.offset);
    // What came before belongs to the surrounding loop or the function's entry.
    this.#blocks.cost[block] = this.#lag;
    this.#lag = 0;
    this.#place = PLACE.global;
    this.#blocks.patch[block] = this.#count.charge();
    this.#count.check(PLACE.global, 0);
    this.#output.inserted();
  }

  #coarseLoopEnd(block: number): void {
    const patch = this.#blocks.patch[block] ?? -1;
    if (patch < 0) return;
    this.#code.patchSigned(patch, this.#lag);
    this.#lag = this.#blocks.cost[block] ?? 0;
  }

  /** After a catch: what was called did not give its frames back. */
  #restoreStack(at: number): void {
    if (!this.#stack) return;
    this.#noteCall();
    this.#output.insertAt(at);
    this.#stackCode.restore(this.stackLocal);
    this.#output.inserted();
  }
}

/** Whether the bytes of `loop` without parameters stand anywhere: nearly always right, and where it is not, nothing breaks. */
function seemsToLoop(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === 0x03 && bytes[at + 1] === 0x40) return true;
  return false;
}
