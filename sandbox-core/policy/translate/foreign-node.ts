// The values of a foreign file with their places, the same for every syntax. Keys are those of a Map, never of an object:
// what a file calls `__proto__` is a name like others, and is refused as one that we do not know.
import type { Diagnostic } from '../../base/diagnostic.ts';
import { shown, type Lost, type LostPlace } from './translation.ts';

type ForeignValue =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'truth'; readonly value: boolean }
  /** `null`, or a key without a value: as if it were not there. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly items: readonly ForeignNode[] }
  | { readonly kind: 'map'; readonly members: ReadonlyMap<string, ForeignNode> }
  /** What we never look for, such as a date. */
  | { readonly kind: 'other' };

export type ForeignNode = ForeignValue & {
  /** That of its key, for a member of a map. */
  readonly place: LostPlace;
};

export type ForeignText = Extract<ForeignNode, { readonly kind: 'text' }>;

type Kind = ForeignValue['kind'];

const EXPECTED: Readonly<Record<Kind, string>> = {
  text: 'a string',
  number: 'a number',
  truth: 'true or false',
  nothing: 'nothing',
  list: 'a list',
  map: 'a table of names and values',
  other: 'another value',
};

/** What is found on the way through a file: what is lost of it, and what makes it unusable. */
export class Findings {
  readonly lost: Lost[] = [];
  readonly faults: Diagnostic[] = [];

  lose(place: LostPlace, what: string, why: string): void {
    this.lost.push({ place, what: shown(what), why });
  }

  /** `found` and `expected` are half-sentences. */
  refuse(place: LostPlace, what: string, found: string, expected: string): void {
    const at = place.kind === 'pointer' ? ` (${shown(place.pointer)})` : '';
    const message = `${shown(what)}${at} is ${found}; ${expected} was expected`;
    this.faults.push({ code: 'foreign-value', message, place: place.kind === 'text' ? place : { kind: 'whole' } });
  }
}

export function textOf(node: ForeignNode | undefined, what: string, findings: Findings): string | undefined {
  return ofKind(node, 'text', what, findings)?.value;
}

export function numberOf(node: ForeignNode | undefined, what: string, findings: Findings): number | undefined {
  return ofKind(node, 'number', what, findings)?.value;
}

export function truthOf(node: ForeignNode | undefined, what: string, findings: Findings): boolean | undefined {
  return ofKind(node, 'truth', what, findings)?.value;
}

/** Empty where there is none. */
export function itemsOf(node: ForeignNode | undefined, what: string, findings: Findings): readonly ForeignNode[] {
  return ofKind(node, 'list', what, findings)?.items ?? [];
}

/** Empty where there is none. */
export function membersOf(node: ForeignNode | undefined, what: string, findings: Findings): ReadonlyMap<string, ForeignNode> {
  return ofKind(node, 'map', what, findings)?.members ?? new Map();
}

/** The strings of a list; what is none is refused. */
export function textsOf(node: ForeignNode | undefined, what: string, findings: Findings): readonly ForeignText[] {
  return itemsOf(node, what, findings).flatMap((item) => ofKind(item, 'text', `an item of ${what}`, findings) ?? []);
}

function ofKind<Wanted extends Kind>(
  node: ForeignNode | undefined,
  kind: Wanted,
  what: string,
  findings: Findings,
): Extract<ForeignNode, { readonly kind: Wanted }> | undefined {
  if (node === undefined || node.kind === 'nothing') return undefined;
  if (isOf(node, kind)) return node;
  findings.refuse(node.place, what, EXPECTED[node.kind], EXPECTED[kind]);
  return undefined;
}

function isOf<Wanted extends Kind>(node: ForeignNode, kind: Wanted): node is Extract<ForeignNode, { readonly kind: Wanted }> {
  return node.kind === kind;
}

/** Says of every member that is not in `carried` what `lost` has to say of it. */
export function loseOthers(
  members: ReadonlyMap<string, ForeignNode>,
  carried: readonly string[],
  lost: Readonly<Record<string, string>>,
  findings: Findings,
): void {
  for (const [name, node] of members) {
    if (carried.includes(name)) continue;
    const why = Object.hasOwn(lost, name) ? lost[name] : undefined;
    if (why === undefined) findings.lose(node.place, name, 'this translation does not know it, so it is left out');
    else if (!isEmpty(node)) findings.lose(node.place, name, why);
  }
}

/** Whether it says the same as if it were not there. */
export function isEmpty(node: ForeignNode): boolean {
  if (node.kind === 'list') return node.items.length === 0;
  if (node.kind === 'map') return node.members.size === 0;
  return node.kind === 'nothing' || (node.kind === 'truth' && !node.value);
}
