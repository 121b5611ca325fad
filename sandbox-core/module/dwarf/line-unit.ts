// One unit of .debug_line (DWARF 5, section 6.2; versions 2 to 5): its header with the files it speaks of, and its program, which
// is run to rows of address, file, line and column.
import type { Cursor } from '../cursor.ts';
import { refuse } from '../fault.ts';
import type { ByteRange } from '../module.ts';
import { passString, u16, u32 } from './dwarf-cursor.ts';

/** Where a string begins that is decoded when somebody asks; it ends with a zero before `end`. */
export type StringPlace = ByteRange;

export interface SourceFile {
  readonly name: StringPlace;
  /** Index into the unit's folders. */
  readonly folder: number;
}

export interface LineUnit {
  readonly folders: readonly StringPlace[];
  /** By the number that rows have; some versions leave number 0 out. */
  readonly files: readonly (SourceFile | undefined)[];
}

/** Sections in which strings of version 5 stand. */
export interface StringSections {
  readonly debugStr: ByteRange | undefined;
  readonly debugLineStr: ByteRange | undefined;
}

export interface RowSink {
  row(address: number, file: number, line: number, column: number): void;
  /** `address` is the first one past the rows since the last end. */
  endSequence(address: number): void;
}

/** Folders or files of one unit: a hundred times what a large translation unit includes. */
const MOST_ENTRIES = 65_536;
const MOST_FORMATS = 16;

const STANDARD = {
  copy: 1,
  advancePc: 2,
  advanceLine: 3,
  setFile: 4,
  setColumn: 5,
  negateStatement: 6,
  setBasicBlock: 7,
  constAddPc: 8,
  fixedAdvancePc: 9,
  setPrologueEnd: 10,
  setEpilogueBegin: 11,
  setIsa: 12,
} as const;
const EXTENDED = { endSequence: 1, setAddress: 2 } as const;
const CONTENT = { path: 1, folderIndex: 2 } as const;
const FORM = {
  data2: 0x05,
  data4: 0x06,
  data8: 0x07,
  string: 0x08,
  block: 0x09,
  data1: 0x0b,
  strp: 0x0e,
  udata: 0x0f,
  data16: 0x1e,
  lineStrp: 0x1f,
} as const;

interface Program {
  readonly minimumLength: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  /** Of the standard opcodes, from 1. */
  readonly operands: readonly number[];
}

/** `cursor` holds the unit without its length, and is at its end afterwards. Throws ModuleFault. */
export function readLineUnit(cursor: Cursor, strings: StringSections, sink: RowSink): LineUnit {
  const version = u16(cursor, 'the version of a line table');
  if (version < 2 || version > 5) refuse('dwarf-version', cursor.offset - 2, `line table of version ${version}; 2 to 5 are read`);
  if (version === 5) {
    // Sizes of an address and of a segment selector.
    const size = cursor.byte('the size of an address');
    if (size !== 4) refuse('dwarf-address', cursor.offset - 1, `addresses of ${size} bytes; 4 were expected`);
    cursor.byte('the size of a segment selector');
  }
  const headerLength = u32(cursor, 'the length of a header');
  const programAt = cursor.offset + headerLength;
  if (programAt > cursor.end) refuse('unexpected-end', cursor.offset - 4, 'a header that is longer than its unit');
  const program = readProgram(cursor, version);
  const unit = version === 5 ? readTables(cursor, strings) : readOldTables(cursor);
  cursor.offset = programAt;
  run(cursor, program, sink);
  return unit;
}

function readProgram(cursor: Cursor, version: number): Program {
  const minimumLength = cursor.byte('the length of an instruction');
  if (version >= 4) cursor.byte('the operations of an instruction');
  cursor.byte('whether rows are statements');
  const lineBase = (cursor.byte('the base of lines') << 24) >> 24;
  const lineRange = cursor.byte('the range of lines');
  if (lineRange === 0) refuse('dwarf-line-range', cursor.offset - 1, 'a range of lines of 0');
  const opcodeBase = cursor.byte('the first special opcode');
  const operands = Array.from({ length: Math.max(0, opcodeBase - 1) }, () => cursor.byte('the operands of an opcode'));
  return { minimumLength, lineBase, lineRange, opcodeBase, operands };
}

/** Versions 2 to 4: folder 0 is where the compiler ran, which another section tells; there is no file 0. */
function readOldTables(cursor: Cursor): LineUnit {
  const folders: StringPlace[] = [{ start: 0, end: 0 }];
  while (cursor.peek() !== 0) folders.push(stringAt(cursor, 'a folder'));
  cursor.byte('the end of the folders');
  const files: (SourceFile | undefined)[] = [undefined];
  while (cursor.peek() !== 0) {
    const name = stringAt(cursor, 'a file');
    files.push({ name, folder: cursor.u32('the folder of a file') });
    cursor.u32('the time of a file');
    cursor.u32('the length of a file');
    if (files.length + folders.length > MOST_ENTRIES) tooMany(cursor);
  }
  return { folders, files };
}

function stringAt(cursor: Cursor, expected: string): StringPlace {
  return { start: passString(cursor, expected), end: cursor.offset };
}

function readTables(cursor: Cursor, strings: StringSections): LineUnit {
  const folders = readEntries(cursor, strings).map(({ name }) => name);
  return { folders, files: readEntries(cursor, strings) };
}

function readEntries(cursor: Cursor, strings: StringSections): SourceFile[] {
  const formats = cursor.byte('the number of formats');
  if (formats > MOST_FORMATS) tooMany(cursor);
  const columns = Array.from({ length: formats }, () => {
    return { content: cursor.u32('the content of an entry'), form: cursor.u32('the form of an entry') };
  });
  const count = cursor.u32('the number of entries');
  if (count > MOST_ENTRIES || (formats === 0 && count > 0)) tooMany(cursor);
  const entries: SourceFile[] = [];
  for (let index = 0; index < count; index += 1) {
    let name: StringPlace = { start: 0, end: 0 };
    let folder = 0;
    for (const { content, form } of columns) {
      const value = readForm(cursor, form, strings);
      if (content === CONTENT.path && typeof value !== 'number') name = value;
      if (content === CONTENT.folderIndex && typeof value === 'number') folder = value;
    }
    entries.push({ name, folder });
  }
  return entries;
}

function readForm(cursor: Cursor, form: number, { debugStr, debugLineStr }: StringSections): StringPlace | number {
  const expected = 'a value of an entry';
  switch (form) {
    case FORM.string:
      return stringAt(cursor, expected);
    case FORM.lineStrp:
      return placeIn(debugLineStr, u32(cursor, expected));
    case FORM.strp:
      return placeIn(debugStr, u32(cursor, expected));
    case FORM.data1:
      return cursor.byte(expected);
    case FORM.data2:
      return u16(cursor, expected);
    case FORM.data4:
      return u32(cursor, expected);
    case FORM.udata:
      return cursor.u32(expected);
    case FORM.data8:
      cursor.skip(8, expected);
      return 0;
    case FORM.data16:
      cursor.skip(16, expected);
      return 0;
    case FORM.block:
      cursor.skip(cursor.u32(expected), expected);
      return 0;
    default:
      return refuse('dwarf-form', cursor.offset, `form 0x${form.toString(16)} is not known in a line table`);
  }
}

function placeIn(section: ByteRange | undefined, offset: number): StringPlace {
  if (section === undefined || section.start + offset >= section.end) return { start: 0, end: 0 };
  return { start: section.start + offset, end: section.end };
}

function tooMany(cursor: Cursor): never {
  refuse('too-many', cursor.offset, `more folders and files than the ${MOST_ENTRIES} that are read of a unit`);
}

function run(cursor: Cursor, program: Program, sink: RowSink): void {
  const { minimumLength, lineBase, lineRange, opcodeBase } = program;
  const advanceOfConst = Math.floor((255 - opcodeBase) / lineRange) * minimumLength;
  const state = { address: 0, file: 1, line: 1, column: 0 };
  const push = (): void => sink.row(state.address, state.file, state.line, state.column);
  while (cursor.remaining > 0) {
    const opcode = cursor.byte('an opcode');
    if (opcode >= opcodeBase) {
      const adjusted = opcode - opcodeBase;
      state.address = (state.address + Math.floor(adjusted / lineRange) * minimumLength) >>> 0;
      state.line = (state.line + lineBase + (adjusted % lineRange)) >>> 0;
      push();
      continue;
    }
    switch (opcode) {
      case 0:
        runExtended(cursor, state, sink);
        break;
      case STANDARD.copy:
        push();
        break;
      case STANDARD.advancePc:
        state.address = (state.address + cursor.u32('an advance') * minimumLength) >>> 0;
        break;
      case STANDARD.advanceLine:
        state.line = (state.line + cursor.s32('an advance of lines')) >>> 0;
        break;
      case STANDARD.setFile:
        state.file = cursor.u32('a file');
        break;
      case STANDARD.setColumn:
        state.column = cursor.u32('a column');
        break;
      case STANDARD.constAddPc:
        state.address = (state.address + advanceOfConst) >>> 0;
        break;
      case STANDARD.fixedAdvancePc:
        state.address = (state.address + u16(cursor, 'an advance')) >>> 0;
        break;
      case STANDARD.negateStatement:
      case STANDARD.setBasicBlock:
      case STANDARD.setPrologueEnd:
      case STANDARD.setEpilogueBegin:
        break;
      default:
        // One of a later version: its header says how many operands to pass over.
        for (let operand = program.operands[opcode - 1] ?? 0; operand > 0; operand -= 1) cursor.u32('an operand');
    }
  }
}

function runExtended(
  cursor: Cursor,
  state: { address: number; file: number; line: number; column: number },
  sink: RowSink,
): void {
  const length = cursor.u32('the length of an extended opcode');
  const start = cursor.skip(length, 'an extended opcode');
  if (length === 0) return;
  const opcode = cursor.bytes[start];
  if (opcode === EXTENDED.endSequence) {
    sink.endSequence(state.address);
    Object.assign(state, { address: 0, file: 1, line: 1, column: 0 });
  } else if (opcode === EXTENDED.setAddress && length === 5) {
    cursor.offset = start + 1;
    state.address = u32(cursor, 'an address');
  }
}
