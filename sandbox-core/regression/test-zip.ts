// The folder of a regression test as one file to be given away. What is in it is compressed already or quick to read; so it is
// only put together. No times or owners are in it: the same test is the same bytes.
import { zipSync } from 'fflate';
import type { TestFiles } from './make-test.ts';

/** The first day that a zip can tell. */
const NO_TIME = '1980-01-01T12:00:00';

export function testZip(folder: string, { files }: TestFiles): Uint8Array {
  const paths = files.map(({ name, bytes }) => [`${folder}/${name}`, bytes] as const);
  return zipSync(Object.fromEntries(paths), { level: 0, mtime: NO_TIME });
}
