// Edits of whole sections: append entries to one, change bytes inside it, or put a new one where the order wants it. Counts and
// sizes follow by themselves.
import { Cursor } from '../module/cursor.ts';
import type { Module, Section } from '../module/module.ts';
import { HEADER_BYTES } from '../module/read-module.ts';
import { sectionOf, sectionOfKind, type SectionKind } from '../module/section-kinds.ts';
import type { EditList } from './edit-list.ts';
import { unsigned, vector } from './encode.ts';

export interface SectionChange {
  readonly kind: Exclude<SectionKind, 'custom' | 'start' | 'data-count'>;
  /** Encoded entries to append. Indices of existing entries stay what they are. */
  readonly entries: readonly (readonly number[])[];
  /** Edits inside the existing entries, in ascending order; `first` is where the first entry begins. */
  readonly inside?: ((edits: EditList, first: number) => void) | undefined;
}

/** Changes must come in the order of sections. */
export function editSection(edits: EditList, bytes: Uint8Array, module: Module, change: SectionChange): void {
  const section = module.sections.find(({ kind }) => kind === change.kind);
  if (section) changeSection(edits, bytes, section, change);
  else if (change.entries.length > 0) insertSection(edits, module, change);
}

function changeSection(edits: EditList, bytes: Uint8Array, section: Section, change: SectionChange): void {
  const { payload } = section;
  const cursor = new Cursor(bytes, payload.start, payload.end);
  const count = cursor.u32('a count');
  const size = edits.length;
  edits.replace(section.offset + 1, payload.start, new Uint8Array());
  const first = edits.length;
  if (change.entries.length > 0)
    edits.replace(payload.start, cursor.offset, Uint8Array.from(unsigned(count + change.entries.length)));
  change.inside?.(edits, cursor.offset);
  if (change.entries.length > 0) edits.replace(payload.end, payload.end, Uint8Array.from(change.entries.flat()));
  edits.fill(size, Uint8Array.from(unsigned(payload.end - payload.start + edits.growthSince(first))));
}

function insertSection(edits: EditList, module: Module, change: SectionChange): void {
  const { id, order } = sectionOfKind(change.kind);
  const before = module.sections.findLast((section) => section.kind !== 'custom' && (sectionOf(section.id)?.order ?? 0) < order);
  const at = before?.payload.end ?? HEADER_BYTES;
  const content = vector(change.entries);
  edits.replace(at, at, Uint8Array.from([id, ...unsigned(content.length), ...content]));
}
