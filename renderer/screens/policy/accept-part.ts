// One part of a suggested policy taken into the texts that are there: a mount into the manifest, a policy behind the rules. What
// the texts have otherwise stays.
import type { CommandOutput } from '../../../app/contract/contract.ts';
import { valueAt, withAppended, withValue } from '../../store/manifest-text.ts';
import type { PolicyTexts } from './text-versions.ts';

export type Suggestion = CommandOutput<'policy.suggest'>;
type Part = Suggestion['parts'][number];

interface Mount {
  readonly guest: string;
  readonly rights: readonly string[];
}

/** Whether the texts have it already. */
export function hasPart({ manifest, rules }: PolicyTexts, suggestion: Suggestion, part: Part): boolean {
  if (part.rule !== '') return rules.includes(part.rule);
  const wanted = mountOf(suggestion, part);
  const given = wanted && mountsIn(manifest).find(({ guest }) => guest === wanted.guest);
  return given !== undefined && given !== null && wanted !== null && wanted.rights.every((right) => given.rights.includes(right));
}

export function withPart(texts: PolicyTexts, suggestion: Suggestion, part: Part): PolicyTexts {
  if (part.rule !== '') return { ...texts, rules: withRule(texts.rules, part) };
  const wanted = mountOf(suggestion, part);
  return wanted === null ? texts : { ...texts, manifest: withMount(texts.manifest, wanted, entryOf(suggestion, part)) };
}

/** In place of one of the same name, since two could not stand together. */
function withRule(rules: string, { id, rule }: Part): string {
  const kept = withoutRule(rules, id).trimEnd();
  return kept === '' ? `${rule}\n` : `${kept}\n\n${rule}\n`;
}

/** Its comment line goes too. No text of a policy goes over a line's end, so the first semicolon at one ends it. */
function withoutRule(rules: string, id: string): string {
  const named = rules.indexOf(`@id(${JSON.stringify(id)})`);
  if (named < 0) return rules;
  const comment = /\/\/[^\n]*\n$/.exec(rules.slice(0, named))?.[0] ?? '';
  const end = /;[ \t]*(?:\n|$)/.exec(rules.slice(named));
  return rules.slice(0, named - comment.length) + (end === null ? '' : rules.slice(named + end.index + end[0].length));
}

/** One that is there keeps where it comes from, and is given what it lacks. */
function withMount(manifest: string, { guest, rights }: Mount, entry: unknown): string {
  const place = mountsIn(manifest).findIndex((mount) => mount.guest === guest);
  if (place < 0) return withAppended(manifest, ['mounts'], entry);
  const given = mountsIn(manifest)[place]?.rights ?? [];
  return withValue(manifest, ['mounts', place, 'rights'], [...given, ...rights.filter((right) => !given.includes(right))]);
}

function entryOf({ manifest }: Suggestion, { id }: Part): unknown {
  const place = /^\/mounts\/(\d+)$/.exec(id)?.[1];
  return place === undefined ? undefined : valueAt(manifest, ['mounts', Number(place)]);
}

function mountOf(suggestion: Suggestion, part: Part): Mount | null {
  const [mount = null] = [entryOf(suggestion, part)].flatMap(mountsOf);
  return mount;
}

function mountsIn(manifest: string): readonly Mount[] {
  const mounts = valueAt(manifest, ['mounts']);
  // What is no mount keeps its place in the list.
  return Array.isArray(mounts) ? mounts.map((each: unknown) => mountsOf(each)[0] ?? { guest: '', rights: [] }) : [];
}

function mountsOf(value: unknown): readonly Mount[] {
  if (typeof value !== 'object' || value === null || !('guest' in value) || !('rights' in value)) return [];
  const { guest, rights } = value;
  if (typeof guest !== 'string' || !Array.isArray(rights)) return [];
  return [{ guest, rights: rights.filter((right) => typeof right === 'string') }];
}
