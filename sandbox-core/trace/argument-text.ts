// One argument in words, by the kind its signature gives it. All guest text comes out visible.
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import type { CallSignature, ParameterDescription } from '../recording/record/call-signature.ts';
import type { CallValues } from './call-values.ts';
import { instantText } from './instant-text.ts';

const STREAMS = ['stdin', 'stdout', 'stderr'];
const MOST_TEXT = 120;
const MOST_FLAGS = 3;
/** Text in which nothing is hidden and nothing quoted, told at a tenth of the cost of making it visible. */
const PLAIN = /^[\x20\x21\x23-\x7e]*$/;
/** Bytes of text looked at: more is never shown in a row. */
const MOST_BYTES = 4096;

/** The value, whole; what it says of itself only in context is left to the row's own text. */
export function argumentText(signature: CallSignature, parameter: number, values: CallValues): string {
  const description = signature.parameters[parameter];
  const value = values.argument(parameter);
  if (description === undefined || value === undefined) return '';
  const unsigned = description.bits === 64 ? BigInt.asUintN(64, value) : values.unsigned(parameter);
  switch (description.kind) {
    case 'fd':
      return descriptorText(signature, unsigned);
    case 'integer':
    case 'count':
      return String(unsigned);
    case 'signed':
      return String(value);
    case 'pointer':
    case 'out':
      return pointerText(unsigned);
    case 'length':
      return `${unsigned} B`;
    case 'text':
      return textArgument(parameter, values) ?? pointerText(unsigned);
    case 'vectors':
      return vectorsText(parameter, values);
    case 'timestamp':
      return instantText(BigInt.asUintN(64, value));
    case 'choice':
      return description.names?.[Number(unsigned)] ?? String(unsigned);
    case 'flags':
      return flagsText(description, unsigned, Number.MAX_SAFE_INTEGER) || '0';
  }
}

/** Flags for a row: the first few of them; empty where none is set. */
export function shortFlags(description: ParameterDescription, value: bigint): string {
  return flagsText(description, value, MOST_FLAGS);
}

export function descriptorText(signature: CallSignature, descriptor: bigint): string {
  if (descriptor > 2n || (signature.name !== 'fd_read' && signature.name !== 'fd_write')) return `fd ${descriptor}`;
  return STREAMS[Number(descriptor)] ?? '';
}

export function pointerText(pointer: bigint): string {
  return `0x${pointer.toString(16).toUpperCase()}`;
}

/** Text in quotes, with nothing hidden in it. */
export function quoted(text: string, most = MOST_TEXT): string {
  const visible = PLAIN.test(text) ? text : visibleText(text).replaceAll('"', '\\"');
  return `"${cutMiddle(visible, most)}"`;
}

/** The text that the host read where a `text` parameter points, not quoted; undefined where it was not read. */
export function textAt(parameter: number, values: CallValues): string | undefined {
  const access = values.find('read', Number(values.unsigned(parameter)));
  return access < 0 ? undefined : values.text(access, MOST_BYTES);
}

function textArgument(parameter: number, values: CallValues): string | undefined {
  const text = textAt(parameter, values);
  return text === undefined ? undefined : quoted(text);
}

/** Sum of the lengths in an array of vectors, from the bytes of the array that the host read. */
export function vectorsText(parameter: number, values: CallValues): string {
  const count = Number(values.unsigned(parameter + 1));
  if (count === 0) return '0 B';
  const pointer = values.unsigned(parameter);
  const access = values.find('read', Number(pointer));
  if (access < 0) return `${count} vectors at ${pointerText(pointer)}`;
  const bytes = values.bytes(access);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const known = Math.min(count, Math.floor(bytes.length / 8));
  let sum = 0;
  for (let vector = 0; vector < known; vector++) sum += view.getUint32(vector * 8 + 4, true);
  return known === count ? `${sum} B` : `≥ ${sum} B`;
}

function flagsText({ names = [] }: ParameterDescription, value: bigint, most: number): string {
  if (value === 0n) return '';
  const set: string[] = [];
  let rest = value;
  for (let bit = 0; bit < names.length && rest !== 0n; bit++) {
    const mask = 1n << BigInt(bit);
    if ((rest & mask) === 0n) continue;
    set.push(names[bit] ?? '');
    rest &= ~mask;
  }
  if (rest !== 0n) set.push(pointerText(rest));
  return set.length <= most ? set.join('|') : `${set.slice(0, most).join('|')}|+${set.length - most}`;
}
