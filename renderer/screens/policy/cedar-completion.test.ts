import { expect, test } from 'vitest';
import { completeCedar, type CedarWords } from './cedar-completion.ts';

const WORDS: CedarWords = {
  actions: [
    { name: 'fs.read', says: 'reading', isFile: true },
    { name: 'clock.read', says: 'reading the clock', isFile: false },
  ],
  paths: [
    { text: '/data/in/a.txt', calls: 3 },
    { text: '/data/"b".png', calls: 1 },
  ],
  calls: [{ text: 'path_open', calls: 4 }],
};

/** The labels at `|`, and the letters that an item takes the place of. */
function at(marked: string, asked = false): { readonly labels: string[]; readonly over: string } | null {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = completeCedar(text, cursor, asked, WORDS);
  return found && { labels: found.items.map(({ label }) => label), over: text.slice(found.from, found.to) };
}

test('completeCedar() offers what a policy can begin with, what its head holds and what may follow it', () => {
  expect(at('per|')).toEqual({ labels: ['permit', 'forbid'], over: 'per' });
  expect(at('permit (pr|')?.labels).toContain('principal');
  expect(at('permit (principal, action, resource) wh|')?.labels).toEqual(['when', 'unless']);
  expect(at('permit (principal, action, resource) when { con|')?.labels).toContain('context');
  expect(at('permit (principal, action, resource);\nfor|')?.labels).toEqual(['permit', 'forbid']);
});

test('completeCedar() knows the actions of the schema and the paths that were recorded', () => {
  expect(at('permit (principal, action == Action::"fs|')).toEqual({ labels: ['fs.read', 'clock.read'], over: 'fs' });
  expect(at('permit (principal, action, resource in Dir::"|')?.labels).toEqual(['/data/in', '/data', '/']);
  expect(at('resource == File::"/d|')?.labels).toEqual(['/data/in/a.txt', '/data/"b".png']);
  expect(at('when { resource.path == "|')?.labels).toEqual(['/data/in/a.txt', '/data/"b".png']);
  expect(at('when { resource.name like "|')?.labels).toEqual(['*.txt', '*.png', 'a.txt', '"b".png']);
  expect(at('when { context.call == "|')?.labels).toEqual(['path_open']);
});

test('completeCedar() offers the attributes of what stands before the dot', () => {
  expect(at('when { resource.|')).toEqual({ labels: ['path', 'name'], over: '' });
  expect(at('when { context.c|')).toEqual({ labels: ['call'], over: 'c' });
  expect(at('when { constructor.|')).toBeNull();
});

test('completeCedar() escapes what it puts between quotes', () => {
  const text = 'resource == File::"';
  expect(completeCedar(text, text.length, false, WORDS)?.items.map(({ apply }) => apply)).toContain('/data/\\"b\\".png');
});

test('completeCedar() keeps quiet in comments, behind closed texts and where no word was begun', () => {
  expect([at('// per|'), at('permit (principal, action == Action::"fs.read"|'), at('permit (principal, |')]).toEqual([
    null,
    null,
    null,
  ]);
  expect(at('permit (principal, |', true)?.labels).toContain('resource');
});
