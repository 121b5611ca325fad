// A host call as two short texts, arguments and result, for a row of the trace. Driven by the call's signature alone, so
// that any recording can be read, whatever host functions the reader has.
import { ACCESS_KINDS, CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import { argumentText, quoted, shortFlags, textAt } from './argument-text.ts';
import { CallValues } from './call-values.ts';
import { errnoName } from './errno.ts';
import { instantText } from './instant-text.ts';

/** Characters of written text shown. */
const MOST_PREVIEW = 48;
/** Characters of a preview with every one of them escaped. */
const WHOLE = 1000;

const STDOUT = ACCESS_KINDS.indexOf('stdout');
const STDERR = ACCESS_KINDS.indexOf('stderr');

export interface CallText {
  readonly arguments: string;
  readonly result: string;
}

/** The call at place `index` of its chunk. */
export function describeCall(signature: CallSignature, chunk: Chunk, index: number): CallText {
  const values = new CallValues(chunk, index);
  return { arguments: argumentsText(signature, values), result: resultText(signature, values) };
}

/** `fd 7`, `512`, `EACCES`, `ok`; empty where the call gives nothing. */
export function resultText(signature: CallSignature, values: CallValues): string {
  const outcome = CALL_OUTCOMES[values.chunk.outcome[values.index] ?? 0];
  if (outcome === 'ended') return 'ended';
  if (signature.result === 'none') return '';
  const errno = values.chunk.result[values.index] ?? 0;
  if (signature.result === 'size') return errno === -1 ? 'refused' : `was ${errno}`;
  if (errno !== 0) return errnoName(errno);
  return answerText(signature, values) ?? 'ok';
}

function answerText(signature: CallSignature, values: CallValues): string | undefined {
  const value = answerNumber(signature, values);
  if (value === undefined) return undefined;
  if (signature.answer?.kind === 'fd') return `fd ${value}`;
  return signature.answer?.kind === 'timestamp' ? instantText(BigInt(value)) : String(value);
}

/** What the host wrote where the answer stands; undefined where the call has none or wrote none. */
export function answerNumber({ answer }: CallSignature, values: CallValues): number | bigint | undefined {
  if (answer === undefined) return undefined;
  const access = values.find('wrote', Number(values.unsigned(answer.parameter)));
  const bytes = access < 0 ? undefined : values.bytes(access);
  if (bytes === undefined || bytes.length < answer.bytes) return undefined;
  return answer.bytes === 8 ? longOf(bytes) : numberOf(bytes, answer.bytes);
}

function numberOf(bytes: Uint8Array, length: number): number {
  let value = 0;
  for (let at = length - 1; at >= 0; at--) value = value * 256 + (bytes[at] ?? 0);
  return value;
}

function longOf(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
}

function argumentsText(signature: CallSignature, values: CallValues): string {
  const texts: string[] = [];
  for (let parameter = 0; parameter < signature.parameters.length; parameter++) {
    const text = shortText(signature, parameter, values, texts);
    if (text !== '') texts.push(text);
  }
  return texts.join(', ');
}

/** One argument as the row shows it; empty where it adds nothing. `before` are the texts so far. */
function shortText(signature: CallSignature, parameter: number, values: CallValues, before: string[]): string {
  const description = signature.parameters[parameter];
  if (description?.minor === true) return '';
  switch (description?.kind) {
    case undefined:
    case 'out':
      return '';
    case 'length':
      return signature.parameters[parameter - 1]?.kind === 'text' ? '' : argumentText(signature, parameter, values);
    case 'count':
      return signature.parameters[parameter - 1]?.kind === 'vectors' ? '' : argumentText(signature, parameter, values);
    case 'flags':
      return shortFlags(description, values.unsigned(parameter));
    case 'text':
      return pathText(signature, parameter, values, before);
    case 'vectors':
      return outputPreview(values) ?? argumentText(signature, parameter, values);
    default:
      return argumentText(signature, parameter, values);
  }
}

/**
 * A text; and where it is a path below a descriptor that the policy was asked about by its full name, that name in the
 * descriptor's place: `fd 3` and `"notes.txt"` become `"/data/notes.txt"`. A path that leads elsewhere (`..`, a link) stays as given.
 */
function pathText(signature: CallSignature, parameter: number, values: CallValues, before: string[]): string {
  const text = textAt(parameter, values);
  const given = argumentText(signature, parameter, values);
  const descriptor = precedingDescriptor(signature, parameter, values);
  if (text === undefined || descriptor === undefined) return given;
  const place = before.lastIndexOf(descriptor);
  const resource = resourceOf(text, values);
  if (resource === undefined || place < 0) return given;
  before[place] = quoted(resource);
  return '';
}

/** The full name under which the policy was asked about a path; undefined where it was not, or where the path leads elsewhere. */
export function resourceOf(path: string, values: CallValues): string | undefined {
  const below = `/${withoutOuterSlashes(path)}`;
  return values.resources.find((resource) => resource === path || (below.length > 1 && resource.endsWith(below)));
}

/** `./a/b/` as `a/b`. By hand: an expression with `\/+$` takes the square of a path's length on many slashes. */
function withoutOuterSlashes(path: string): string {
  let from = path.startsWith('./') ? 1 : 0;
  let to = path.length;
  while (from < to && path[from] === '/') from++;
  while (to > from && path[to - 1] === '/') to--;
  return path.slice(from, to);
}

/** The text of the descriptor a path is looked up under: the one before it, with flags between them at most. */
function precedingDescriptor(signature: CallSignature, parameter: number, values: CallValues): string | undefined {
  for (let each = parameter - 1; each >= 0; each--) {
    const kind = signature.parameters[each]?.kind;
    if (kind === 'fd') return argumentText(signature, each, values);
    if (kind !== 'flags') return undefined;
  }
  return undefined;
}

/** The beginning of what was written to stdout or stderr. */
function outputPreview(values: CallValues): string | undefined {
  let text: string | undefined;
  for (let access = values.firstAccess; access < values.endAccess; access++) {
    const kind = values.chunk.accessKind[access];
    if (kind !== STDOUT && kind !== STDERR) continue;
    // Four bytes a character at most; a character that is cut in two stands behind the end of the preview.
    text = (text ?? '') + values.text(access, 4 * MOST_PREVIEW + 4);
    if (text.length > 2 * MOST_PREVIEW) break;
  }
  return text === undefined ? undefined : previewText(text);
}

function previewText(text: string): string {
  if (text.length <= MOST_PREVIEW) return quoted(text, WHOLE);
  const characters = [...text];
  return characters.length <= MOST_PREVIEW
    ? quoted(text, WHOLE)
    : `${quoted(characters.slice(0, MOST_PREVIEW).join(''), WHOLE)}…`;
}
