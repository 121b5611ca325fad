// The name section: what a toolchain says its functions and locals are called. It is a custom section, so nothing depends on
// it: what is faulty in it is a warning, and the names read before the fault stay.
import type { Diagnostic } from '../base/diagnostic.ts';
import { READ_CAPS } from './caps.ts';
import { Cursor } from './cursor.ts';
import { attempt, byteDiagnostic, refuse } from './fault.ts';
import type { ByteRange, Module } from './module.ts';

export interface Names {
  readonly moduleName: string | undefined;
  /** What is wrong with the section; read lazily, so it may grow. */
  readonly warnings: readonly Diagnostic[];
  /** From the name section only. Guest text; `functionName` knows further sources. */
  functionName(functionIndex: number): string | undefined;
  localName(functionIndex: number, local: number): string | undefined;
}

const SUBSECTION = { module: 0, function: 1, local: 2 } as const;
/** Several times the most functions there can be; further entries are not read. */
const MOST_NAMES = 1_000_000;
const LOOSE_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Indices in ascending order, and where in the bytes what belongs to each begins. */
interface Column {
  readonly indices: readonly number[];
  readonly offsets: readonly number[];
}

export function readNames(bytes: Uint8Array, module: Module): Names {
  return new NameSection(bytes, module);
}

/** The name section's word, else an import's or export's name. Undefined where nobody named the function. */
export function functionName(names: Names, module: Module, functionIndex: number): string | undefined {
  const named = names.functionName(functionIndex);
  if (named !== undefined) return named;
  if (functionIndex < module.importedFunctions) {
    const imported = module.imports.filter(({ type }) => type.kind === 'function')[functionIndex];
    return imported && `${imported.module}.${imported.name}`;
  }
  return module.exports.find(({ kind, index }) => kind === 'function' && index === functionIndex)?.name;
}

class NameSection implements Names {
  readonly moduleName: string | undefined;
  readonly warnings: Diagnostic[] = [];
  readonly #bytes: Uint8Array;
  readonly #subsections = new Map<number, ByteRange>();
  #functions: Column | undefined;
  #locals: Column | undefined;

  constructor(bytes: Uint8Array, module: Module) {
    this.#bytes = bytes;
    const section = module.sections.find(({ kind, name }) => kind === 'custom' && name === 'name');
    if (section) this.#tolerate(() => this.#findSubsections(section.payload));
    const own = this.#subsections.get(SUBSECTION.module);
    this.moduleName = own && this.#nameAt(own.start, own.end);
  }

  functionName(functionIndex: number): string | undefined {
    this.#functions ??= this.#column(SUBSECTION.function, passName);
    const offset = lookUp(this.#functions, functionIndex);
    return offset === undefined ? undefined : this.#nameAt(offset, this.#end(SUBSECTION.function));
  }

  localName(functionIndex: number, local: number): string | undefined {
    this.#locals ??= this.#column(SUBSECTION.local, passNameMap);
    const offset = lookUp(this.#locals, functionIndex);
    if (offset === undefined) return undefined;
    const cursor = new Cursor(this.#bytes, offset, this.#end(SUBSECTION.local));
    const named = lookUp(this.#readColumn(cursor, passName), local);
    return named === undefined ? undefined : this.#nameAt(named, cursor.end);
  }

  #findSubsections(payload: ByteRange): void {
    const cursor = new Cursor(this.#bytes, payload.start, payload.end);
    while (cursor.remaining > 0) {
      const id = cursor.byte('a subsection of names');
      const at = cursor.offset;
      const size = cursor.u32('the size of a subsection of names');
      const held = Math.min(size, cursor.remaining);
      const start = cursor.skip(held, 'names');
      if (!this.#subsections.has(id)) this.#subsections.set(id, { start, end: start + held });
      if (held < size) refuse('name-section', at, `a subsection of names of ${size} bytes; ${held} are left`);
    }
  }

  #column(subsection: number, pass: (cursor: Cursor) => void): Column {
    const range = this.#subsections.get(subsection);
    if (!range) return { indices: [], offsets: [] };
    return this.#readColumn(new Cursor(this.#bytes, range.start, range.end), pass);
  }

  /** Reads a vector of (index, something), keeping where the something begins. */
  #readColumn(cursor: Cursor, pass: (cursor: Cursor) => void): Column {
    const indices: number[] = [];
    const offsets: number[] = [];
    this.#tolerate(() => {
      for (let left = cursor.count(MOST_NAMES, 'names'); left > 0; left -= 1) {
        const at = cursor.offset;
        const index = cursor.u32('the index of a name');
        const last = indices.at(-1);
        if (last !== undefined && index <= last)
          refuse('name-section', at, `a name for index ${index} after one for ${last}; names go by ascending index`);
        const offset = cursor.offset;
        pass(cursor);
        indices.push(index);
        offsets.push(offset);
      }
    });
    return { indices, offsets };
  }

  #nameAt(offset: number, end: number): string | undefined {
    let name: string | undefined;
    this.#tolerate(() => {
      const cursor = new Cursor(this.#bytes, offset, end);
      const length = cursor.u32('the length of a name');
      if (length > READ_CAPS.nameBytes)
        refuse('name-section', offset, `a name of ${length} bytes; ${READ_CAPS.nameBytes} is the most that is read`);
      const start = cursor.skip(length, 'a name');
      name = LOOSE_UTF8.decode(this.#bytes.subarray(start, start + length));
    });
    return name;
  }

  #end(subsection: number): number {
    return this.#subsections.get(subsection)?.end ?? 0;
  }

  #tolerate(read: () => void): void {
    const result = attempt(read);
    if (result.ok || this.warnings.length >= MOST_WARNINGS) return;
    for (const { place, message } of result.diagnostics) {
      this.warnings.push(byteDiagnostic('name-section', place.kind === 'byte' ? place.offset : 0, message));
    }
  }
}

const MOST_WARNINGS = 10;

function passName(cursor: Cursor): void {
  cursor.skip(cursor.u32('the length of a name'), 'a name');
}

function passNameMap(cursor: Cursor): void {
  for (let left = cursor.count(MOST_NAMES, 'names'); left > 0; left -= 1) {
    cursor.u32('the index of a name');
    passName(cursor);
  }
}

function lookUp({ indices, offsets }: Column, index: number): number | undefined {
  let low = 0;
  let high = indices.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((indices[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return indices[low] === index ? offsets[low] : undefined;
}
