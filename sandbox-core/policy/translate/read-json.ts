// JSON to foreign values, each with its line and column. Keys that stand twice and `__proto__` are refused on the way.
import type { Node } from 'jsonc-parser';
import type { Checked, Place } from '../../base/diagnostic.ts';
import { parseJsonTree } from '../json-tree.ts';
import { FOREIGN_CAPS } from './caps.ts';
import type { ForeignNode } from './foreign-node.ts';
import type { LostPlace } from './translation.ts';

export function readJson(text: string): Checked<ForeignNode> {
  const parsed = parseJsonTree(text, FOREIGN_CAPS);
  if (!parsed.ok) return parsed;
  const { root, placeAt } = parsed.value;
  return { ok: true, value: nodeFrom(root, root.offset, placeAt) };
}

/** The tree is at most as deep as the caps let it be. */
function nodeFrom(node: Node, offset: number, placeAt: (offset: number) => Place): ForeignNode {
  const place = textPlace(placeAt(offset));
  const value: unknown = node.value;
  if (node.type === 'array') {
    return { kind: 'list', items: (node.children ?? []).map((item) => nodeFrom(item, item.offset, placeAt)), place };
  }
  if (node.type === 'object') {
    const members = new Map<string, ForeignNode>();
    for (const { children: [key, member] = [] } of node.children ?? [])
      if (key && member) members.set(String(key.value), nodeFrom(member, key.offset, placeAt));
    return { kind: 'map', members, place };
  }
  if (typeof value === 'string') return { kind: 'text', value, place };
  if (typeof value === 'number') return { kind: 'number', value, place };
  return typeof value === 'boolean' ? { kind: 'truth', value, place } : { kind: 'nothing', place };
}

function textPlace(place: Place): LostPlace {
  return place.kind === 'text' ? place : { kind: 'pointer', pointer: '' };
}
