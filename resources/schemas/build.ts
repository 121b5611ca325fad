// Writes the published schemas anew: `node resources/schemas/build.ts`, then `oxfmt` them.
import { writeFileSync } from 'node:fs';
import { cedarSchema } from '../../sandbox-core/policy/cedar/cedar-schema.ts';
import { policyTestJsonSchema } from '../../sandbox-core/policy-tools/policy-test-file.ts';
import { manifestJsonSchema } from '../../sandbox-core/policy/manifest-json-schema.ts';
import { testJsonSchema } from '../../sandbox-core/regression/test-schema.ts';
import { faultsJsonSchema } from '../../sandbox-core/run/faults/faults-json-schema.ts';

const SCHEMAS = {
  'sandbox.schema.json': manifestJsonSchema(),
  'sandboxtest.schema.json': testJsonSchema(),
  'faults.schema.json': faultsJsonSchema(),
  'policytest.schema.json': policyTestJsonSchema(),
};

for (const [name, schema] of Object.entries(SCHEMAS)) {
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
writeFileSync(new URL('sandbox.cedarschema', import.meta.url), cedarSchema());
