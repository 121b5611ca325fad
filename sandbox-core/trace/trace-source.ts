// The calls of a recording as a filter asks for them: each field by its cheapest way, over the columns of a chunk, once a
// signature, or call by call.
import { FAMILIES } from '../base/family.ts';
import { visibleText } from '../base/visible-text.ts';
import { PAGE_BYTES } from '../base/units.ts';
import { ACCESS_KINDS, CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { CallColumns, Chunk } from '../recording/record/chunk.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';
import type { FieldAccess, Source } from '../query/match.ts';
import { fieldNamed, type FieldTable } from '../query/fields.ts';
import { argumentAccess, answerAccess, descriptorAccess } from './argument-access.ts';
import { bytesTouched } from './bytes-touched.ts';
import { CallBatch, type BatchSource } from './call-batch.ts';
import { flagColumn, type FlagContext } from './call-flags.ts';
import { CallValues } from './call-values.ts';
import { errnoName } from './errno.ts';
import { rowFamilies } from './row-family.ts';
import { ARGUMENT, type Flag } from './trace-fields.ts';
import { WordPlaces } from './word-places.ts';

const RESOURCE = ACCESS_KINDS.indexOf('resource');

export class TraceSource implements Source<CallBatch> {
  readonly #header: RecordingHeader;
  readonly #table: FieldTable;
  readonly #flags: FlagContext;
  readonly #names: readonly string[];
  readonly #familyOf: (columns: CallColumns, index: number) => number;

  constructor(header: RecordingHeader, table: FieldTable, flags: FlagContext) {
    this.#header = header;
    this.#table = table;
    this.#flags = flags;
    this.#names = header.signatures.map(({ name }) => visibleText(name));
    this.#familyOf = rowFamilies(header);
  }

  batch(source: BatchSource): CallBatch {
    return new CallBatch(source, this.#header, this.#familyOf);
  }

  readonly word = (text: string): ((batch: CallBatch, row: number) => boolean) => {
    const wanted = text.toLowerCase();
    const places = new WordPlaces(wanted, this.#header);
    return (batch, row) => {
      const occurrence = places.occurrence(batch.chunk, row, batch.families[row] ?? 0);
      if (occurrence !== 'perhaps') return occurrence === 'named';
      return this.#wordTexts(batch, row).some((each) => each.toLowerCase().includes(wanted));
    };
  };

  /** The texts of a row as the Trace screen shows them. */
  #wordTexts(batch: CallBatch, row: number): string[] {
    const text = batch.texts(row);
    const outcome = CALL_OUTCOMES[batch.chunk.outcome[row] ?? 0] ?? '';
    const name = this.#names[batch.chunk.signature[row] ?? 0] ?? '?';
    return [name, text.arguments, text.result, FAMILIES[batch.families[row] ?? 0] ?? '', outcome];
  }

  readonly field = (name: string): FieldAccess<CallBatch> | undefined => {
    const { signatures, actions } = this.#header;
    switch (name) {
      case 'name':
        return codes(
          ({ columns }) => columns.signature,
          (code) => this.#names[code] ?? '',
        );
      case 'module':
        return codes(
          ({ columns }) => columns.signature,
          (code) => visibleText(signatures[code]?.module ?? ''),
        );
      case 'family':
        return codes(
          (batch) => batch.families,
          (code) => FAMILIES[code] ?? '',
        );
      case 'outcome':
        return codes(
          ({ columns }) => columns.outcome,
          (code) => CALL_OUTCOMES[code] ?? '',
        );
      case 'action':
        return codes(
          ({ columns }) => columns.action,
          (code) => visibleText(actions[code] ?? ''),
        );
      case 'errno':
        return { kind: 'codes', codes: ({ columns }) => columns.result, texts: (code) => (code === 0 ? [] : [errnoName(code)]) };
      case 'rule':
        return { kind: 'column', numbers: ({ columns }) => columns.rule };
      case 'dur':
        return { kind: 'column', numbers: ({ columns }) => columns.duration, none: 0 };
      case 't':
        return { kind: 'column', numbers: ({ columns }) => columns.start };
      case 'is':
        return { kind: 'flags', flag: (flag) => this.#flag(flag) };
      default:
        return this.#byCall(name);
    }
  };

  #byCall(name: string): FieldAccess<CallBatch> | undefined {
    switch (name) {
      case 'seq':
        return { kind: 'numbers', some: ({ columns }, row, test) => test(columns.firstRow + row + 1) };
      case 'memory':
        return { kind: 'numbers', some: ({ columns }, row, test) => test((columns.memoryPages[row] ?? 0) * PAGE_BYTES) };
      case 'fuel':
        return {
          kind: 'numbers',
          some: (batch, row, test) => {
            const computed = batch.computed(row);
            return computed !== undefined && test(computed);
          },
        };
      case 'bytes':
        return { kind: 'numbers', some: ({ chunk }, row, test) => test(bytesTouched(chunk, row)) };
      case 'mem':
        return { kind: 'addresses', touches: ({ chunk }, row, from, to) => touches(chunk, row, from, to) };
      case 'resource':
        return { kind: 'texts', some: ({ chunk }, row, test) => resourcesOf(chunk, row).some((text) => test(visibleText(text))) };
      case 'args':
        return { kind: 'texts', some: (batch, row, test) => test(batch.texts(row).arguments) };
      case 'result':
        return { kind: 'texts', some: (batch, row, test) => test(batch.texts(row).result) };
      case 'fd':
        return descriptorAccess(this.#header);
      case 'answer':
        return answerAccess(this.#header);
      default:
        return name.startsWith(ARGUMENT) ? this.#argument(name) : undefined;
    }
  }

  #argument(name: string): FieldAccess<CallBatch> | undefined {
    const field = fieldNamed(this.#table, name);
    return field && argumentAccess(this.#header, name.slice(ARGUMENT.length), field.kind);
  }

  #flag(name: string): (batch: CallBatch) => Uint8Array {
    return flagColumn(name as Flag, this.#flags);
  }
}

function codes(of: (batch: CallBatch) => ArrayLike<number>, text: (code: number) => string): FieldAccess<CallBatch> {
  return { kind: 'codes', codes: of, texts: (code) => [text(code)] };
}

function touches(chunk: Chunk, row: number, from: number, to: number): boolean {
  for (let access = chunk.accessStart[row] ?? 0; access < (chunk.accessStart[row + 1] ?? 0); access++) {
    const begin = chunk.accessPointer[access] ?? 0;
    const end = begin + (chunk.accessLength[access] ?? 0);
    if (chunk.accessKind[access] !== RESOURCE && begin <= to && end > from) return true;
  }
  return false;
}

function resourcesOf(chunk: Chunk, row: number): readonly string[] {
  for (let access = chunk.accessStart[row] ?? 0; access < (chunk.accessStart[row + 1] ?? 0); access++) {
    if (chunk.accessKind[access] === RESOURCE) return new CallValues(chunk, row).resources;
  }
  return [];
}
