// A manifest's text → a Manifest, or every fault with the line and column of the very value. Never throws on any text.
import { getNodeValue, type Node } from 'jsonc-parser';
import type { Checked } from '../base/diagnostic.ts';
import { parseJsonTree, type JsonTree } from './json-tree.ts';
import type { Manifest } from './manifest.ts';
import { manifestFrom, type Fault } from './manifest-from-file.ts';
import { faultsOf, nodeAt } from './manifest-issues.ts';
import { MANIFEST_CAPS, manifestFileSchema } from './manifest-schema.ts';

export function parseManifest(text: string): Checked<Manifest> {
  const parsed = parseJsonTree(text, MANIFEST_CAPS);
  if (!parsed.ok) return parsed;
  const { root } = parsed.value;
  const file = manifestFileSchema.safeParse(getNodeValue(root));
  if (!file.success) return refused(faultsOf(file.error.issues, root), parsed.value);
  const { manifest, faults } = manifestFrom(file.data, variablesIn(root));
  return faults.length > 0 ? refused(faults, parsed.value) : { ok: true, value: manifest };
}

function refused(faults: readonly Fault[], { root, placeAt }: JsonTree): Checked<Manifest> {
  const placed = faults.map(({ code, message, path }) => ({ code, message, offset: offsetOf(code, path, root) }));
  placed.sort((left, right) => left.offset - right.offset);
  const kept = placed.slice(0, MANIFEST_CAPS.diagnostics);
  return { ok: false, diagnostics: kept.map(({ code, message, offset }) => ({ code, message, place: placeAt(offset) })) };
}

/** A key that is unknown or badly named is pointed at itself, any other fault at the value. */
function offsetOf(code: string, path: Fault['path'], root: Node): number {
  const node = nodeAt(root, path) ?? root;
  const isKey = code === 'unknown-key' || code === 'variable-name' || code === 'later';
  return (isKey ? (node.parent?.children?.[0] ?? node) : node).offset;
}

function variablesIn(root: Node): Manifest['env'] {
  const properties = nodeAt(root, ['env'])?.children ?? [];
  return properties.map(({ children = [] }) => [String(children[0]?.value), String(children[1]?.value)]);
}
