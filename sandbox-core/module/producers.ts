// The producers section (tool conventions): which languages and tools made a module. Guest text, so nothing is believed of it.
import { Cursor } from './cursor.ts';
import { attempt, refuse } from './fault.ts';
import type { Module } from './module.ts';

export interface Producer {
  /** `language`, `processed-by` or `sdk` by convention. */
  readonly field: string;
  readonly name: string;
  readonly version: string;
}

const SECTION = 'producers';
/** Fields and values of real modules are a handful. */
const MOST_FIELDS = 20;
const MOST_VALUES = 100;
const MOST_NAME_BYTES = 500;

/** Empty where the section is absent or faulty. */
export function readProducers(bytes: Uint8Array, module: Module): readonly Producer[] {
  const section = module.sections.find(({ kind, name }) => kind === 'custom' && name === SECTION);
  if (!section) return [];
  const cursor = new Cursor(bytes, section.payload.start, section.payload.end);
  const read = attempt(() => readFields(cursor));
  return read.ok ? read.value : [];
}

function readFields(cursor: Cursor): Producer[] {
  const producers: Producer[] = [];
  for (let fields = cursor.count(MOST_FIELDS, 'producer fields'); fields > 0; fields -= 1) {
    const field = cursor.name(MOST_NAME_BYTES, 'a producer field');
    for (let values = cursor.count(MOST_VALUES, 'producers'); values > 0; values -= 1) {
      const name = cursor.name(MOST_NAME_BYTES, 'a producer');
      producers.push({ field, name, version: cursor.name(MOST_NAME_BYTES, 'a version') });
    }
  }
  if (cursor.remaining > 0) refuse('producers', cursor.offset, `${cursor.remaining} bytes are left over`);
  return producers;
}
