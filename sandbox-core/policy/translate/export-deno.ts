// Our manifest → the beginning of a Deno command line, up to the script that somebody names behind it.
import type { Rule } from '../decision.ts';
import type { Manifest } from '../manifest.ts';
import type { Access } from './cedar-words.ts';
import { exportedFiles, type ExportedDenial, type ExportedTree } from './exported-files.ts';
import { guestPathOf } from './foreign-path.ts';
import { lostRest } from './lost-rest.ts';
import { quotedWord } from './read-words.ts';
import { shown, type ExportedPolicy, type Lost } from './translation.ts';

export async function exportDeno(manifest: Manifest, rules: readonly Rule[]): Promise<ExportedPolicy> {
  const { trees, denials, lost: found } = exportedFiles(manifest, rules);
  const lost: Lost[] = [...found];
  const usable = trees.filter((tree) => isUsable(tree, denials, lost));
  for (const { host, guest, place } of usable)
    if (guestPathOf(host) !== guest) lost.push({ place, what: shown(guest), why: "a program sees the host's own path there" });
  const env = manifest.env.filter(([name, value]) => isVariable(name, value, lost));
  const words = [
    ...env.map(([name, value]) => `${name}=${value === '' ? '' : quotedWord(value)}`),
    ...['deno', 'run', '--no-prompt'],
    ...flagFor('allow', 'read', usable),
    ...flagFor('allow', 'write', usable),
    ...flagFor('deny', 'read', denials),
    ...flagFor('deny', 'write', denials),
    ...(env.length === 0 ? [] : [`--allow-env=${env.map(([name]) => name).join(',')}`]),
    ...(manifest.random.kind === 'seeded' ? [`--seed=${manifest.random.seed}`] : []),
  ];
  return { text: `${words.join(' ')}\n`, lost: [...lost, ...lostRest(manifest, ['env', 'random'])] };
}

/** A comma ends a path there; what is denied in a tree must be sayable too, or the tree is not given. */
function isUsable(tree: ExportedTree, denials: readonly ExportedDenial[], lost: Lost[]): boolean {
  const denied = denials.filter(({ guest }) => guest.startsWith(tree.guest === '/' ? '/' : `${tree.guest}/`));
  if (![tree.host, ...denied.map(({ host }) => host)].some(isUnsayable)) return true;
  lost.push({ place: tree.place, what: shown(tree.guest), why: 'a path with a comma cannot be said there, so it is left out' });
  return false;
}

function isUnsayable(path: string): boolean {
  return path.includes(',') || path.includes('\n');
}

function flagFor(verb: 'allow' | 'deny', access: Access, entries: readonly (ExportedTree | ExportedDenial)[]): string[] {
  const paths = entries.filter((one) => one.access === access || one.access.includes(access)).map(({ host }) => host);
  const plain = [...new Set(paths)].filter((path) => !isUnsayable(path));
  return plain.length === 0 ? [] : [`--${verb}-${access}=${quotedWord(plain.join(','))}`];
}

/** A shell sets only names that it knows as such. */
function isVariable(name: string, value: string, lost: Lost[]): boolean {
  if (/^[A-Za-z_]\w*$/.test(name) && value.isWellFormed()) return true;
  lost.push({
    place: { kind: 'pointer', pointer: '/env' },
    what: shown(name),
    why: 'a shell cannot set a variable of this name, so it is left out',
  });
  return false;
}
