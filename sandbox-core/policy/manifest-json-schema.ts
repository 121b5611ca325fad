// The schema of the manifest's file as JSON Schema 2020-12: for editors, and for readers who have no TypeScript.
import { z } from 'zod';
import { manifestFileSchema } from './manifest-schema.ts';

export interface JsonSchema {
  readonly [key: string]: unknown;
}

export function manifestJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(manifestFileSchema, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema, zodSchema }) => {
      const isMount = zodSchema._zod.def.type === 'object' && jsonSchema.properties?.['guest'] !== undefined;
      if (isMount) jsonSchema.oneOf = ['grant', 'path', 'memory'].map((source) => ({ required: [source] }));
    },
  });
  return { ...schema, title: 'Manifest of a sandboxed WebAssembly guest', allowComments: true, allowTrailingCommas: true };
}
