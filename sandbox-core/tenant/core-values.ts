// Numbers of WebAssembly's core types as they cross to a tenant's process and back: i32, f32 and f64 as a double, which holds
// each of them exactly, i64 as 64 bits. Which of the types it is, both sides know from the function.
import type { FrameReader } from './frame-reader.ts';
import type { FrameWriter } from './frame-writer.ts';

export type CoreValue = number | bigint;

/** The JavaScript interface allows no more parameters and results either. */
export const MOST_VALUES = 1000;

const NUMBER = 0;
const LONG = 1;

export function writeValues(writer: FrameWriter, values: readonly CoreValue[]): void {
  writer.u32(values.length);
  for (const value of values) {
    if (typeof value === 'bigint') writer.u8(LONG).i64(value);
    else writer.u8(NUMBER).f64(value);
  }
}

export function readValues(reader: FrameReader): CoreValue[] {
  const count = reader.u32();
  if (count > MOST_VALUES) reader.refuse();
  const values: CoreValue[] = [];
  for (let index = 0; index < count && reader.sound; index += 1) {
    const kind = reader.u8();
    if (kind > LONG) reader.refuse();
    values.push(kind === LONG ? reader.i64() : reader.f64());
  }
  return values;
}
