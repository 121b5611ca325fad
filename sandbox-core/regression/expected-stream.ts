// What a guest printed, as test.json says it: as text where it is short and text, else by length and digest.
import type { TestDifference } from './difference.ts';
import { MOST_OUTPUT_TEXT, type ExpectedStream } from './test-schema.ts';

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export function expectedStream(bytes: Uint8Array, sha256: Sha256): ExpectedStream {
  const text = bytes.length <= MOST_OUTPUT_TEXT ? textOf(bytes) : undefined;
  return text ?? { bytes: bytes.length, sha256: hexadecimal(sha256(bytes)) };
}

/** The first difference, or undefined. */
export function streamDifference(
  about: 'stdout' | 'stderr',
  expected: ExpectedStream,
  found: Uint8Array,
  sha256: Sha256,
): TestDifference | undefined {
  if (typeof expected === 'string') return textDifference(about, expected, found);
  const digest = hexadecimal(sha256(found));
  if (found.length === expected.bytes && digest === expected.sha256) return undefined;
  return {
    about,
    what: about,
    expected: `${expected.bytes} bytes with the digest ${expected.sha256}`,
    found: `${found.length} bytes with the digest ${digest}`,
    stack: [],
  };
}

export function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Line by line, so that what is shown is where it differs. */
function textDifference(about: 'stdout' | 'stderr', expected: string, found: Uint8Array): TestDifference | undefined {
  const wanted = new TextEncoder().encode(expected);
  if (wanted.length === found.length && wanted.every((byte, index) => byte === found[index])) return undefined;
  const [before, now] = [linesOf(expected), linesOf(new TextDecoder('utf-8', { ignoreBOM: true }).decode(found))];
  let line = before.findIndex((text, index) => text !== now[index]);
  if (line < 0) line = before.length;
  const words = (text: string | undefined): string => (text === undefined ? 'no such line' : JSON.stringify(text));
  return { about, what: `${about}, line ${line + 1}`, expected: words(before[line]), found: words(now[line]), stack: [] };
}

/** Each with its line feed, so that one that is missing shows. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Undefined where the bytes are no UTF-8, or hold what no JSON string should (U+0000). */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
