// What can come at a place in a manifest, and what a key there means: told from its JSON Schema, which the engine gives.
import { getLocation, type JSONPath } from 'jsonc-parser';
import type { CompletionItem, CompletionList, HoverWords } from './editor-props.ts';

/** As much of JSON Schema as the manifest's uses. */
export interface ManifestSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, ManifestSchema>>;
  readonly additionalProperties?: unknown;
  readonly items?: ManifestSchema;
  readonly anyOf?: readonly ManifestSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** Null where nothing fits. `paths` are offered where a mount says what the guest sees. */
export function completeManifest(
  text: string,
  at: number,
  asked: boolean,
  schema: ManifestSchema,
  paths: readonly string[],
): CompletionList | null {
  const { path, previousNode, isAtPropertyKey } = getLocation(text, at);
  const isInside = previousNode !== undefined && previousNode.offset <= at && at <= previousNode.offset + previousNode.length;
  const word = /[\w-]*$/.exec(text.slice(0, at))?.[0] ?? '';
  const from = isInside ? previousNode.offset : at - word.length;
  const to = isInside ? previousNode.offset + previousNode.length : at;
  if (!isInside && word === '' && !asked) return null;
  const items = isAtPropertyKey
    ? keysAt(schema, path.slice(0, -1), text.slice(to))
    : [...valuesAt(schema, path), ...(path.at(-1) === 'guest' ? paths.map((label) => ({ label: JSON.stringify(label) })) : [])];
  return items.length === 0 ? null : { from, to, items };
}

/** What the key or value at an offset is for. */
export function hoverManifest(text: string, at: number, schema: ManifestSchema): HoverWords | null {
  const { path, previousNode } = getLocation(text, at);
  if (previousNode === undefined || at < previousNode.offset || at > previousNode.offset + previousNode.length) return null;
  const words = describe(schema, path);
  if (words === undefined) return null;
  return { from: previousNode.offset, to: previousNode.offset + previousNode.length, words };
}

/** All parts of the schema that can stand at a path. */
function schemasAt(schema: ManifestSchema, path: JSONPath): readonly ManifestSchema[] {
  return path.reduce<readonly ManifestSchema[]>(
    (found, key) => found.flatMap((each) => alternatives(each)).flatMap((each) => stepInto(each, key)),
    [schema],
  );
}

function stepInto({ properties, items }: ManifestSchema, key: string | number): readonly ManifestSchema[] {
  const isKnown = properties !== undefined && Object.hasOwn(properties, String(key));
  const next = typeof key === 'number' ? items : isKnown ? properties[key] : undefined;
  return next === undefined ? [] : [next];
}

function alternatives(schema: ManifestSchema): readonly ManifestSchema[] {
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(alternatives);
}

function describe(schema: ManifestSchema, path: JSONPath): string | undefined {
  return schemasAt(schema, path).find(({ description }) => description !== undefined)?.description;
}

/** A colon comes along unless there is one. */
function keysAt(schema: ManifestSchema, path: JSONPath, behind: string): readonly CompletionItem[] {
  const colon = /^\s*:/.test(behind) ? '' : ': ';
  const parts = schemasAt(schema, path).flatMap(alternatives);
  return parts.flatMap(({ properties = {} }) =>
    Object.entries(properties).map(([key, { description = '' }]) => ({
      label: JSON.stringify(key),
      detail: firstSentence(description),
      apply: `${JSON.stringify(key)}${colon}`,
    })),
  );
}

function valuesAt(schema: ManifestSchema, path: JSONPath): readonly CompletionItem[] {
  const parts = schemasAt(schema, path).flatMap(alternatives);
  const values = parts.flatMap((part) => [...(part.enum ?? []), ...('const' in part ? [part.const] : [])]);
  const shapes = parts.flatMap(({ type }) => (type === 'object' ? ['{ }'] : type === 'array' ? ['[]'] : []));
  return [...values.map((value) => JSON.stringify(value)), ...shapes].map((label) => ({ label }));
}

function firstSentence(text: string): string {
  return /^[^.:]*/.exec(text)?.[0] ?? '';
}
