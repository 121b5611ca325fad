// Cedar's JSON form of a policy, as far as we read it. It comes from Cedar, which a text may have driven into a corner:
// so it is read as something unknown, and what does not look as it should is a construct that we do not know.

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The one key of an expression and what stands behind it: `{ "==": { left, right } }`. */
export function soleEntry(value: unknown): readonly [key: string, operands: unknown] | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  return entries.length === 1 ? entries[0] : undefined;
}

/** `{ "type": …, "id": … }`, with or without `__entity` around it. */
export function entityIn(value: unknown): { readonly type: string; readonly id: string } | undefined {
  const inner = isObject(value) && '__entity' in value ? value['__entity'] : value;
  if (!isObject(inner)) return undefined;
  const { type, id } = inner;
  return typeof type === 'string' && typeof id === 'string' ? { type, id } : undefined;
}
