// Writes sandbox.schema.json anew from the manifest's schema: `node resources/schemas/build.ts`, then `oxfmt` it.
import { writeFileSync } from 'node:fs';
import { manifestJsonSchema } from '../../sandbox-core/policy/manifest-json-schema.ts';

writeFileSync(new URL('sandbox.schema.json', import.meta.url), `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
