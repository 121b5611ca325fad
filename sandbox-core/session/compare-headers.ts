// What two recordings say of their runs before and after the calls: module, manifest, plan, engine, and how they ended.
import { visibleText } from '../base/visible-text.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';
import type { Recording } from '../recording/store/recording.ts';

export interface HeaderDifference {
  /** `module`, `module name`, `manifest`, `engine`, `outcome`, or `plan` with the places in it: `plan: limits.memory`. */
  readonly what: string;
  /** Both sides in a few words, made visible; empty where they are long or may name places of the host. */
  readonly a: string;
  readonly b: string;
}

/** Places listed of a plan. */
const MOST_PLACES = 20;

/** In the order in which they explain the rest; empty where nothing differs but ids and times of the runs. */
export function compareHeaders(a: Recording, b: Recording): HeaderDifference[] {
  const [one, two] = [a.header, b.header];
  const texts: HeaderDifference[] = [
    { what: 'module', a: one.moduleDigest.slice(0, 12), b: two.moduleDigest.slice(0, 12) },
    { what: 'module name', a: one.moduleName, b: two.moduleName },
    { what: 'engine', a: engineOf(one), b: engineOf(two) },
  ].filter((each) => each.a !== each.b);
  if (one.manifestText !== two.manifestText) texts.push({ what: 'manifest', a: '', b: '' });
  const places = planPlaces(one.planJson, two.planJson);
  if (places.length > 0) texts.push({ what: `plan: ${places.join(', ')}`, a: '', b: '' });
  const [endA, endB] = [endOf(a), endOf(b)];
  if (endA.whole !== endB.whole) texts.push({ what: 'outcome', a: endA.kind, b: endB.kind });
  return texts.map((each) => ({ what: visibleText(each.what), a: visibleText(each.a), b: visibleText(each.b) }));
}

function engineOf({ engine, engineVersion }: RecordingHeader): string {
  return `${engine} ${engineVersion}`;
}

/** Names of what differs, two levels deep. `run` is the run's own id. */
function planPlaces(a: string, b: string): string[] {
  const [one, two] = [objectOf(a), objectOf(b)];
  const places: string[] = [];
  for (const key of keysOf(one, two)) {
    if (key === 'run' || sameJson(one.get(key), two.get(key))) continue;
    const [inner, other] = [one.get(key), two.get(key)];
    if (!isObject(inner) || !isObject(other)) places.push(key);
    else for (const name of changedNames(inner, other)) places.push(`${key}.${name}`);
  }
  return places.length <= MOST_PLACES ? places : [...places.slice(0, MOST_PLACES), '…'];
}

function changedNames(a: object, b: object): string[] {
  const [one, two] = [new Map<string, unknown>(Object.entries(a)), new Map<string, unknown>(Object.entries(b))];
  return keysOf(one, two).filter((name) => !sameJson(one.get(name), two.get(name)));
}

function keysOf(one: ReadonlyMap<string, unknown>, two: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...one.keys(), ...two.keys()])].sort();
}

function sameJson(one: unknown, two: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(two);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(json: string): ReadonlyMap<string, unknown> {
  const value: unknown = JSON.parse(json);
  return new Map<string, unknown>(isObject(value) ? Object.entries(value) : []);
}

/** The ending without its totals: how long a run took is not how it ended. */
function endOf({ outcome }: Recording): { readonly kind: string; readonly whole: string } {
  if (outcome === undefined) return { kind: 'none', whole: '' };
  const { totals: _totals, ...ending } = Object.fromEntries(objectOf(outcome));
  const { kind } = ending;
  return { kind: typeof kind === 'string' ? kind : '?', whole: JSON.stringify(ending) };
}
