// What a manifest and its rules let a guest do with files, in the words that other tools have for it: trees of the host to
// read, to change or both, and what is denied in them. Where their words are too coarse less is let through, and said.
import { coversGuestPath } from '../../base/guest-path.ts';
import type { Expression } from '../condition/expression.ts';
import type { Rule } from '../decision.ts';
import type { Manifest, MountEntry } from '../manifest.ts';
import { asksPath, type Action } from '../request.ts';
import { directoriesAbove, RENAME_CALL, type Access } from './cedar-words.ts';
import { below } from './foreign-path.ts';
import { shown, type Lost, type LostPlace } from './translation.ts';

export interface ExportedTree {
  readonly host: string;
  readonly guest: string;
  readonly access: readonly Access[];
  /** That of its mount. */
  readonly place: LostPlace;
}

export interface ExportedDenial {
  readonly access: Access;
  readonly guest: string;
  readonly host: string;
  readonly place: LostPlace;
}

export interface ExportedFiles {
  readonly trees: readonly ExportedTree[];
  /** In trees that are given. */
  readonly denials: readonly ExportedDenial[];
  readonly lost: readonly Lost[];
}

type Denied = Omit<ExportedDenial, 'host'>;

/** A forbid that leaves some directories out: `unless { resource in Dir::"/a" || … }`. */
interface Only {
  readonly access: Access;
  readonly under: string;
  readonly kept: readonly string[];
}

export function exportedFiles(manifest: Manifest, rules: readonly Rule[]): ExportedFiles {
  const lost: Lost[] = [];
  const roots = manifest.mounts.flatMap((mount, index) => rootOf(mount, index, lost) ?? []);
  const onlys: Only[] = [];
  const denials: Denied[] = [];
  const forbids = rules.filter((rule) => rule.cedar !== undefined && isNews(rule, lost));
  for (const rule of forbids.filter((one) => !isRenameGuard(one))) readForbid(rule, onlys, denials, lost);
  for (const rule of forbids.filter(isRenameGuard)) {
    if (isCompanion(rule, onlys, denials)) continue;
    const under = placeOf(rule);
    denials.push({ access: 'write', guest: under, place: placeOfRule(rule) });
    lost.push(lostRule(rule, `renaming cannot be denied alone, so all changes under ${shown(under)} are`));
  }
  const trees = roots.flatMap((root) => treesOf(root, onlys));
  return { trees, denials: denials.flatMap((one) => placed(one, trees)), lost };
}

/** Where the host has what is denied; once for each tree that lies in it, where it is above them. */
function placed({ access, guest, place }: Denied, trees: readonly ExportedTree[]): ExportedDenial[] {
  return trees.flatMap((tree) => {
    if (!tree.access.includes(access) || !meet(tree.guest, guest)) return [];
    const inside = coversGuestPath(tree.guest, guest) ? guest : tree.guest;
    return [{ access, guest: inside, host: hostIn(tree, inside), place }];
  });
}

/** The mount as one tree, narrowed to the rights that others have: reading, and changing of every kind. */
function rootOf({ guest, source, rights }: MountEntry, index: number, lost: Lost[]): ExportedTree | undefined {
  const place: LostPlace = { kind: 'pointer', pointer: `/mounts/${index}` };
  const lose = (why: string): void => {
    lost.push({ place, what: shown(guest), why });
  };
  if (source.kind === 'grant') lose('which folder is granted is not known here, so it is left out');
  if (source.kind === 'memory') lose('a tree in memory is not known there, so it is left out');
  if (source.kind !== 'path') return undefined;
  const changes = rights.filter((right) => right !== 'read');
  if (changes.length === 1)
    lose(
      `the right to ${changes[0] === 'write' ? 'write but not create' : 'create but not write'} is not known there, so it is left out`,
    );
  const access: Access[] = [
    ...(rights.includes('read') ? ['read' as const] : []),
    ...(changes.length === 2 ? ['write' as const] : []),
  ];
  return access.length === 0 ? undefined : { host: source.path, guest, access, place };
}

/** Whether it forbids anything that others would permit. */
function isNews(rule: Rule, lost: Lost[]): boolean {
  if (rule.actions.length === 0) return false;
  if (rule.effect === 'permit') {
    lost.push(lostRule(rule, 'what it permits beyond the mounts is left out'));
    return false;
  }
  const others = rule.actions.filter((action) => !asksPath(action) && !action.startsWith('net.'));
  if (others.length > 0) lost.push(lostRule(rule, `there is no word there for denying ${listed(others)}, so it is not denied`));
  return rule.actions.some(asksPath);
}

function listed(actions: readonly Action[]): string {
  return actions.length > 4 ? `${actions.slice(0, 3).join(', ')} and ${actions.length - 3} more` : actions.join(', ');
}

function readForbid(rule: Rule, onlys: Only[], denials: Denied[], lost: Lost[]): void {
  const under = placeOf(rule);
  const kept = keptBy(rule.cedar?.when);
  if (rule.cedar?.when !== undefined && kept === undefined)
    lost.push(lostRule(rule, `its condition cannot be said there, so all under ${shown(under)} is denied`));
  for (const [access, actions] of GROUPS) {
    const named = actions.filter((action) => rule.actions.includes(action));
    if (named.length === 0) continue;
    if (named.length < actions.length)
      lost.push(
        lostRule(
          rule,
          `${listed(named)} cannot be denied alone, so ${access === 'read' ? 'all reading' : 'every change'} under ${shown(under)} is denied`,
        ),
      );
    if (kept !== undefined) onlys.push({ access, under, kept });
    else denials.push({ access, guest: under, place: placeOfRule(rule) });
  }
  if (rule.actions.filter(asksPath).every((action) => action === 'fs.link')) {
    denials.push({ access: 'write', guest: under, place: placeOfRule(rule) });
    lost.push(lostRule(rule, `links cannot be denied alone, so every change under ${shown(under)} is denied`));
  }
}

const GROUPS: readonly (readonly [Access, readonly Action[]])[] = [
  ['read', ['fs.read', 'fs.list']],
  ['write', ['fs.write', 'fs.create', 'fs.delete']],
];

function placeOf({ under, cedar }: Rule): string {
  return cedar?.file ?? (under === '' ? '/' : under);
}

/** The directories of `!(resource in Dir::"/a" || …)`; undefined for any other condition. */
function keptBy(when: Expression | undefined): string[] | undefined {
  if (when?.kind !== 'not') return undefined;
  const parts = when.of.kind === 'any' ? when.of.of : [when.of];
  const names = parts.flatMap((part) =>
    part.kind === 'in' && part.of === 'resource' && part.right.kind === 'entity' && part.right.type === 'Dir'
      ? [part.right.id]
      : [],
  );
  return names.length === parts.length ? names : undefined;
}

/** The rules by which an import keeps what may not be read from being moved to where it may. */
function isRenameGuard({ actions, cedar }: Rule): boolean {
  const parts = cedar?.when?.kind === 'all' ? cedar.when.of : [cedar?.when];
  const [first] = parts;
  const isRename = first?.kind === 'equal' && first.right.kind === 'text' && first.right.value === RENAME_CALL;
  return isRename && actions.every((action) => action === 'fs.create' || action === 'fs.delete');
}

/** Those who deny reading deny moving by that, as they judge a rename by both of its names. */
function isCompanion(guard: Rule, onlys: readonly Only[], denials: readonly Denied[]): boolean {
  const at = placeOf(guard);
  if (denials.some(({ guest }) => coversGuestPath(guest, at))) return true;
  const parts = guard.cedar?.when?.kind === 'all' ? guard.cedar.when.of.slice(1) : [];
  const [only, ...more] = parts;
  if (only === undefined || more.length > 0) return false;
  const kept = keptBy(only);
  if (kept !== undefined)
    return onlys.some((one) => one.access === 'read' && one.under === at && one.kept.join('\0') === kept.join('\0'));
  const above = pathsNamed(only);
  return denials.some(({ guest }) => directoriesAbove(guest).join('\0') === above.join('\0'));
}

function pathsNamed(condition: Expression): string[] {
  if (condition.kind !== 'contains' || condition.left.kind !== 'set') return [];
  return condition.left.of.flatMap((one) => (one.kind === 'text' ? [one.value] : []));
}

/** The mount's tree, or the parts of it that are all that a rule keeps. */
function treesOf(root: ExportedTree, onlys: readonly Only[]): ExportedTree[] {
  const parts = new Map<string, Access[]>();
  for (const access of root.access) {
    const narrowing = onlys.filter((one) => one.access === access && meet(one.under, root.guest));
    for (const path of narrowing.reduce(narrowed, [root.guest])) parts.set(path, [...(parts.get(path) ?? []), access]);
  }
  return [...parts].map(([guest, access]) => ({ host: hostIn(root, guest), guest, access, place: root.place }));
}

/** What of the paths lies outside of where the rule speaks, or in what it keeps. */
function narrowed(paths: readonly string[], { under, kept }: Only): string[] {
  return paths.flatMap((path) => {
    if (!meet(under, path)) return [path];
    return kept.flatMap((one) => {
      if (coversGuestPath(path, one)) return [one];
      return coversGuestPath(one, path) ? [path] : [];
    });
  });
}

function meet(left: string, right: string): boolean {
  return coversGuestPath(left, right) || coversGuestPath(right, left);
}

function hostIn({ host, guest }: ExportedTree, path: string): string {
  if (path === guest) return host;
  const rest = guest === '/' ? path.slice(1) : path.slice(guest.length + 1);
  return host === '.' ? rest : below(host.replace(/(?<=.)\/+$/, ''), rest);
}

function placeOfRule({ cedar }: Rule): LostPlace {
  return { kind: 'rule', source: cedar?.source ?? '', line: cedar?.line ?? 1, column: cedar?.column ?? 1 };
}

export function lostRule(rule: Rule, why: string): Lost {
  return { place: placeOfRule(rule), what: shown(rule.cedar?.name ?? ''), why };
}

/** For tools that can only give: what a denial touches is not given. */
export function withoutDenied({ trees, denials }: ExportedFiles, lost: Lost[]): ExportedTree[] {
  return trees.flatMap((tree) => {
    const hit = denials.filter(({ guest, access }) => tree.access.includes(access) && meet(tree.guest, guest));
    if (hit.length === 0) return [tree];
    const access = tree.access.filter((one) => !hit.some((denied) => denied.access === one));
    const what = hit.some((denied) => denied.access === 'read') ? 'reading' : 'changing';
    lost.push({
      place: tree.place,
      what: shown(tree.guest),
      why: `a part of it is denied, which cannot be said there, so ${what} any of it is left out`,
    });
    return access.length === 0 ? [] : [{ ...tree, access }];
  });
}
