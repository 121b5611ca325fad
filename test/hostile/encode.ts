// A few lines to write modules that no assembler would: by the byte, a million entries at a time.
import { name, unsigned } from '../../sandbox-core/rewrite/encode.ts';

export type Bytes = readonly number[] | Uint8Array;

/** Ids of sections (core specification 3.0, section 5.5.2). */
export const SECTION = { custom: 0, type: 1, import: 2, function: 3, table: 4, memory: 5, export: 7, code: 10 } as const;

/** A function type without parameters and results. */
export const NO_TYPE = [0x60, 0x00, 0x00];
/** A function body of nothing. */
export const NO_BODY = [0x02, 0x00, 0x0b];

export function moduleFrom(...sections: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  return joined([[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], ...sections]);
}

export function section(id: number, ...parts: readonly Bytes[]): Uint8Array {
  const content = joined(parts);
  return joined([[id], unsigned(content.length), content]);
}

/** A vector of the same entry, `count` times. */
export function repeated(count: number, entry: Bytes): Uint8Array {
  return joined([unsigned(count), times(count, entry)]);
}

export function times(count: number, entry: Bytes): Uint8Array {
  const bytes = new Uint8Array(count * entry.length);
  for (let at = 0; at < bytes.length; at += entry.length) bytes.set(entry, at);
  return bytes;
}

/** A body with its size in front. */
export function body(locals: Bytes, code: Bytes): Uint8Array {
  return joined([unsigned(locals.length + code.length + 1), locals, code, [0x0b]]);
}

/** A function imported under this name, of type 0. */
export function functionImport(module: string, field: string): number[] {
  return [...name(module), ...name(field), 0x00, 0x00];
}

/** A module that exports a function of nothing under each name. */
export function exporting(names: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  return moduleFrom(
    section(SECTION.type, [1], NO_TYPE),
    section(SECTION.function, [1, 0]),
    section(SECTION.export, unsigned(names.length), ...names.map((text) => joined([unsigned(text.length), text, [0x00, 0x00]]))),
    section(SECTION.code, [1], NO_BODY),
  );
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function joined(parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
