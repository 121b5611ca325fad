// Bytes → Module: the binary format of WebAssembly 3.0, section by section, stopping at the first thing that is wrong with its
// offset. What is inside function bodies is the engine's to validate; everything that counts, sizes or indexes is checked here.
import type { Checked } from '../base/diagnostic.ts';
import { READ_CAPS, type ReadCaps } from './caps.ts';
import { Cursor } from './cursor.ts';
import { attempt, hex, refuse } from './fault.ts';
import type { Module } from './module.ts';
import { finished, moduleDraft, type ModuleDraft } from './module-draft.ts';
import { sectionOf, type SectionKind } from './section-kinds.ts';
import { readCodeSection } from './sections/code-section.ts';
import {
  readFunctionSection,
  readGlobalSection,
  readMemorySection,
  readTableSection,
  readTagSection,
} from './sections/definition-sections.ts';
import { readExportSection, readStartSection } from './sections/export-section.ts';
import { readImportSection } from './sections/import-section.ts';
import { readDataCountSection, readDataSection, readElementSection } from './sections/segment-sections.ts';
import { readTypeSection } from './sections/type-section.ts';

export const HEADER_BYTES = 8;
const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const VERSION = [0x01, 0x00, 0x00, 0x00];
/** Third and fourth byte of the version field: the layer, 1 for components. */
const COMPONENT_LAYER = [0x01, 0x00];

type SectionReader = (cursor: Cursor, draft: ModuleDraft) => void;

const READERS: Readonly<Record<Exclude<SectionKind, 'custom'>, SectionReader>> = {
  type: readTypeSection,
  import: readImportSection,
  function: readFunctionSection,
  table: readTableSection,
  memory: readMemorySection,
  tag: readTagSection,
  global: readGlobalSection,
  export: readExportSection,
  start: readStartSection,
  element: readElementSection,
  'data-count': readDataCountSection,
  code: readCodeSection,
  data: readDataSection,
};

export function readModule(bytes: Uint8Array, caps: ReadCaps = READ_CAPS): Checked<Module> {
  return attempt(() => {
    const draft = readSections(bytes, caps);
    checkAgreement(draft, bytes.length);
    return finished(draft);
  });
}

/** The sections alone, without one that is not wanted; whether they agree is not asked. Throws faults. */
export function readSections(bytes: Uint8Array, caps: ReadCaps, without?: SectionKind): ModuleDraft {
  if (bytes.length > caps.moduleBytes) {
    refuse('module-size', 0, `a module of ${bytes.length} bytes; ${caps.moduleBytes} is the most that is read`);
  }
  readHeader(bytes);
  const draft = moduleDraft(bytes.length, caps);
  const cursor = new Cursor(bytes, HEADER_BYTES);
  const progress = { order: 0, last: 'the header', customs: 0, without };
  while (cursor.remaining > 0) readSection(cursor, draft, progress);
  return draft;
}

function readHeader(bytes: Uint8Array): void {
  const wrong = MAGIC.findIndex((byte, index) => bytes[index] !== byte);
  if (wrong >= 0 && wrong >= bytes.length)
    refuse('unexpected-end', bytes.length, `ends after ${bytes.length} bytes; a header of 8 bytes was expected`);
  if (wrong >= 0)
    refuse('magic', 0, `begins with ${listed(bytes, 0)}; the magic number 00 61 73 6d of a WebAssembly module was expected`);
  if (bytes.length < HEADER_BYTES)
    refuse('unexpected-end', bytes.length, `ends after ${bytes.length} bytes; a header of 8 bytes was expected`);
  if (COMPONENT_LAYER.every((byte, index) => bytes[6 + index] === byte)) {
    refuse('component', 4, 'a component (layer 1), not a core module; components come in a later version');
  }
  if (!VERSION.every((byte, index) => bytes[4 + index] === byte)) {
    refuse('version', 4, `version ${listed(bytes, 4)}; 01 00 00 00 was expected`);
  }
}

function listed(bytes: Uint8Array, start: number): string {
  return [...bytes.subarray(start, start + 4)].map((byte) => hex(byte).slice(2)).join(' ');
}

interface Progress {
  order: number;
  last: string;
  customs: number;
  readonly without: SectionKind | undefined;
}

function readSection(cursor: Cursor, draft: ModuleDraft, progress: Progress): void {
  const offset = cursor.offset;
  const id = cursor.byte('a section');
  const known = sectionOf(id) ?? refuse('section-id', offset, `section id ${hex(id)}; 0 to 13 was expected`);
  const sizeAt = cursor.offset;
  const size = cursor.u32('the size of a section');
  if (size > cursor.remaining) {
    const over = size - cursor.remaining;
    refuse('section-size', sizeAt, `section size ${size} runs past the end by ${over}; ${cursor.remaining} or less was expected`);
  }
  const payload = new Cursor(cursor.bytes, cursor.offset, cursor.offset + size);
  cursor.skip(size, 'a section');
  if (known.kind === 'custom') {
    progress.customs += 1;
    if (progress.customs > draft.caps.customSections) {
      refuse('too-many', offset, `more than ${draft.caps.customSections} custom sections`);
    }
    const name = payload.name(draft.caps.nameBytes, "a custom section's name");
    draft.sections.push({ id, kind: 'custom', name, payload: { start: payload.offset, end: payload.end }, offset });
    return;
  }
  if (known.order === progress.order) refuse('section-order', offset, `a second ${known.kind} section`);
  if (known.order < progress.order)
    refuse('section-order', offset, `the ${known.kind} section comes after the ${progress.last} section`);
  progress.order = known.order;
  progress.last = known.kind;
  draft.sections.push({ id, kind: known.kind, name: '', payload: { start: payload.offset, end: payload.end }, offset });
  if (known.kind === progress.without) return;
  READERS[known.kind](payload, draft);
  if (payload.remaining > 0) {
    refuse('section-size', payload.offset, `${payload.remaining} bytes are left over at the end of the ${known.kind} section`);
  }
}

/** What the absence of a section contradicts. */
function checkAgreement(draft: ModuleDraft, end: number): void {
  if (draft.functions.length !== draft.functionTypes.length) {
    refuse('function-count', end, `no code section; the function section has ${draft.functionTypes.length} functions`);
  }
  if (draft.dataCount !== undefined && draft.dataCount !== draft.dataSegments.length) {
    refuse('data-count', end, `no data section; the data count section says ${draft.dataCount}`);
  }
}
