import { expect, test } from 'vitest';
import { compileExpression, FAULT, type Asked } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { compileLike } from './like.ts';
import { readCedarPart } from './read-cedar-part.ts';
import { conditionWords } from './words.ts';

const file: Asked = { action: 'fs.read', resource: '/data/a.txt', call: 'path_open' };
const clock: Asked = { action: 'clock.read', resource: '' };

const path: Expression = { kind: 'attribute', of: 'resource', name: 'path' };
const text = (value: string): Expression => ({ kind: 'text', value });
const truth = (value: boolean): Expression => ({ kind: 'truth', value });

test('compileExpression() gives a fault where Cedar would give an error, and nothing else does', () => {
  const faulty: Expression[] = [
    path,
    { kind: 'attribute', of: 'resource', name: 'size' },
    { kind: 'attribute', of: 'context', name: 'time' },
    { kind: 'not', of: text('a') },
    { kind: 'less', left: text('a'), right: text('b') },
    { kind: 'contains', left: text('a'), right: text('a') },
    { kind: 'in', of: 'resource', right: text('a') },
    { kind: 'is', of: text('a'), type: 'File' },
    { kind: 'like', of: truth(true), pieces: ['a'] },
    { kind: 'all', of: [truth(true), path] },
    { kind: 'any', of: [path, truth(true)] },
    { kind: 'if', test: text('a'), met: truth(true), unmet: truth(true) },
    { kind: 'equal', left: path, right: path },
    { kind: 'set', of: [path] },
  ];
  expect(faulty.map((one) => compileExpression(one)(clock))).toEqual(faulty.map(() => FAULT));
});

test('compileExpression() stops at what decides, before what would fail', () => {
  const results = [
    { kind: 'all' as const, of: [truth(false), path] },
    { kind: 'any' as const, of: [truth(true), path] },
    { kind: 'if' as const, test: truth(true), met: truth(true), unmet: path },
  ].map((one) => compileExpression(one)(clock));
  expect(results).toEqual([false, true, true]);
});

test('compileExpression() knows the file, its name, its directories and the call', () => {
  const holds = (one: Expression): unknown => compileExpression(one)(file);
  const dir = (id: string): Expression => ({ kind: 'entity', type: 'Dir', id });
  expect([
    holds({ kind: 'equal', left: path, right: text('/data/a.txt') }),
    holds({ kind: 'equal', left: { kind: 'attribute', of: 'resource', name: 'name' }, right: text('a.txt') }),
    holds({ kind: 'equal', left: { kind: 'attribute', of: 'context', name: 'call' }, right: text('path_open') }),
    holds({ kind: 'in', of: 'resource', right: { kind: 'set', of: [dir('/x'), dir('/data')] } }),
    holds({ kind: 'in', of: 'resource', right: dir('/data/a.txt') }),
    holds({ kind: 'in', of: 'resource', right: dir('/dat') }),
  ]).toEqual([true, true, true, true, true, false]);
});

test('compileLike() finds what a naive matcher finds', () => {
  const texts = ['', 'a', 'b', 'ab', 'aab', 'abab', 'aabaab', 'ababb', 'bababa'];
  const patterns = ['', '*', 'a*', '*a', '*ab*', 'a*b', '*ab*ab*', '**b', 'a*a*b', '*aab*', 'ab*ab'];
  const naive = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
  for (const pattern of patterns) {
    const matches = compileLike(pattern.split('*'));
    expect(texts.map((one) => `${pattern} ${one} ${matches(one)}`)).toEqual(
      texts.map((one) => `${pattern} ${one} ${naive(pattern).test(one)}`),
    );
  }
});

test('conditionWords() says it in words, with guest text made visible', () => {
  const words = conditionWords({
    kind: 'all',
    of: [
      { kind: 'like', of: { kind: 'attribute', of: 'resource', name: 'name' }, pieces: ['a*\u202e', ''] },
      { kind: 'not', of: { kind: 'equal', left: { kind: 'attribute', of: 'context', name: 'call' }, right: text('fd_read') } },
      { kind: 'any', of: [{ kind: 'in', of: 'resource', right: { kind: 'entity', type: 'Dir', id: '/tmp' } }, truth(false)] },
    ],
  });
  expect(words).toBe(
    'its name is like "a\\*\\u{202e}*" and the call is not "fd_read" and (the resource is in Dir /tmp or false)',
  );
});

test('readCedarPart() reads back what was written, and refuses the rest', () => {
  const when: Expression = {
    kind: 'if',
    test: { kind: 'contains', left: { kind: 'set', of: [text('a')] }, right: path },
    met: { kind: 'like', of: path, pieces: ['a', ''] },
    unmet: { kind: 'all', of: [{ kind: 'is', of: { kind: 'variable', name: 'resource' }, type: 'File' }, truth(false)] },
  };
  const part = { name: 'x', source: 'x.cedar', line: 1, column: 2, file: '/a', when };
  expect(readCedarPart(JSON.parse(JSON.stringify(part)))).toEqual(part);
  let deep: unknown = truth(true);
  for (let times = 0; times < 10_000; times++) deep = { kind: 'not', of: deep };
  const wrong = [
    null,
    [],
    { ...part, line: 0 },
    { ...part, file: 1 },
    { ...part, when: deep },
    { ...part, when: { kind: 'run' } },
  ];
  expect(wrong.map(readCedarPart)).toEqual(wrong.map(() => undefined));
});
