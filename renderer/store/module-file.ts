// Reads a file the user opened or dropped. Size and name are checked before a byte is read, so that a stray drop freezes nothing.
import { bytesText } from '../ui/quantities.ts';

/** What one message to the engine can carry with room to spare; larger modules are refused there as well. */
export const LARGEST_FILE = 256 << 20;

const KNOWN_NAME = /\.(wasm|wat)$/i;

export async function readModuleFile(file: Pick<File, 'name' | 'size' | 'arrayBuffer'>): Promise<Uint8Array<ArrayBuffer>> {
  if (!KNOWN_NAME.test(file.name)) throw new Error('its name ends neither in .wasm nor in .wat');
  if (file.size > LARGEST_FILE) throw new Error(`it has ${bytesText(file.size)}, at most ${bytesText(LARGEST_FILE)} are read`);
  return new Uint8Array(await file.arrayBuffer());
}
