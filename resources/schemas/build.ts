// Writes the published schemas anew: `node resources/schemas/build.ts`, then `oxfmt` them.
import { writeFileSync } from 'node:fs';
import { manifestJsonSchema } from '../../sandbox-core/policy/manifest-json-schema.ts';
import { testJsonSchema } from '../../sandbox-core/regression/test-schema.ts';
import { faultsJsonSchema } from '../../sandbox-core/run/faults/faults-json-schema.ts';

const SCHEMAS = {
  'sandbox.schema.json': manifestJsonSchema(),
  'sandboxtest.schema.json': testJsonSchema(),
  'faults.schema.json': faultsJsonSchema(),
};

for (const [name, schema] of Object.entries(SCHEMAS)) {
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
