// Tables as bytes: named columns of numbers or texts, read in place, so that a page of rows crosses without an object a cell.
//
//   0  u32  magic "WST1"     4  u32  rows     8  u32  columns
//  12  a column each: u8 kind, u8 length of name, u16 0, u32 offset, u32 bytes; then all names; then the columns' bytes,
//      each at a multiple of 8. A column of texts is u32 × (rows + 1) ends, then UTF-8.
//
// Numbers are little-endian, as are all machines this runs on.
import { ContractError } from './contract-error.ts';

export type NumberColumn = Uint8Array | Uint16Array | Uint32Array | Float64Array;
export type Column = NumberColumn | readonly string[];

/** A table that was read. The getters throw a RangeError for a column that is not there or of another kind. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly string[];
  /** The numbers of a column, as a view or, where the bytes do not lie well, a copy. */
  numbers(column: string): NumberColumn;
  number(column: string, row: number): number;
  text(column: string, row: number): string;
}

const MAGIC = 0x31545357;
const HEADER_BYTES = 12;
const ENTRY_BYTES = 12;
const MOST_COLUMNS = 64;
const MOST_ROWS = 1 << 24;

const NUMBER_KINDS = [Uint8Array, Uint16Array, Uint32Array, Float64Array] as const;
const TEXT_KIND = NUMBER_KINDS.length;

/** All columns as long as the first. Throws a RangeError when they are not, or past 64 columns of 16 Mi rows. */
export function encodeTable(columns: Readonly<Record<string, Column>>): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(columns).map(([name, column]) => {
    return { name: new TextEncoder().encode(name), kind: kindOf(column), bytes: bytesOf(column), rows: column.length };
  });
  const rows = entries[0]?.rows ?? 0;
  const namesStart = HEADER_BYTES + ENTRY_BYTES * entries.length;
  const fits = entries.every((entry) => entry.rows === rows && entry.name.length <= 255);
  if (!fits || entries.length > MOST_COLUMNS || rows > MOST_ROWS) throw new RangeError('these columns do not make a table');

  const namesEnd = entries.reduce((end, { name }) => end + name.length, namesStart);
  const size = entries.reduce((end, { bytes }) => aligned(end) + bytes.length, namesEnd);
  const message = new Uint8Array(size);
  const view = new DataView(message.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, rows, true);
  view.setUint32(8, entries.length, true);
  let nameEnd = namesStart;
  let end = namesEnd;
  entries.forEach(({ name, kind, bytes }, index) => {
    const at = HEADER_BYTES + ENTRY_BYTES * index;
    view.setUint8(at, kind);
    view.setUint8(at + 1, name.length);
    view.setUint32(at + 4, aligned(end), true);
    view.setUint32(at + 8, bytes.length, true);
    message.set(name, nameEnd);
    message.set(bytes, aligned(end));
    nameEnd += name.length;
    end = aligned(end) + bytes.length;
  });
  return message;
}

/** Reads a table; throws a ContractError (PROTOCOL) for bytes that are none, and reads nothing outside of them. */
export function decodeTable(bytes: Uint8Array): Table {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) throw notATable('it does not begin like one');
  const rows = view.getUint32(4, true);
  const count = view.getUint32(8, true);
  if (rows > MOST_ROWS || count > MOST_COLUMNS) throw notATable(`${rows} rows, ${count} columns`);
  let nameStart = HEADER_BYTES + ENTRY_BYTES * count;
  if (nameStart > bytes.length) throw notATable('its list of columns is cut off');

  const columns = new Map<string, NumberColumn | TextColumn>();
  for (let index = 0; index < count; index++) {
    const at = HEADER_BYTES + ENTRY_BYTES * index;
    const nameEnd = nameStart + view.getUint8(at + 1);
    const start = view.getUint32(at + 4, true);
    const end = start + view.getUint32(at + 8, true);
    if (nameEnd > bytes.length || end > bytes.length) throw notATable('a column lies outside of it');
    const name = new TextDecoder('utf-8').decode(bytes.subarray(nameStart, nameEnd));
    if (columns.has(name)) throw notATable('two columns of one name');
    columns.set(name, columnOf(view.getUint8(at), bytes.subarray(start, end), rows));
    nameStart = nameEnd;
  }
  return new ReadTable(rows, columns);
}

class ReadTable implements Table {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly #columns: ReadonlyMap<string, NumberColumn | TextColumn>;

  constructor(rows: number, columns: ReadonlyMap<string, NumberColumn | TextColumn>) {
    this.rows = rows;
    this.columns = [...columns.keys()];
    this.#columns = columns;
  }

  numbers(column: string): NumberColumn {
    const found = this.#columns.get(column);
    if (found === undefined || found instanceof TextColumn) throw new RangeError(`no column of numbers named ${column}`);
    return found;
  }

  number(column: string, row: number): number {
    const value = this.numbers(column)[row];
    if (value === undefined) throw new RangeError(`no row ${row}`);
    return value;
  }

  text(column: string, row: number): string {
    const found = this.#columns.get(column);
    if (!(found instanceof TextColumn)) throw new RangeError(`no column of texts named ${column}`);
    return found.at(row);
  }
}

class TextColumn {
  readonly #ends: Uint32Array;
  readonly #text: Uint8Array;

  constructor(ends: Uint32Array, text: Uint8Array) {
    this.#ends = ends;
    this.#text = text;
  }

  at(row: number): string {
    const start = this.#ends[row];
    const end = this.#ends[row + 1];
    if (start === undefined || end === undefined) throw new RangeError(`no row ${row}`);
    return new TextDecoder('utf-8').decode(this.#text.subarray(start, end));
  }
}

function columnOf(kind: number, bytes: Uint8Array, rows: number): NumberColumn | TextColumn {
  if (kind === TEXT_KIND) return textColumnOf(bytes, rows);
  const type = NUMBER_KINDS[kind];
  if (type === undefined || bytes.length !== rows * type.BYTES_PER_ELEMENT) throw notATable('a column of another length');
  const source = lyingAt(type.BYTES_PER_ELEMENT, bytes);
  return new type(source.buffer, source.byteOffset, rows);
}

function textColumnOf(bytes: Uint8Array, rows: number): TextColumn {
  const endsBytes = 4 * (rows + 1);
  if (bytes.length < endsBytes) throw notATable('a column of texts that is cut off');
  const source = lyingAt(4, bytes);
  const ends = new Uint32Array(source.buffer, source.byteOffset, rows + 1);
  const text = source.subarray(endsBytes);
  let last = 0;
  for (const end of ends) {
    if (end < last || end > text.length) throw notATable('a text lies outside of its column');
    last = end;
  }
  return new TextColumn(ends, text);
}

/** The bytes themselves where a view can be laid on them, else a copy. */
function lyingAt(multiple: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = bytes;
  const fits = byteOffset % multiple === 0 && buffer instanceof ArrayBuffer;
  return fits ? new Uint8Array(buffer, byteOffset, length) : new Uint8Array(bytes);
}

function kindOf(column: Column): number {
  const kind = NUMBER_KINDS.findIndex((type) => column instanceof type);
  return kind < 0 ? TEXT_KIND : kind;
}

function bytesOf(column: Column): Uint8Array {
  if (ArrayBuffer.isView(column)) return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  const texts = column.map((text) => new TextEncoder().encode(text));
  const ends = new Uint32Array(texts.length + 1);
  texts.forEach((text, index) => {
    ends[index + 1] = (ends[index] ?? 0) + text.length;
  });
  const bytes = new Uint8Array(ends.byteLength + (ends[texts.length] ?? 0));
  bytes.set(new Uint8Array(ends.buffer));
  texts.forEach((text, index) => bytes.set(text, ends.byteLength + (ends[index] ?? 0)));
  return bytes;
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

function notATable(why: string): ContractError {
  return new ContractError('PROTOCOL', `these bytes are not a table: ${why}`);
}
