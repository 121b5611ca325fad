// The manifest as a text that a form can edit: values are read from it and written into it, and what the user formatted stays.
import { applyEdits, findNodeAtLocation, getNodeValue, modify, parseTree, type JSONPath } from 'jsonc-parser';

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } };

/** The value at a path, or undefined; a text that does not parse still has the values before its fault. */
export function valueAt(text: string, path: JSONPath): unknown {
  const tree = parseTree(text);
  const node = tree === undefined ? undefined : findNodeAtLocation(tree, path);
  return node === undefined ? undefined : getNodeValue(node);
}

/** The text with a value put at a path; undefined takes it out. Unchanged where the text has no object to put it in. */
export function withValue(text: string, path: JSONPath, value: unknown): string {
  const tree = parseTree(text);
  if (tree?.type !== 'object') return text;
  return applyEdits(text, modify(text, path, value, FORMAT));
}

/** Puts a value behind the last of a list, making the list where there is none. */
export function withAppended(text: string, path: JSONPath, value: unknown): string {
  const list = valueAt(text, path);
  if (!Array.isArray(list)) return withValue(text, path, [value]);
  const tree = parseTree(text);
  if (tree?.type !== 'object') return text;
  return applyEdits(text, modify(text, [...path, list.length], value, { ...FORMAT, isArrayInsertion: true }));
}

export interface TextPlace {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Where the value of a JSON pointer (RFC 6901) begins in the text, or null. */
export function placeOfPointer(
  text: string,
  pointer: string,
): (TextPlace & { readonly from: number; readonly to: number }) | null {
  const tree = parseTree(text);
  if (tree === undefined || pointer === '') return null;
  const path = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const node = findNodeAtLocation(tree, path);
  if (node === undefined) return null;
  return { ...placeAt(text, node.offset), from: node.offset, to: node.offset + node.length };
}

export function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

/** The offset of a line and column, both from 1. */
export function offsetOf(text: string, { line, column }: TextPlace): number {
  let at = 0;
  for (let index = 1; index < line; index++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return Math.min(text.length, at + column - 1);
}
