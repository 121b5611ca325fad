// The flags of a Deno command line → our manifest. A Deno program sees the host's own paths, so a mount shows its guest the
// same; what a flag denies becomes a forbid.
import type { Checked } from '../../base/diagnostic.ts';
import type { Manifest } from '../manifest.ts';
import { denial, type Access, type Forbid } from './cedar-words.ts';
import { Findings } from './foreign-node.ts';
import { coveringFolder, treeOf } from './foreign-path.ts';
import { imported } from './imported.ts';
import { readWords, type Word } from './read-words.ts';
import type { Grant } from './settle-grants.ts';
import type { ImportedPolicy, LostPlace } from './translation.ts';

/** Short names of flags. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['A', 'allow-all'],
  ['R', 'allow-read'],
  ['W', 'allow-write'],
  ['N', 'allow-net'],
  ['E', 'allow-env'],
  ['S', 'allow-sys'],
  ['I', 'allow-import'],
  ['P', 'permission-set'],
]);

const LOST: ReadonlyMap<string, string> = new Map([
  ['allow-net', 'network rights come later; until then no host can be reached'],
  ['allow-run', 'no guest can start a process'],
  ['allow-ffi', 'no guest can load a library'],
  ['allow-sys', 'no guest can ask about the system'],
  ['allow-import', 'a guest is one module, which imports no code'],
  ['allow-scripts', 'a guest is one module, which imports no code'],
  ['allow-hrtime', 'how exact a clock is, the manifest says; the usual one is real'],
  ['allow-all', 'nothing here is given without a name, so it is left out'],
  ['permission-set', 'the set stands in another file, so it is left out'],
]);

/** What they deny or leave out cannot be had anyway. */
const HELD: ReadonlySet<string> = new Set([
  ...[
    'deny-net',
    'deny-run',
    'deny-ffi',
    'deny-sys',
    'deny-import',
    'no-prompt',
    'quiet',
    'q',
    'no-remote',
    'no-npm',
    'cached-only',
  ],
]);

/** Flags whose value may be the next word. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  ...['config', 'c', 'import-map', 'location', 'lock', 'cert', 'ext', 'seed', 'log-level', 'L', 'port', 'host'],
]);

/** Those that never take the next word. */
const ALONE: ReadonlySet<string> = new Set([
  ...['watch', 'watch-hmr', 'check', 'no-check', 'reload', 'r', 'no-lock', 'no-config', 'frozen', 'env-file', 'v8-flags'],
  ...['inspect', 'inspect-brk', 'inspect-wait', 'node-modules-dir', 'vendor', 'no-code-cache', 'no-clear-screen', 'strace-ops'],
]);

function isKnown(name: string): boolean {
  return HELD.has(name) || LOST.has(name) || ALONE.has(name) || /^(allow|deny|ignore|unstable)-/.test(name);
}

interface Flag {
  readonly name: string;
  /** Undefined for a flag alone. */
  readonly value: string | undefined;
  readonly place: LostPlace;
}

export async function importDeno(text: string): Promise<Checked<ImportedPolicy>> {
  const read = readWords(text);
  if (!read.ok) return read;
  const findings = new Findings();
  const { assigned, flags, args } = partsOf(read.value, findings);
  const grants: Grant[] = [];
  const forbids: Forbid[] = [];
  let random: Manifest['random'] | undefined;
  for (const flag of flags) {
    const access = flag.name.endsWith('-read') ? 'read' : 'write';
    if (/^allow-(read|write)$/.test(flag.name)) grants.push(...grantsOf(flag, access, findings));
    else if (/^(deny|ignore)-(read|write)$/.test(flag.name)) forbids.push(...forbidsOf(flag, access, findings));
    else if (flag.name === 'seed') random = seedOf(flag, findings);
    else loseFlag(flag, findings);
  }
  const found = { args, env: environmentOf(assigned, flags, findings), grants, forbids };
  return imported(random === undefined ? found : { ...found, random }, findings);
}

interface Parts {
  readonly assigned: ReadonlyMap<string, string>;
  readonly flags: readonly Flag[];
  readonly args: readonly string[];
}

/** `NAME=value … deno run FLAG… SCRIPT ARG…`, of which flags alone are enough. */
function partsOf(words: readonly Word[], findings: Findings): Parts {
  const assigned = new Map<string, string>();
  let at = 0;
  for (let match = assignment(words[at]); match; match = assignment(words[++at])) assigned.set(match[1] ?? '', match[2] ?? '');
  if (words[at]?.text === 'deno') at++;
  if (/^(run|serve|test|bench|eval|compile|install)$/.test(words[at]?.text ?? '')) at++;
  const flags: Flag[] = [];
  for (let word = words[at]; word?.text.startsWith('-') === true && word.text !== '--'; word = words[++at]) {
    const found = flagsOf(word);
    const next = words[at + 1];
    const last = found.at(-1);
    const takesNext = last !== undefined && last.value === undefined && next !== undefined && !next.text.startsWith('-');
    if (takesNext && WITH_VALUE.has(last.name)) {
      flags.push({ ...last, value: next.text });
      at++;
      continue;
    }
    // Should it take the next word, what follows would be flags, and not the arguments that they would be taken for.
    if (takesNext && found.some(({ name }) => !isKnown(name)))
      findings.refuse(word.place, word.text, 'not known, and may take the next word for its value', `${word.text}=VALUE`);
    flags.push(...found);
  }
  if (words[at]?.text === '--') at++;
  const script = words[at];
  if (script !== undefined) findings.lose(script.place, script.text, 'which module runs is said when it is run, not in a policy');
  return { assigned, flags, args: words.slice(at + 1).map((word) => word.text) };
}

function assignment(word: Word | undefined): RegExpExecArray | null {
  return /^([A-Za-z_]\w*)=(.*)$/s.exec(word?.text ?? '');
}

/** `--allow-read=/data`, `-R=/data`, and `-RW` for two of them. */
function flagsOf({ text, place }: Word): Flag[] {
  const [, dashes = '', name = '', , value] = /^(--?)([^=]*)(=(.*))?$/s.exec(text) ?? [];
  if (dashes === '--') return [{ name, value, place }];
  return Array.from(name, (letter) => ({ name: SHORT.get(letter) ?? letter, value, place }));
}

function shownFlag({ name, value }: Flag): string {
  return `--${name}${value === undefined ? '' : `=${value}`}`;
}

function grantsOf(flag: Flag, access: Access, findings: Findings): Grant[] {
  if (flag.value === undefined) {
    findings.lose(
      flag.place,
      shownFlag(flag),
      'every path of the host; only folders with a name can be mounted, so it is left out',
    );
    return [];
  }
  return pathsOf(flag, findings).flatMap((path) => {
    const tree = /[*?[\]{}]/.test(path) ? undefined : treeOf(path, 'by name');
    if (tree !== undefined) return [{ ...tree, access: [access], place: flag.place }];
    findings.lose(flag.place, path, 'no mount can say what it speaks of, so it is left out');
    return [];
  });
}

/** Paths stand between commas; of two commas in a row nobody can tell whether they are one that belongs to a path. */
function pathsOf(flag: Flag, findings: Findings): readonly string[] {
  const { value = '' } = flag;
  if (!value.includes(',,')) return value.split(',').filter((path) => path !== '');
  findings.refuse(flag.place, shownFlag(flag), 'a list with two commas in a row', 'paths between single commas');
  return [];
}

/** Reading that is ignored finds nothing in Deno, and is denied here. */
function forbidsOf(flag: Flag, access: Access, findings: Findings): Forbid[] {
  if (flag.value === undefined) return denial(access, '/');
  return pathsOf(flag, findings).flatMap((path) => {
    const tree = /[*?[\]{}]/.test(path) ? undefined : treeOf(path, 'tree');
    const under = tree?.guest ?? coveringFolder(path);
    if (tree === undefined) findings.lose(flag.place, path, `it cannot be said exactly, so all under ${under} is denied`);
    return denial(access, under);
  });
}

function seedOf(flag: Flag, findings: Findings): Manifest['random'] {
  const seed = Number(flag.value);
  if (!/^\d{1,16}$/.test(flag.value ?? '') || !Number.isSafeInteger(seed))
    findings.refuse(flag.place, '--seed', `"${flag.value ?? ''}"`, 'a whole number up to 2^53');
  return { kind: 'seeded', seed };
}

function loseFlag(flag: Flag, findings: Findings): void {
  if (HELD.has(flag.name) || /^(allow|deny|ignore)-env$/.test(flag.name)) return;
  findings.lose(flag.place, shownFlag(flag), LOST.get(flag.name) ?? 'this translation does not know it, so it is left out');
}

/** The variables that the line itself sets and lets the program read: no others have a value that a manifest could hold. */
function environmentOf(assigned: ReadonlyMap<string, string>, flags: readonly Flag[], findings: Findings): Manifest['env'] {
  const named = (kind: RegExp): readonly Flag[] => flags.filter(({ name }) => kind.test(name));
  const allowing = named(/^allow-(env|all)$/);
  for (const flag of allowing.filter(({ name }) => name === 'allow-env')) loseUnset(flag, assigned, findings);
  const denying = named(/^(deny|ignore)-env$/);
  const speaksOf = (flag: Flag, name: string): boolean =>
    flag.value === undefined || flag.value.split(',').some((one) => isNamed(one, name));
  return [...assigned].filter(
    ([name]) => allowing.some((flag) => speaksOf(flag, name)) && !denying.some((flag) => speaksOf(flag, name)),
  );
}

/** `AWS_*` names all that begin so. */
function isNamed(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

function loseUnset(flag: Flag, assigned: ReadonlyMap<string, string>, findings: Findings): void {
  const patterns = flag.value?.split(',') ?? ['*'];
  const unset = patterns.filter((pattern) => pattern.endsWith('*') || !assigned.has(pattern));
  if (unset.length === 0) return;
  findings.lose(
    flag.place,
    shownFlag(flag),
    "the host's own variables are never passed; only those that the line sets are carried over",
  );
}
