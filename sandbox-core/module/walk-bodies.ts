// Walks the instructions of every defined function with one walker: the loop that features, admission and rewriting share.
import { READ_CAPS } from './caps.ts';
import { Cursor } from './cursor.ts';
import { InstructionWalker } from './instruction.ts';
import type { ByteRange, Module } from './module.ts';
import { readLocals } from './sections/code-section.ts';

/** Where the first instruction of a body stands, after its locals. */
export function instructionsStart(bytes: Uint8Array, body: ByteRange): number {
  const cursor = new Cursor(bytes, body.start, body.end);
  readLocals(cursor, READ_CAPS.localsPerFunction);
  return cursor.offset;
}

/** Calls `visit` for each body with a walker that stands before its first instruction. */
export function walkBodies(
  bytes: Uint8Array,
  module: Module,
  visit: (walker: InstructionWalker, definedIndex: number) => void,
): void {
  const walker = new InstructionWalker(bytes);
  for (const [definedIndex, { body }] of module.functions.entries()) {
    walker.enter(instructionsStart(bytes, body), body.end);
    visit(walker, definedIndex);
  }
}
