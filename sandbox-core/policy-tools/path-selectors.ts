// Paths that a run asked for, said more generally: each by itself, by the endings of names, by the folders they lie in.
import { coversGuestPath, guestDirectoryOf } from '../base/guest-path.ts';
import { cedarString } from '../policy/cedar-string.ts';
import { joined, type Evidence } from './policy-needs.ts';

/** From the narrowest to the widest, which is what the manifest alone can say. */
export const SUGGESTION_LEVELS = ['exact', 'endings', 'folders', 'directory'] as const;
export type SuggestionLevel = (typeof SUGGESTION_LEVELS)[number];

/** `ending`: names that end so, anywhere under the directory. */
export type PathSelector =
  | { readonly kind: 'file'; readonly path: string; readonly evidence: Evidence }
  | { readonly kind: 'ending'; readonly directory: string; readonly ending: string; readonly evidence: Evidence }
  | { readonly kind: 'tree'; readonly directory: string; readonly evidence: Evidence };

/** In one policy, which Cedar takes up to a number of tokens of. */
const MOST_SELECTORS = 200;
/** Files of one directory with one ending, from which on the ending stands for them. */
const LEAST_FOR_ENDING = 3;
/** Characters of a path in a Cedar text, escapes counted. */
const MOST_PATH = 6000;

export interface Selected {
  readonly selectors: readonly PathSelector[];
  /** Wider than what was wanted, where there were too many. */
  readonly level: SuggestionLevel;
}

/** The selectors cover every path. At `directory` there are none: all that is mounted is meant. */
export function selectPaths(paths: ReadonlyMap<string, Evidence>, wanted: SuggestionLevel, isList: boolean): Selected {
  for (let at = SUGGESTION_LEVELS.indexOf(wanted); ; at++) {
    const level = SUGGESTION_LEVELS[at] ?? 'directory';
    if (level === 'directory') return { selectors: [], level };
    const selectors = SELECT[level](paths, isList);
    if (selectors.length <= MOST_SELECTORS && selectors.every(fitsInText)) return { selectors, level };
  }
}

type Select = (paths: ReadonlyMap<string, Evidence>, isList: boolean) => PathSelector[];

const SELECT: Readonly<Record<Exclude<SuggestionLevel, 'directory'>, Select>> = {
  exact: (paths) => [...paths].map(([path, evidence]) => ({ kind: 'file', path, evidence })),
  endings: byEnding,
  folders: byFolder,
};

function byEnding(paths: ReadonlyMap<string, Evidence>): PathSelector[] {
  const groups = new Map<string, [string, Evidence][]>();
  for (const entry of paths) {
    const [path] = entry;
    const key = `${guestDirectoryOf(path)}\0${endingOf(path)}`;
    const group = groups.get(key) ?? [];
    if (group.length === 0) groups.set(key, group);
    group.push(entry);
  }
  return [...groups.values()].flatMap((group): PathSelector[] => {
    const [path = '/'] = group[0] ?? [];
    const ending = endingOf(path);
    if (group.length < LEAST_FOR_ENDING || ending === '')
      return group.map(([file, evidence]) => ({ kind: 'file', path: file, evidence }));
    return [{ kind: 'ending', directory: guestDirectoryOf(path), ending, evidence: sumOf(group.map(([, one]) => one)) }];
  });
}

/** `.txt`; empty for a name without one. */
function endingOf(path: string): string {
  return /[^/](\.[^./]{1,16})$/.exec(path)?.[1] ?? '';
}

function byFolder(paths: ReadonlyMap<string, Evidence>, isList: boolean): PathSelector[] {
  const folders = new Map<string, Evidence>();
  for (const [path, evidence] of paths) {
    const folder = isList ? path : guestDirectoryOf(path);
    folders.set(folder, joined(folders.get(folder), evidence));
  }
  const outermost = outermostOf(folders.keys());
  const trees = new Map<string, Evidence>();
  for (const [folder, evidence] of folders) {
    const directory = outermost.find((one) => coversGuestPath(one, folder)) ?? folder;
    trees.set(directory, joined(trees.get(directory), evidence));
  }
  return [...trees].map(([directory, evidence]) => ({ kind: 'tree', directory, evidence }));
}

/** Those directories that lie in no other of them. */
export function outermostOf(directories: Iterable<string>): string[] {
  const found: string[] = [];
  let last: string | undefined;
  // In this order each directory is followed by all that lies in it.
  for (const directory of [...new Set(directories)].sort(byComponent)) {
    if (last !== undefined && coversGuestPath(last, directory)) continue;
    found.push(directory);
    last = directory;
  }
  return found;
}

/** The slash before every other character. */
function byComponent(one: string, other: string): number {
  const [left, right] = [one, other].map((path) => (path === '/' ? '' : path).replaceAll('/', '\0'));
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

function sumOf(evidence: readonly Evidence[]): Evidence {
  return evidence.reduce((one, other) => joined(one, other));
}

function fitsInText(selector: PathSelector): boolean {
  return cedarString(selector.kind === 'file' ? selector.path : selector.directory).length <= MOST_PATH;
}

/** As a condition of Cedar. */
export function selectorsText(selectors: readonly PathSelector[]): string {
  const files = selectors.flatMap((one) => (one.kind === 'file' ? [`File::${cedarString(one.path)}`] : []));
  const trees = selectors.flatMap((one) => (one.kind === 'tree' ? [`Dir::${cedarString(one.directory)}`] : []));
  const endings = selectors.flatMap((one) => (one.kind === 'ending' ? [endingText(one)] : []));
  const [file, tree] = [files[0], trees[0]];
  const tests = [
    ...(file === undefined ? [] : [files.length === 1 ? `resource == ${file}` : `[${files.join(', ')}].contains(resource)`]),
    ...(tree === undefined ? [] : [trees.length === 1 ? `resource in ${tree}` : `resource in [${trees.join(', ')}]`]),
    ...endings,
  ];
  return tests.join(' ||\n  ');
}

/** An asterisk of a name is written with a backslash in a pattern. */
function endingText({ directory, ending }: Extract<PathSelector, { kind: 'ending' }>): string {
  const pattern = `"*${cedarString(ending).slice(1, -1).replaceAll('*', '\\*')}"`;
  return `(resource in Dir::${cedarString(directory)} && resource.name like ${pattern})`;
}
