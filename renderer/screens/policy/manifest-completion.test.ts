import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { completeManifest, hoverManifest, type ManifestSchema } from './manifest-completion.ts';

const file = new URL('../../../resources/schemas/sandbox.schema.json', import.meta.url);
const SCHEMA = JSON.parse(readFileSync(file, 'utf8')) as ManifestSchema;

/** The text with the item of this label put in at `|`. */
function completed(marked: string, label: string): string | undefined {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = completeManifest(text, at, false, SCHEMA, ['/data', '/etc/hosts']);
  const item = found?.items.find((one) => one.label === label);
  return found === null || item === undefined
    ? undefined
    : text.slice(0, found.from) + (item.apply ?? item.label) + text.slice(found.to);
}

test('completeManifest() offers the keys of the object that is being typed', () => {
  expect(completed('{ "version": 1, "mo|" }', '"mounts"')).toBe('{ "version": 1, "mounts":  }');
  expect(completed('{ "limits": { mem| } }', '"memory"')).toBe('{ "limits": { "memory":  } }');
  expect(completed('{ "mou|nts": [] }', '"mounts"')).toBe('{ "mounts": [] }');
});

test('completeManifest() offers the words that a value may be, and recorded paths for a mount', () => {
  expect(completed('{ "mounts": [{ "rights": ["|"] }] }', '"create"')).toBe('{ "mounts": [{ "rights": ["create"] }] }');
  expect(completed('{ "onMiss": "|" }', '"stop"')).toBe('{ "onMiss": "stop" }');
  expect(completed('{ "mounts": [{ "guest": "/|" }] }', '"/etc/hosts"')).toBe('{ "mounts": [{ "guest": "/etc/hosts" }] }');
});

test('completeManifest() is quiet where nothing was begun and where the schema knows nothing', () => {
  expect(completeManifest('{  }', 2, false, SCHEMA, [])).toBeNull();
  expect(completeManifest('{ "constructor": "" }', 18, false, SCHEMA, [])).toBeNull();
});

test('hoverManifest() says what a key is for', () => {
  const text = '{ "limits": { "wallTime": "5s" } }';
  expect(hoverManifest(text, 16, SCHEMA)).toMatchObject({ from: 14, to: 24, words: expect.stringMatching(/^Longest run/) });
  expect(hoverManifest(text, 0, SCHEMA)).toBeNull();
});
