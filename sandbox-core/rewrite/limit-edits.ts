// Gives memories and tables new maxima where their limits stand in the binary; everything else of their entries stays.
import { readConstantExpression } from '../module/constant-expression.ts';
import { Cursor } from '../module/cursor.ts';
import { moduleDraft } from '../module/module-draft.ts';
import { READ_CAPS } from '../module/caps.ts';
import type { Module } from '../module/module.ts';
import { readTablePrefix } from '../module/sections/definition-sections.ts';
import { LIMIT_FLAGS, readSizeLimits } from '../module/size-limits.ts';
import { readReferenceType } from '../module/value-type.ts';
import type { EditList } from './edit-list.ts';
import { unsigned } from './encode.ts';
import type { Maximum } from './maxima.ts';

export function editMemories(
  edits: EditList,
  bytes: Uint8Array,
  first: number,
  module: Module,
  changed: readonly Maximum[],
): void {
  const cursor = new Cursor(bytes, first);
  const most = new Map(changed.map((maximum) => [maximum.index, maximum.most]));
  for (let index = module.importedMemories; index < module.memories.length; index += 1) {
    editLimits(edits, cursor, 'memory', most.get(index));
  }
}

export function editTables(edits: EditList, bytes: Uint8Array, first: number, module: Module, changed: readonly Maximum[]): void {
  const cursor = new Cursor(bytes, first);
  const most = new Map(changed.map((maximum) => [maximum.index, maximum.most]));
  // Initial values were read before: here only their length matters, so their indices are looked up in what was found then.
  const draft = { ...moduleDraft(bytes.length, READ_CAPS), ...indexSpaces(module) };
  for (let index = module.importedTables; index < module.tables.length; index += 1) {
    const valued = cursor.peek() === 0x40;
    if (valued) readTablePrefix(cursor);
    readReferenceType(cursor);
    editLimits(edits, cursor, 'table', most.get(index));
    if (valued) readConstantExpression(cursor, draft);
  }
}

function indexSpaces(module: Module): {
  globals: Module['globals'][number][];
  functionTypes: number[];
  importedFunctions: number;
} {
  return {
    globals: [...module.globals],
    functionTypes: module.functions.map(({ typeIndex }) => typeIndex),
    importedFunctions: module.importedFunctions,
  };
}

/** Passes over limits; with `most`, makes that their maximum. */
function editLimits(edits: EditList, cursor: Cursor, of: 'memory' | 'table', most: number | undefined): void {
  const start = cursor.offset;
  const limits = readSizeLimits(cursor, of);
  if (most === undefined) return;
  const { bytes } = cursor;
  const after = (offset: number): number => {
    let place = offset;
    while ((bytes[place] ?? 0) >= 0x80) place += 1;
    return place + 1;
  };
  const flags = bytes[start] ?? 0;
  const minimum = bytes.subarray(start + 1, after(start + 1));
  const minimumEnd = start + 1 + minimum.length;
  // A minimum past 2^53 is not exact as a number; its own bytes are.
  const maximum = most === limits.minimum ? minimum : unsigned(most);
  const end = limits.maximum === undefined ? minimumEnd : after(minimumEnd);
  edits.replace(start, end, Uint8Array.from([flags | LIMIT_FLAGS.maximum, ...minimum, ...maximum]));
}
