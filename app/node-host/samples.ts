// The samples that come with the application: samples.json lists them, their files lie beside it or in an npm package.
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { SampleSource } from '../services/samples.ts';

const fileName = z.string().regex(/^[\w.-]+$/);

const listSchema = z.array(
  z.strictObject({
    id: z.string().regex(/^[\w-]{1,64}$/),
    title: z.string(),
    says: z.string(),
    file: z.string().regex(/^[\w./-]+$/),
    /** npm package that has the file; it is a development dependency and may not be there. */
    package: z.string().optional(),
    manifest: fileName.optional(),
  }),
);

/** Samples whose files are not there are left out. */
export function readSamples(folder: string): SampleSource[] {
  const listed = listSchema.parse(JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')));
  return listed.flatMap((sample) => {
    const path = join(sample.package === undefined ? folder : packageFolder(sample.package, folder), sample.file);
    if (!existsSync(path)) return [];
    const { id, title, says } = sample;
    const manifest = sample.manifest === undefined ? undefined : readFileSync(join(folder, sample.manifest), 'utf8');
    return [{ id, title, says, name: basename(path), manifest, load: async () => new Uint8Array(await readFile(path)) }];
  });
}

/** An empty text where the package is not installed. */
function packageFolder(name: string, from: string): string {
  const found = createRequire(join(from, 'samples.json'))
    .resolve.paths(name)
    ?.find((modules) => existsSync(join(modules, name)));
  return found === undefined ? '' : dirname(join(found, name, 'package.json'));
}
