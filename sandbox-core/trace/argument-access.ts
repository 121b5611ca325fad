// The arguments of a call as a filter asks for them by name, whichever place the name has in each function.
import { visibleText } from '../base/visible-text.ts';
import type { CallSignature, ParameterDescription } from '../recording/record/call-signature.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';
import type { FieldKind } from '../query/fields.ts';
import type { FieldAccess } from '../query/match.ts';
import { argumentText, textAt } from './argument-text.ts';
import type { CallBatch } from './call-batch.ts';
import { CallValues } from './call-values.ts';
import { answerNumber, resourceOf } from './describe-call.ts';

/** Text in which nothing is hidden, told at a tenth of the cost of making it visible. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Field `arg.NAME`, of the kind that the table gives it. */
export function argumentAccess(header: RecordingHeader, name: string, kind: FieldKind): FieldAccess<CallBatch> {
  const places = header.signatures.map(({ parameters }) => parameters.findIndex((parameter) => parameter.name === name));
  const placeIn = (batch: CallBatch, row: number): number => places[batch.chunk.signature[row] ?? 0] ?? -1;
  if (kind === 'address') {
    return {
      kind: 'addresses',
      touches: (batch, row, from, to) => {
        const value = unsignedAt(batch, row, placeIn(batch, row));
        return value !== undefined && value >= from && value <= to;
      },
    };
  }
  if (kind !== 'text') {
    const signed = header.signatures.map(({ parameters }, each) => parameters[places[each] ?? -1]?.kind === 'signed');
    return {
      kind: 'numbers',
      some: (batch, row, test) => {
        const place = placeIn(batch, row);
        const isSigned = signed[batch.chunk.signature[row] ?? 0] === true;
        const value = isSigned ? signedAt(batch, row, place) : unsignedAt(batch, row, place);
        return value !== undefined && test(value);
      },
    };
  }
  return {
    kind: 'texts',
    some: (batch, row, test) => {
      const signature = header.signatures[batch.chunk.signature[row] ?? 0];
      const place = placeIn(batch, row);
      if (signature === undefined || place < 0) return false;
      return textsOf(signature, place, new CallValues(batch.chunk, row)).some(test);
    },
  };
}

/** `fd`: every descriptor among the arguments, and the one that the call gave. */
export function descriptorAccess(header: RecordingHeader): FieldAccess<CallBatch> {
  const places = header.signatures.map(({ parameters }) =>
    parameters.flatMap(({ kind }, place) => (kind === 'fd' ? [place] : [])),
  );
  const givesOne = header.signatures.map(({ answer }) => answer?.kind === 'fd');
  return {
    kind: 'numbers',
    some: (batch, row, test) => {
      const signature = batch.chunk.signature[row] ?? 0;
      for (const place of places[signature] ?? []) {
        const value = unsignedAt(batch, row, place);
        if (value !== undefined && test(value)) return true;
      }
      const given = givesOne[signature] ? answerOf(header.signatures[signature], batch, row) : undefined;
      return given !== undefined && test(given);
    },
  };
}

export function answerAccess(header: RecordingHeader): FieldAccess<CallBatch> {
  return {
    kind: 'numbers',
    some: (batch, row, test) => {
      const value = answerOf(header.signatures[batch.chunk.signature[row] ?? 0], batch, row);
      return value !== undefined && test(value);
    },
  };
}

function answerOf(signature: CallSignature | undefined, { chunk }: CallBatch, row: number): number | undefined {
  if (signature?.answer === undefined || chunk.result[row] !== 0) return undefined;
  const value = answerNumber(signature, new CallValues(chunk, row));
  return value === undefined ? undefined : Number(value);
}

/** As CallValues.unsigned does it, without an object for each row. */
function unsignedAt({ chunk }: CallBatch, row: number, place: number): number | undefined {
  const at = (chunk.argumentStart[row] ?? 0) + place;
  if (place < 0 || at >= (chunk.argumentStart[row + 1] ?? 0)) return undefined;
  const value = Number(chunk.arguments[at] ?? 0n);
  if (value >= 0) return value;
  return value >= -0x8000_0000 ? value + 2 ** 32 : Number(BigInt.asUintN(64, chunk.arguments[at] ?? 0n));
}

function signedAt({ chunk }: CallBatch, row: number, place: number): number | undefined {
  const at = (chunk.argumentStart[row] ?? 0) + place;
  return place < 0 || at >= (chunk.argumentStart[row + 1] ?? 0) ? undefined : Number(chunk.arguments[at] ?? 0n);
}

/** What an argument is in words: a path as it was given and as the policy was asked about it, flags one by one. */
function textsOf(signature: CallSignature, place: number, values: CallValues): readonly string[] {
  const parameter = signature.parameters[place];
  if (parameter === undefined || values.argument(place) === undefined) return [];
  if (parameter.kind === 'flags') return flagsOf(parameter, values.unsigned(place));
  if (parameter.kind !== 'text') return [argumentText(signature, place, values)];
  const text = textAt(place, values);
  if (text === undefined) return [];
  const resource = resourceOf(text, values);
  return [text, ...(resource === undefined || resource === text ? [] : [resource])].map(shown);
}

function flagsOf({ names = [] }: ParameterDescription, value: bigint): readonly string[] {
  return names.filter((_, bit) => ((value >> BigInt(bit)) & 1n) === 1n);
}

function shown(text: string): string {
  return PLAIN.test(text) ? text : visibleText(text);
}
