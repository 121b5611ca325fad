// The schema of a fault schedule's file as JSON Schema 2020-12, for editors.
import { z } from 'zod';
import { faultsFileSchema } from './faults-file-schema.ts';

export function faultsJsonSchema(): { readonly [key: string]: unknown } {
  const schema = z.toJSONSchema(faultsFileSchema, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.properties?.['fail'] === undefined) return;
      jsonSchema.oneOf = ['fail', 'cut', 'deny', 'clock'].map((effect) => ({ required: [effect] }));
    },
  });
  return { ...schema, title: 'Fault schedule of a sandboxed WebAssembly guest', allowComments: true, allowTrailingCommas: true };
}
