// Writes the whole code section anew, body by body into one growing buffer: fuel, stack limit and counted growth in one walk.
import { READ_CAPS } from '../module/caps.ts';
import { Cursor } from '../module/cursor.ts';
import { refuse } from '../module/fault.ts';
import { InstructionWalker } from '../module/instruction.ts';
import type { FunctionBody, Module, Section } from '../module/module.ts';
import { readLocals } from '../module/sections/code-section.ts';
import { encodeValueType } from '../module/value-type.ts';
import { BodyOutput } from './body-output.ts';
import { BranchHints } from './branch-hints.ts';
import { ByteWriter, unsignedLength } from './byte-writer.ts';
import { EditColumns } from './edit-columns.ts';
import { unsigned } from './encode.ts';
import type { AppendedFunctions } from './appended-functions.ts';
import { indexCounts } from './index-check.ts';
import { BodyInstrumenter, type BodyNeeds, type Metering } from './instrument-body.ts';

export interface InstrumentedCode {
  /** The range of the original section without its id, and what stands in its place. */
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  readonly edits: EditColumns;
  readonly hints: Uint8Array | undefined;
}

export function instrumentCode(
  bytes: Uint8Array,
  module: Module,
  section: Section,
  appended: AppendedFunctions,
  metering: Metering,
): InstrumentedCode {
  return new CodeInstrumenter(bytes, module, section, appended, metering).run(section);
}

/** Kept free for the section's size and the number of bodies, which are known last. */
const HEAD_BYTES = 10;
/** Room for so much code a byte of it; memory that is never touched costs nothing. */
const MOST_GROWTH = 1.7;

class CodeInstrumenter {
  readonly #bytes: Uint8Array;
  readonly #module: Module;
  readonly #appended: AppendedFunctions;
  readonly #metering: Metering;
  readonly #walker: InstructionWalker;
  readonly #edits: EditColumns;
  readonly #hints = new BranchHints();
  readonly #output: BodyOutput;
  readonly #bodies: BodyInstrumenter;
  readonly #written: ByteWriter;
  readonly #entry = new ByteWriter(64);
  readonly #fuelGlobal: readonly number[];
  /** The fuel check at the entry, once it is needed. */
  #check: readonly number[] | undefined;

  constructor(bytes: Uint8Array, module: Module, section: Section, appended: AppendedFunctions, metering: Metering) {
    this.#bytes = bytes;
    this.#module = module;
    this.#appended = appended;
    this.#metering = metering;
    this.#fuelGlobal = unsigned(metering.fuelGlobal);
    this.#walker = new InstructionWalker(bytes);
    this.#edits = new EditColumns((section.payload.end - section.payload.start) >> 4);
    this.#output = new BodyOutput(bytes, this.#edits);
    this.#bodies = new BodyInstrumenter(module, this.#walker, this.#output, appended, metering, indexCounts(module));
    this.#written = new ByteWriter(Math.ceil((section.payload.end - section.payload.start) * MOST_GROWTH) + HEAD_BYTES);
    this.#written.length = HEAD_BYTES;
  }

  run(section: Section): InstrumentedCode {
    const { start, end } = section.payload;
    let sizeStart = this.#walker.after(start);
    // The section's size and the number of bodies: their row is filled in last.
    this.#edits.add(section.offset + 1, sizeStart, 0);
    for (const [definedIndex, body] of this.#module.functions.entries()) {
      this.#body(definedIndex, body, sizeStart);
      sizeStart = body.body.end;
    }
    const { functions } = this.#appended;
    const bodies = this.#written.length;
    for (const { body } of functions) this.#written.all(body);
    const count = this.#module.functions.length + functions.length;
    const size = this.#written.length - HEAD_BYTES + unsignedLength(count);
    const head = [...unsigned(size), ...unsigned(count)];
    this.#written.put(HEAD_BYTES - head.length, head);
    this.#edits.put(0, section.offset + 1, this.#walker.after(start), head.length);
    if (functions.length > 0) this.#edits.insert(end, this.#written.length - bodies);
    return {
      start: section.offset + 1,
      end,
      bytes: this.#written.written().subarray(HEAD_BYTES - head.length),
      edits: this.#edits,
      hints: this.#hints.section(),
    };
  }

  #body(definedIndex: number, { body, typeIndex }: FunctionBody, sizeStart: number): void {
    const definition = this.#module.types[typeIndex];
    const type = definition?.kind === 'function' ? definition : { parameters: [], results: [] };
    const cursor = new Cursor(this.#bytes, body.start, body.end);
    const locals = type.parameters.length + readLocals(cursor, READ_CAPS.localsPerFunction);
    const start = cursor.offset;
    this.#output.start(start);
    const needs = this.#bodies.run(start, body.end, {
      bytes: body.end - body.start,
      locals,
      slots: locals + type.parameters.length + type.results.length,
    });
    const groupsEnd = this.#walker.after(body.start);
    const groups = this.#walker.integerAt(body.start) + this.#addLocals(needs);
    const entryCheck = this.#addEntry(needs, type.results);
    this.#output.finish(body.end);
    const { code } = this.#output;
    const before = unsignedLength(groups) + start - groupsEnd;
    const size = before + this.#entry.length + code.length;
    if (size > READ_CAPS.bodyBytes) {
      refuse(
        'body-size',
        sizeStart,
        `a function body that takes ${size} bytes with its fuel; ${READ_CAPS.bodyBytes} is the most`,
      );
    }
    this.#output.noteHeader(sizeStart, groupsEnd, unsignedLength(size) + unsignedLength(groups));
    this.#output.noteEntry(start, this.#entry.length);
    this.#written.unsigned(size);
    this.#written.unsigned(groups);
    this.#written.all(this.#bytes.subarray(groupsEnd, start));
    this.#written.append(this.#entry);
    const shift = before + this.#entry.length;
    this.#hints.add(
      this.#module.importedFunctions + definedIndex,
      entryCheck < 0 ? -1 : before + entryCheck,
      needs.checks,
      shift,
    );
    this.#written.append(code);
  }

  /** Begins the entry with the locals to declare; the number of their groups. */
  #addLocals(needs: BodyNeeds): number {
    const entry = this.#entry;
    entry.length = 0;
    if (needs.fuelLocal || needs.stackLocal) entry.all([1, 0x7e]);
    if (needs.stackLocal) entry.all([1, 0x7f]);
    return needs.stackLocal ? 2 : needs.fuelLocal ? 1 : 0;
  }

  /** What runs before the first instruction; where the `if` of its fuel check stands, or -1. */
  #addEntry(needs: BodyNeeds, results: readonly string[]): number {
    const entry = this.#entry;
    if (needs.frame > 0) this.#addFrame(needs);
    const check = this.#addFuel(needs);
    if (needs.wrapped) {
      entry.byte(0x02);
      entry.all(this.#blockType(results));
    }
    return check;
  }

  #addFrame(needs: BodyNeeds): void {
    const entry = this.#entry;
    const global = unsigned(this.#metering.stackGlobal ?? 0);
    entry.all([0x23, ...global, 0x41]);
    entry.signed(needs.frame);
    entry.byte(0x6b);
    entry.all([0x24, ...global, 0x23, ...global]);
    if (needs.stackLocal) {
      entry.byte(0x22);
      entry.unsigned(this.#bodies.stackLocal);
    }
    entry.all([0x41, 0x00, 0x48, 0x04, 0x40, 0x10, ...unsigned(this.#appended.stackStop()), 0x0b]);
  }

  #addFuel(needs: BodyNeeds): number {
    const entry = this.#entry;
    const global = this.#fuelGlobal;
    if (this.#metering.fuel === 'coarse' && needs.entryCost > 0) {
      entry.all([0x23, ...global, 0x42]);
      entry.signed(needs.entryCost);
      entry.all([0x7d, 0x24, ...global]);
    }
    if (!needs.fuelCheck) return -1;
    this.#check ??= [0x23, ...global, 0x42, 0x00, 0x53, 0x04, 0x40, 0x10, ...unsigned(this.#appended.fuelStop()), 0x0b];
    const check = entry.length + global.length + 4;
    entry.all(this.#check);
    return check;
  }

  #blockType(results: readonly string[]): readonly number[] {
    const [only] = results;
    if (only === undefined) return [0x40];
    return results.length === 1 ? encodeValueType(only) : this.#appended.resultsType(results);
  }
}
