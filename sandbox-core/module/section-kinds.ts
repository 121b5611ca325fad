// The sections of a module: their ids, the names this house uses, and the order in which they must come
// (core specification 3.0, section 5.5.2). Custom sections may stand anywhere.

const KINDS = [
  { id: 0, kind: 'custom', order: 0 },
  { id: 1, kind: 'type', order: 1 },
  { id: 2, kind: 'import', order: 2 },
  { id: 3, kind: 'function', order: 3 },
  { id: 4, kind: 'table', order: 4 },
  { id: 5, kind: 'memory', order: 5 },
  { id: 6, kind: 'global', order: 7 },
  { id: 7, kind: 'export', order: 8 },
  { id: 8, kind: 'start', order: 9 },
  { id: 9, kind: 'element', order: 10 },
  { id: 10, kind: 'code', order: 12 },
  { id: 11, kind: 'data', order: 13 },
  { id: 12, kind: 'data-count', order: 11 },
  { id: 13, kind: 'tag', order: 6 },
] as const;

export type SectionKind = (typeof KINDS)[number]['kind'];

export function sectionOf(id: number): (typeof KINDS)[number] | undefined {
  return KINDS[id];
}

export function sectionOfKind(kind: SectionKind): (typeof KINDS)[number] {
  return KINDS.find((known) => known.kind === kind) ?? KINDS[0];
}
