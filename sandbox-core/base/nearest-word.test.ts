import { expect, test } from 'vitest';
import { nearestWord } from './nearest-word.ts';

test('nearestWord() finds the word that was meant, or none', () => {
  const words = ['args', 'env', 'mounts', 'clock', 'limits', 'onMiss'];
  const found = ['mount', 'mounst', 'Mounts', 'limit', 'onmiss', 'envs', 'ars', 'network', '', 'x'.repeat(1000)];
  expect(found.map((word) => nearestWord(word, words))).toEqual([
    'mounts',
    'mounts',
    'mounts',
    'limits',
    'onMiss',
    'env',
    'args',
    undefined,
    undefined,
    undefined,
  ]);
});
