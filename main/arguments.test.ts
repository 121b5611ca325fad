import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

test('parseArguments() reads only what follows the first --', () => {
  expect(
    parseArguments(['electron', 'out/main/main.js', '--root', '/etc', 'evil.wasm', '--', '--root', '/data', 'a.wasm']),
  ).toEqual({
    ok: true,
    value: { roots: ['/data'], sessions: undefined, files: ['a.wasm'], bubblewrap: true },
  });
});

test('parseArguments() finds nothing where there is no --', () => {
  expect(parseArguments(['electron', '--inspect=9229', '--root', '/', 'wasm-sandbox://x'])).toEqual({
    ok: true,
    value: { roots: [], sessions: undefined, files: [], bubblewrap: true },
  });
});

test('parseArguments() refuses an option it does not know', () => {
  expect(parseArguments(['electron', '--', '--inspect'])).toEqual({ ok: false, message: 'unknown option "--inspect"' });
});

test('parseArguments() takes a folder for recordings', () => {
  expect(parseArguments(['electron', '--sessions', '/elsewhere', '--', '--sessions', '/here'])).toMatchObject({
    ok: true,
    value: { sessions: '/here' },
  });
  expect(parseArguments(['electron', '--', '--sessions'])).toEqual({ ok: false, message: '--sessions wants a folder' });
});

test('parseArguments() refuses --root without a folder', () => {
  expect(parseArguments(['electron', '--', '--root'])).toEqual({ ok: false, message: '--root wants a folder' });
});

test('parseArguments() switches bubblewrap off when told so after the --, and only there', () => {
  const bubblewrapOf = (...argv: string[]): boolean | undefined => {
    const parsed = parseArguments(argv);
    return parsed.ok ? parsed.value.bubblewrap : undefined;
  };
  expect([bubblewrapOf('electron', '--', '--no-bubblewrap'), bubblewrapOf('electron', '--no-bubblewrap', '--')]).toEqual([
    false,
    true,
  ]);
});
