// A file a run wrote, in pieces from its beginning to its end: bytes that are known, and stretches that are not, with the reason.
import type { CommandOutput } from '../../../app/contract/contract.ts';
import { decodeTable } from '../../../app/contract/table.ts';
import { visibleLine } from '../../ui/terminal-text.ts';

type WrittenFile = NonNullable<CommandOutput<'rebuilt.file'>['file']>;

export type ContentPiece =
  | { readonly kind: 'bytes'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'missing'; readonly offset: number; readonly length: number; readonly why: string };

export interface FileContent {
  readonly pieces: readonly ContentPiece[];
  /** Written at an end of the file whose place is not known, in order. */
  readonly appended: readonly Uint8Array[];
}

const NOT_KEPT = 'written, and not kept in the recording';

export function fileContent(file: WrittenFile): FileContent {
  const table = decodeTable(file.table);
  const pieces: ContentPiece[] = [];
  const appended: Uint8Array[] = [];
  let at = 0;
  let end = 0;
  for (let range = 0; range < table.rows; range++) {
    const [list, offset] = [table.number('list', range), table.number('offset', range)];
    const [length, kept] = [table.number('length', range), table.number('kept', range)];
    const bytes = file.bytes.subarray(at, at + kept);
    at += kept;
    if (list === 1) appended.push(bytes);
    if (list !== 0) continue;
    pieces.push(...gap(file, end, offset));
    if (kept > 0) pieces.push({ kind: 'bytes', offset, bytes });
    if (kept < length) pieces.push({ kind: 'missing', offset: offset + kept, length: length - kept, why: NOT_KEPT });
    end = offset + length;
  }
  if (file.size !== null) pieces.push(...gap(file, end, file.size));
  return { pieces, appended };
}

function gap({ earlierEnd }: WrittenFile, from: number, to: number): ContentPiece[] {
  if (to <= from) return [];
  const border = Math.min(to, Math.max(from, earlierEnd ?? to));
  const parts = [
    { from, to: border, why: 'not written by this run: what stood there before' },
    { from: border, to, why: 'never written: zeros' },
  ];
  return parts
    .filter((part) => part.to > part.from)
    .map((part) => ({ kind: 'missing', offset: part.from, length: part.to - part.from, why: part.why }));
}

/** Lines that are safe to look at, or null for bytes that are no UTF-8 text. */
export function textLines(bytes: Uint8Array): readonly string[] | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text.replaceAll('\r\n', '\n').split('\n').map(visibleLine);
  } catch {
    return null;
  }
}
