import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseManifest } from '../../sandbox-core/index.ts';
import { readSamples } from './samples.ts';

const samples = readSamples(fileURLToPath(new URL('../../resources/samples', import.meta.url)));

it('readSamples() finds the samples that are committed', () => {
  expect(samples.map(({ id }) => id)).toEqual(expect.arrayContaining(['hello', 'thief', 'hog', 'spinner', 'maze']));
});

it.each(samples)('the sample $id is a module with a manifest that is right', async ({ load, manifest, name }) => {
  const bytes = await load();
  expect([...bytes.subarray(0, 4)]).toEqual([0, 97, 115, 109]);
  expect(name).toMatch(/^[\w-]+\.wasm$/);
  if (manifest !== undefined) expect(parseManifest(manifest)).toMatchObject({ ok: true });
});
