// The type section: recursive groups of sub types of function, structure and array types. Groups are flattened into the type
// index space; nesting in the binary is at most group → sub type → composite type, so nothing here recurses.
import type { Cursor } from '../cursor.ts';
import { hex, refuse } from '../fault.ts';
import type { TypeDefinition, ValueType } from '../module.ts';
import { checkTotal, note, type ModuleDraft } from '../module-draft.ts';
import { readValueType } from '../value-type.ts';

const GROUP = 0x4e;
const SUB_FINAL = 0x4f;
const SUB = 0x50;
const ARRAY = 0x5e;
const STRUCT = 0x5f;
const FUNCTION = 0x60;
const PACKED: ReadonlyMap<number, string> = new Map([
  [0x78, 'i8'],
  [0x77, 'i16'],
]);

export function readTypeSection(cursor: Cursor, draft: ModuleDraft): void {
  for (let left = cursor.count(draft.caps.types, 'type groups'); left > 0; left -= 1) {
    if (cursor.peek() !== GROUP) {
      readSubType(cursor, draft);
      continue;
    }
    note(draft, 'gc', cursor.offset);
    cursor.byte('a type group');
    for (let members = cursor.count(draft.caps.types, 'types of a group'); members > 0; members -= 1) readSubType(cursor, draft);
  }
}

function readSubType(cursor: Cursor, draft: ModuleDraft): void {
  checkTotal(draft.types.length + 1, draft.caps.types, cursor.offset, 'types');
  const first = cursor.peek();
  let supertypes = '';
  if (first === SUB || first === SUB_FINAL) {
    note(draft, 'gc', cursor.offset);
    cursor.byte('a sub type');
    supertypes = readSupertypes(cursor, draft, first === SUB_FINAL);
  }
  draft.types.push(readComposite(cursor, draft, supertypes));
}

function readSupertypes(cursor: Cursor, draft: ModuleDraft, final: boolean): string {
  const start = cursor.offset;
  const count = cursor.u32('the number of supertypes');
  if (count > 1) refuse('supertypes', start, `${count} supertypes; at most 1 was expected`);
  let text = final ? 'sub final' : 'sub';
  if (count === 1) {
    const at = cursor.offset;
    const index = cursor.u32('a supertype');
    if (index >= draft.types.length)
      refuse('unknown-index', at, `type ${draft.types.length} has supertype ${index}, which does not come before it`);
    text += ` ${index}`;
  }
  return text;
}

function readComposite(cursor: Cursor, draft: ModuleDraft, supertypes: string): TypeDefinition {
  const start = cursor.offset;
  const form = cursor.byte('a type');
  if (form === FUNCTION) return readFunctionType(cursor, draft);
  if (form !== STRUCT && form !== ARRAY) {
    refuse('type-form', start, `${hex(form)} begins no type; 0x60 (function), 0x5f (struct) or 0x5e (array) was expected`);
  }
  note(draft, 'gc', start);
  const body = form === ARRAY ? `(array ${readField(cursor)})` : readStructure(cursor, draft);
  return { kind: form === ARRAY ? 'array' : 'struct', text: supertypes === '' ? body : `(${supertypes} ${body})` };
}

function readFunctionType(cursor: Cursor, draft: ModuleDraft): TypeDefinition {
  const parameters = readTypes(cursor, draft, draft.caps.parameters, 'parameters');
  const results = readTypes(cursor, draft, draft.caps.results, 'results');
  return { kind: 'function', parameters, results };
}

function readTypes(cursor: Cursor, draft: ModuleDraft, most: number, what: string): ValueType[] {
  const start = cursor.offset;
  const count = cursor.count(most, what);
  draft.typeParts += count;
  checkTotal(draft.typeParts, draft.caps.typeParts, start, 'parameters, results and fields');
  const types: ValueType[] = [];
  for (let index = 0; index < count; index += 1) types.push(readValueType(cursor));
  return types;
}

function readStructure(cursor: Cursor, draft: ModuleDraft): string {
  const start = cursor.offset;
  const count = cursor.count(draft.caps.fields, 'fields');
  draft.typeParts += count;
  checkTotal(draft.typeParts, draft.caps.typeParts, start, 'parameters, results and fields');
  let text = '(struct';
  for (let index = 0; index < count; index += 1) text += ` (field ${readField(cursor)})`;
  return `${text})`;
}

function readField(cursor: Cursor): string {
  const packed = PACKED.get(cursor.peek() ?? 0);
  if (packed !== undefined) cursor.byte('a field');
  const type = packed ?? readValueType(cursor);
  return readMutability(cursor, 'a field') ? `(mut ${type})` : type;
}

export function readMutability(cursor: Cursor, of: string): boolean {
  const start = cursor.offset;
  const mutability = cursor.byte(`the mutability of ${of}`);
  if (mutability > 1) refuse('mutability', start, `mutability ${hex(mutability)} of ${of}; 0x00 or 0x01 was expected`);
  return mutability === 1;
}
