import { describe, expect, it } from 'vitest';
import { randomFrom, type Random } from '../../test/fixtures/random-policies.ts';
import { isNormalGuestPath } from '../base/guest-path.ts';
import { compileLike } from '../policy/condition/like.ts';
import { pathClasses } from './path-classes.ts';
import { patternStates } from './pattern-states.ts';
import type { PolicyAtoms } from './policy-atoms.ts';

function atoms(change: Partial<PolicyAtoms> & { readonly directories?: ReadonlySet<string> }): PolicyAtoms {
  const calls = { asked: false, againstNames: false, names: new Set<string>(), patterns: [] };
  const { directories = new Set<string>(), paths = new Set<string>() } = change;
  return { names: new Set(), patterns: [], calls, ...change, directories, paths: new Set([...paths, ...directories]) };
}

function word(random: Random, letters: string, most: number): string {
  return Array.from({ length: Math.floor(random() * (most + 1)) }, () => letters[Math.floor(random() * letters.length)]).join('');
}

describe('patternStates()', () => {
  it('matches what like matches', () => {
    const random = randomFrom(3);
    let matching = 0;
    for (let round = 0; round < 20_000; round++) {
      const pieces = Array.from({ length: 2 + Math.floor(random() * 3) }, () => word(random, 'ab', 3));
      const text = word(random, 'ab', 9);
      const states = patternStates(pieces);
      let state = states.start;
      for (const character of text) state = states.next(state, character);
      const expected = compileLike(pieces)(text);
      matching += expected ? 1 : 0;
      if (states.matches(state) !== expected) expect.fail(`${pieces.join('*')} on "${text}" should be ${expected}`);
    }
    expect(matching).toBeGreaterThan(2000);
  });
});

describe('pathClasses()', () => {
  it('has the path itself, what is above, beside and below, and what nobody speaks of', () => {
    const { paths, complete } = pathClasses(atoms({ directories: new Set(['/ab']) }), 1000);
    expect(complete).toBe(true);
    expect(paths).toEqual(['/', '/a', '/x', '/ab', '/ab/x']);
    expect(paths.every(isNormalGuestPath)).toBe(true);
  });

  it('finds a name that several patterns match together, in each directory', () => {
    const patterns = [
      { on: 'name', pieces: ['', 'ab', ''] },
      { on: 'name', pieces: ['', 'ba', ''] },
      { on: 'name', pieces: ['', '.txt'] },
    ] as const;
    const { paths } = pathClasses(atoms({ directories: new Set(['/d']), patterns }), 10_000);
    expect(paths).toContain('/d/aba.txt');
    expect(paths).toContain('/ba');
  });

  /** All short paths over few letters fall into classes that have a path: none tells more than the tests that were put in. */
  it('has a path for every class that random paths fall into', () => {
    const random = randomFrom(11);
    for (let round = 0; round < 60; round++) {
      const path = (): string =>
        `/${[word(random, 'ab.', 2), word(random, 'ab', 2)].filter((part) => /[ab]/.test(part)).join('/')}`;
      const directories = new Set([path(), path()].filter(isNormalGuestPath));
      const names = new Set([word(random, 'ab', 2)].filter((name) => name !== ''));
      const pieces = (): string[] => [word(random, 'ab/', 2), word(random, 'ab', 2), word(random, 'ab.', 1)];
      const patterns = [
        { on: 'path' as const, pieces: pieces() },
        { on: 'name' as const, pieces: pieces() },
      ];
      const given = atoms({ directories, names, patterns });
      const classes = new Set(pathClasses(given, 100_000).paths.map((one) => classOf(one, given)));
      for (let trial = 0; trial < 300; trial++) {
        const one = `/${Array.from({ length: 1 + Math.floor(random() * 3) }, () => word(random, 'abc.', 4)).join('/')}`;
        if (isNormalGuestPath(one) && !classes.has(classOf(one, given))) expect.fail(`${one} has no class`);
      }
    }
  });

  it('says when there are too many', () => {
    const patterns = Array.from({ length: 12 }, (_, index) => ({ on: 'name' as const, pieces: ['', `a${index}b`, ''] }));
    expect(pathClasses(atoms({ patterns }), 500).complete).toBe(false);
  });
});

/** What the tests of a policy say of a path, by the functions that decide. */
function classOf(path: string, { directories, paths, names, patterns }: PolicyAtoms): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const under = [...directories].map((one) => one === '/' || path === one || path.startsWith(`${one}/`));
  const equal = [...paths].map((one) => one === path);
  const named = [...names].map((one) => one === name);
  const like = patterns.map(({ on, pieces }) => compileLike(pieces)(on === 'path' ? path : name));
  return JSON.stringify([under, equal, named, like]);
}
