// Which line of which source each instruction comes from, as a compiler wrote it into .debug_line. It is a custom section, so nothing
// depends on it: what is faulty in it is a warning, and the units before the fault stay. Names are guest text: no file is
// ever opened or fetched by them (THREATS 93).
import type { Diagnostic } from '../../base/diagnostic.ts';
import { Cursor } from '../cursor.ts';
import { attempt, byteDiagnostic } from '../fault.ts';
import type { ByteRange, Module } from '../module.ts';
import { u32 } from './dwarf-cursor.ts';
import { readLineUnit, type LineUnit, type RowSink, type StringPlace } from './line-unit.ts';

export interface SourcePlace {
  /** As the compiler wrote it, its folder in front where it has one. Guest text. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1; 0 where it is not told. */
  readonly column: number;
}

/** Rows of one stretch of code, ascending by address. */
interface Sequence {
  readonly low: number;
  readonly high: number;
  readonly firstRow: number;
  readonly endRow: number;
  readonly unit: number;
}

/** More than a module of the most bytes has whose code is not next to nothing; each takes 14 bytes here. */
const MOST_ROWS = 8_000_000;
const MOST_UNITS = 200_000;
const MOST_ENTRIES = 4_000_000;
const LONGEST_NAME = 1_000;
/** Linkers leave these where the code is gone. */
const TOMBSTONES: ReadonlySet<number> = new Set([0, 0xffff_fffe, 0xffff_ffff]);
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Tables by their module's bytes: a memory of pure results, which all runs of a module share. */
const kept = new WeakMap<Uint8Array, LineTable>();

/** The table of a module, read when it is first asked for. */
export function lineTableOf(bytes: Uint8Array, module: Module): LineTable {
  const table = kept.get(bytes) ?? new LineTable(bytes, module);
  kept.set(bytes, table);
  return table;
}

export class LineTable {
  readonly warnings: readonly Diagnostic[];
  readonly #bytes: Uint8Array;
  /** Start of the code section's payload: addresses count from there. */
  readonly #code: number;
  readonly #rows: RowColumns;
  readonly #units: readonly LineUnit[];
  /** Ascending by `low`. */
  readonly #sequences: readonly Sequence[];

  constructor(bytes: Uint8Array, module: Module) {
    this.#bytes = bytes;
    const code = module.sections.find(({ kind }) => kind === 'code')?.payload;
    this.#code = code?.start ?? 0;
    const reader = new TableReader(bytes, module, code === undefined ? 0 : code.end - code.start);
    this.#rows = reader.rows;
    this.#units = reader.units;
    this.#sequences = reader.sequences.toSorted((left, right) => left.low - right.low);
    this.warnings = reader.warnings;
  }

  /** Rows that are known. */
  get size(): number {
    return this.#rows.length;
  }

  /** Of the instruction at this offset in the module; undefined where no line is told. */
  placeOf(offset: number): SourcePlace | undefined {
    const address = offset - this.#code;
    const sequence = this.#sequences[lastAtMost(this.#sequences.length, (index) => this.#sequences[index]?.low ?? 0, address)];
    if (sequence === undefined || address >= sequence.high) return undefined;
    const { firstRow, endRow } = sequence;
    const row = firstRow + lastAtMost(endRow - firstRow, (index) => this.#rows.address(firstRow + index), address);
    const line = this.#rows.line(row);
    // Line 0 is what a compiler calls code of its own.
    if (row < firstRow || line === 0) return undefined;
    return { file: this.#fileOf(this.#units[sequence.unit], this.#rows.file(row)), line, column: this.#rows.column(row) };
  }

  #fileOf(unit: LineUnit | undefined, number: number): string {
    const file = unit?.files[number];
    if (unit === undefined || file === undefined) return '';
    const name = this.#text(file.name);
    const folder = this.#text(unit.folders[file.folder] ?? { start: 0, end: 0 });
    return folder === '' || name.startsWith('/') ? name : `${folder}/${name}`;
  }

  #text({ start, end }: StringPlace): string {
    const most = Math.min(end, start + LONGEST_NAME);
    const zero = this.#bytes.subarray(start, most).indexOf(0);
    return UTF8.decode(this.#bytes.subarray(start, zero < 0 ? most : start + zero));
  }
}

class TableReader implements RowSink {
  readonly rows = new RowColumns();
  readonly units: LineUnit[] = [];
  readonly sequences: Sequence[] = [];
  readonly warnings: Diagnostic[] = [];
  readonly #codeLength: number;
  #first = 0;
  #entries = 0;

  constructor(bytes: Uint8Array, module: Module, codeLength: number) {
    this.#codeLength = codeLength;
    const payloadOf = (wanted: string): ByteRange | undefined =>
      module.sections.find(({ kind, name }) => kind === 'custom' && name === wanted)?.payload;
    const section = payloadOf('.debug_line');
    if (section === undefined) return;
    const strings = { debugStr: payloadOf('.debug_str'), debugLineStr: payloadOf('.debug_line_str') };
    const cursor = new Cursor(bytes, section.start, section.end);
    while (cursor.remaining > 0 && this.#hasRoom(cursor.offset)) {
      const read = attempt(() => {
        const length = u32(cursor, 'the length of a unit');
        const start = cursor.skip(length, 'a unit of the line table');
        return readLineUnit(new Cursor(bytes, start, start + length), strings, this);
      });
      if (!read.ok) {
        // Rows of a unit that was not read to its end have no files to speak of.
        while (this.sequences.at(-1)?.unit === this.units.length) this.sequences.pop();
        this.warnings.push(...read.diagnostics);
        return;
      }
      this.#entries += read.value.files.length + read.value.folders.length;
      this.units.push(read.value);
    }
  }

  row(address: number, file: number, line: number, column: number): void {
    if (this.rows.length < MOST_ROWS) this.rows.push(address, file, line, column);
  }

  endSequence(address: number): void {
    const [firstRow, endRow] = [this.#first, this.rows.length];
    this.#first = endRow;
    const low = this.rows.address(firstRow);
    if (endRow === firstRow || TOMBSTONES.has(low) || address <= low || address > this.#codeLength) return;
    for (let row = firstRow + 1; row < endRow; row += 1) if (this.rows.address(row) < this.rows.address(row - 1)) return;
    this.sequences.push({ low, high: address, firstRow, endRow, unit: this.units.length });
  }

  #hasRoom(offset: number): boolean {
    const hasRoom = this.rows.length < MOST_ROWS && this.units.length < MOST_UNITS && this.#entries < MOST_ENTRIES;
    if (!hasRoom) this.warnings.push(byteDiagnostic('too-many', offset, 'the line table is larger than what is read of one'));
    return hasRoom;
  }
}

/** Address, file, line and column by row, in arrays that grow. */
class RowColumns {
  length = 0;
  #addresses = new Uint32Array(1024);
  #lines = new Uint32Array(1024);
  #files = new Uint32Array(1024);
  #columns = new Uint16Array(1024);

  push(address: number, file: number, line: number, column: number): void {
    if (this.length === this.#addresses.length) this.#grow();
    this.#addresses[this.length] = address;
    this.#lines[this.length] = line;
    this.#files[this.length] = file;
    this.#columns[this.length] = Math.min(column, 0xffff);
    this.length += 1;
  }

  address(row: number): number {
    return this.#addresses[row] ?? 0;
  }

  line(row: number): number {
    return this.#lines[row] ?? 0;
  }

  file(row: number): number {
    return this.#files[row] ?? 0;
  }

  column(row: number): number {
    return this.#columns[row] ?? 0;
  }

  #grow(): void {
    const length = 2 * this.length;
    const grown = <Column extends Uint32Array | Uint16Array>(column: Column, into: Column): Column => {
      into.set(column);
      return into;
    };
    this.#addresses = grown(this.#addresses, new Uint32Array(length));
    this.#lines = grown(this.#lines, new Uint32Array(length));
    this.#files = grown(this.#files, new Uint32Array(length));
    this.#columns = grown(this.#columns, new Uint16Array(length));
  }
}

/** The last of `count` ascending values that is at most `wanted`; -1 where none is. */
function lastAtMost(count: number, valueAt: (index: number) => number, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
