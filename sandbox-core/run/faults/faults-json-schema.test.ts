import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultsJsonSchema } from './faults-json-schema.ts';

test('faults.schema.json is up to date (else: node resources/schemas/build.ts)', () => {
  const committed = new URL('../../../resources/schemas/faults.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(faultsJsonSchema());
});
