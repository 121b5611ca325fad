// The byte layout of `filestat` and its relatives in guest memory (witx of WASI preview 1).
import type { FileKind, Stat } from '../files/file-tree.ts';

export const FILESTAT_BYTES = 64;
export const FDSTAT_BYTES = 24;

export const FILETYPE = { unknown: 0, character: 2, directory: 3, file: 4, link: 7 } as const;

export function filetypeOf(kind: FileKind): number {
  return kind === 'other' ? FILETYPE.unknown : FILETYPE[kind];
}

export function filestatBytes(stat: Stat, device: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(FILESTAT_BYTES));
  view.setBigUint64(0, BigInt(device), true);
  view.setBigUint64(8, stat.inode, true);
  view.setUint8(16, filetypeOf(stat.kind));
  view.setBigUint64(24, BigInt(stat.links), true);
  view.setBigUint64(32, BigInt(stat.size), true);
  view.setBigUint64(40, stat.accessed, true);
  view.setBigUint64(48, stat.modified, true);
  view.setBigUint64(56, stat.changed, true);
  return new Uint8Array(view.buffer);
}

/** A stream has no file: only its type is told. */
export function streamStatBytes(): Uint8Array {
  const bytes = new Uint8Array(FILESTAT_BYTES);
  bytes[16] = FILETYPE.unknown;
  return bytes;
}

export function fdstatBytes(filetype: number, flags: number, base: number, inheriting: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(FDSTAT_BYTES));
  view.setUint8(0, filetype);
  view.setUint16(2, flags, true);
  view.setBigUint64(8, BigInt(base), true);
  view.setBigUint64(16, BigInt(inheriting), true);
  return new Uint8Array(view.buffer);
}
