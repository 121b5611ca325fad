// The manifest as a text that a form can edit: values are read from it and written into it, and what the user formatted stays.
import { findNodeAtLocation, getNodeValue, parseTree, type JSONPath, type Node } from 'jsonc-parser';

/** The value at a path, or undefined; a text that does not parse still has the values before its fault. */
export function valueAt(text: string, path: JSONPath): unknown {
  const tree = parseTree(text);
  const node = tree === undefined ? undefined : findNodeAtLocation(tree, path);
  return node === undefined ? undefined : getNodeValue(node);
}

/** A value as a field shows it: only words and figures have a text. */
export function fieldText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/**
 * The text with a value put at a path; undefined takes it out. Unchanged where the text has no object to put it in.
 * Written here rather than by `modify`, which formats the neighbours of what it inserts as well.
 */
export function withValue(text: string, path: JSONPath, value: unknown): string {
  const tree = parseTree(text);
  if (tree?.type !== 'object') return text;
  const node = findNodeAtLocation(tree, path);
  if (value === undefined) return node === undefined ? text : removed(text, node);
  if (node !== undefined) return spliced(text, node.offset, node.length, onOneLine(value));
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const parent = depth === 0 ? tree : findNodeAtLocation(tree, path.slice(0, depth));
    if (parent?.type !== 'object') continue;
    const rest = path.slice(depth + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    return inserted(text, parent, `${JSON.stringify(path[depth])}: ${onOneLine(rest)}`);
  }
  return text;
}

/** Puts a value behind the last of a list, making the list where there is none. */
export function withAppended(text: string, path: JSONPath, value: unknown): string {
  const tree = parseTree(text);
  const list = tree === undefined ? undefined : findNodeAtLocation(tree, path);
  return list?.type === 'array' ? inserted(text, list, onOneLine(value)) : withValue(text, path, [value]);
}

/** Behind the last entry, in a line of its own with the same indentation; into an empty list or object as the first. */
function inserted(text: string, parent: Node, entry: string): string {
  const last = parent.children?.at(-1);
  const lineStart = text.lastIndexOf('\n', (last ?? parent).offset - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  if (last !== undefined) return spliced(text, last.offset + last.length, 0, `,\n${indent}${entry}`);
  return spliced(text, parent.offset + 1, parent.length - 2, `\n${indent}  ${entry}\n${indent}`);
}

/** With its comma and the blanks before it; the first of several with those behind it. */
function removed(text: string, node: Node): string {
  const entry = node.parent?.type === 'property' ? node.parent : node;
  const siblings = entry.parent?.children ?? [];
  const at = siblings.indexOf(entry);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  const end = entry.offset + entry.length;
  if (before !== undefined) return spliced(text, before.offset + before.length, end - before.offset - before.length, '');
  if (after !== undefined) return spliced(text, entry.offset, after.offset - entry.offset, '');
  const parent = entry.parent;
  return parent === undefined ? text : spliced(text, parent.offset + 1, parent.length - 2, '');
}

function spliced(text: string, offset: number, length: number, by: string): string {
  return text.slice(0, offset) + by + text.slice(offset + length);
}

/** `{ "guest": "/data", "rights": ["read"] }`: short values read best on one line. */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${onOneLine(part)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
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
