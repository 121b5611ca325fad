import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { manifestJsonSchema } from './manifest-json-schema.ts';

const committed = new URL('../../resources/schemas/sandbox.schema.json', import.meta.url);

test('sandbox.schema.json is up to date (else: node resources/schemas/build.ts)', () => {
  expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(manifestJsonSchema());
});

test('manifestJsonSchema() describes every key', () => {
  const bare: string[] = [];
  const look = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      const isKey = path.endsWith('/properties');
      if (isKey && !('description' in value)) bare.push(`${path}/${key}`);
      look(value, `${path}/${key}`);
    }
  };
  look(manifestJsonSchema(), '');
  expect(bare).toEqual([]);
});

test('manifestJsonSchema() has only patterns that compile as JSON Schema wants them, for Unicode', () => {
  const patterns: string[] = [];
  JSON.stringify(manifestJsonSchema(), (key, value: unknown) => {
    if (key === 'pattern') patterns.push(String(value));
    return value;
  });
  expect(patterns.length).toBeGreaterThan(5);
  for (const pattern of patterns) expect(() => new RegExp(pattern, 'u')).not.toThrow();
});
