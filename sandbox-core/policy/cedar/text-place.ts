// Offsets in a policy's text as lines and columns. Cedar counts UTF-8 bytes, editors and we count UTF-16 units.
import type { Place } from '../../base/diagnostic.ts';

/** `offset` in UTF-16 units of the text. */
export function placeAt(text: string, offset: number): Extract<Place, { readonly kind: 'text' }> {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++;
  return { kind: 'text', line, column: offset - lineStart + 1 };
}

/** The UTF-16 offset of byte `byte` of the text's UTF-8 form. */
export function offsetOfByte(text: string, byte: number): number {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text).subarray(0, byte)).length;
}
