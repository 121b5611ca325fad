// A place in a source in few letters.
import type { SourcePlace } from './line-table.ts';

/** `thief.c:41`: without folders, which say where somebody else's compiler ran. */
export function sourceInShort({ file, line }: Pick<SourcePlace, 'file' | 'line'>): string {
  return `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line}`;
}
