// What a run changed in a file, as two texts: earlier content that it had read before it wrote there, and what stood there in the end.
import type { CommandOutput } from '../../../app/contract/contract.ts';
import { decodeTable } from '../../../app/contract/table.ts';
import { textLines } from './file-content.ts';

type WrittenFile = NonNullable<CommandOutput<'rebuilt.file'>['file']>;

export interface FileTexts {
  readonly before: string;
  readonly after: string;
}

const LISTS = { written: 0, appended: 1, before: 2 } as const;

/** Null where the recording does not tell all of both, where they are no text, and where nothing was there before. */
export function fileTexts(file: WrittenFile): FileTexts | null {
  if (file.size === null || file.more) return null;
  const table = decodeTable(file.table);
  const earlier = new Content();
  const written = new Content();
  let at = 0;
  for (let range = 0; range < table.rows; range++) {
    const [list, offset] = [table.number('list', range), table.number('offset', range)];
    const [length, kept] = [table.number('length', range), table.number('kept', range)];
    if (list === LISTS.appended || kept < length) return null;
    (list === LISTS.before ? earlier : written).put(offset, file.bytes.subarray(at, at + kept));
    at += kept;
  }
  const before = earlier.whole(earlier.end);
  if (before === null || before.length === 0) return null;
  // Where nothing was written, what was there still stands, as far as the file was not cut.
  const stands = before.subarray(0, Math.min(before.length, file.earlierEnd ?? before.length, file.size));
  const after = new Content([{ offset: 0, bytes: stands }, ...written.pieces]).whole(file.size);
  const [old, now] = [textLines(before), after && textLines(after)];
  return old === null || now === null ? null : { before: old.join('\n'), after: now.join('\n') };
}

/** Bytes at offsets; later ones cover earlier ones. */
class Content {
  readonly pieces: { readonly offset: number; readonly bytes: Uint8Array }[];

  constructor(pieces: readonly { readonly offset: number; readonly bytes: Uint8Array }[] = []) {
    this.pieces = [...pieces];
  }

  get end(): number {
    return this.pieces.reduce((end, { offset, bytes }) => Math.max(end, offset + bytes.length), 0);
  }

  put(offset: number, bytes: Uint8Array): void {
    this.pieces.push({ offset, bytes });
  }

  /** The first `size` bytes; null where one of them is not known. */
  whole(size: number): Uint8Array | null {
    const bytes = new Uint8Array(size);
    const known = new Uint8Array(size);
    for (const piece of this.pieces) {
      const part = piece.bytes.subarray(0, Math.max(0, size - piece.offset));
      bytes.set(part, piece.offset);
      known.fill(1, piece.offset, piece.offset + part.length);
    }
    return known.includes(0) ? null : bytes;
  }
}
