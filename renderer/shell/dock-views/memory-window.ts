// Which part of a memory is in view, and what the bytes there mean as numbers.

export const WINDOW_BYTES = 256;
const ROW = 16;

/** The first address of the window with `address` in its second row. */
export function windowAt(address: number): number {
  return Math.max(0, address - (address % ROW) - ROW);
}

/** Further by windows, never before the beginning nor past the last window. */
export function moved(start: number, windows: number, memoryBytes: number): number {
  const last = Math.max(0, memoryBytes - WINDOW_BYTES);
  return Math.max(0, Math.min(start + windows * WINDOW_BYTES, last - (last % ROW)));
}

/** `0x1040`, `1040h` or decimal; undefined for what is no address. */
export function readAddress(text: string): number | undefined {
  const trimmed = text.trim().replaceAll('_', '');
  const hexadecimal = /^(?:0x([\da-f]{1,13})|([\da-f]{1,13})h)$/i.exec(trimmed);
  if (hexadecimal) return Number.parseInt(hexadecimal[1] ?? hexadecimal[2] ?? '', 16);
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : undefined;
}

export interface Meaning {
  readonly type: string;
  readonly value: string;
}

/** What stands at a place as the number types of WebAssembly have it, little-endian; those that do not fit are left out. */
export function meaningsAt(bytes: Uint8Array, at: number): readonly Meaning[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const left = bytes.length - at;
  const meanings: Meaning[] = [];
  const add = (type: string, size: number, read: () => number | bigint): void => {
    if (at >= 0 && left >= size) meanings.push({ type, value: String(read()) });
  };
  add('u8', 1, () => view.getUint8(at));
  add('u16', 2, () => view.getUint16(at, true));
  add('i32', 4, () => view.getInt32(at, true));
  add('u32', 4, () => view.getUint32(at, true));
  add('i64', 8, () => view.getBigInt64(at, true));
  add('f32', 4, () => Number(view.getFloat32(at, true).toPrecision(7)));
  add('f64', 8, () => view.getFloat64(at, true));
  return meanings;
}
