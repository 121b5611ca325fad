import { expect, test } from 'vitest';
import { edgeAt, moved, showing, zoomed } from './time-window.ts';

const END = 1_000_000;

test('zoomed() keeps the moment under the pointer where it is, and ends at the whole', () => {
  expect(zoomed({ from: 0, to: END }, 0.5, 250_000, END)).toEqual({ from: 125_000, to: 625_000 });
  expect(zoomed({ from: 0, to: END }, 0.5, END, END)).toEqual({ from: 500_000, to: END });
  expect(zoomed({ from: 125_000, to: 625_000 }, 2, 0, END)).toBeNull();
  expect(zoomed({ from: 10, to: 1010 }, 0.1, 500, END)).toEqual({ from: 10, to: 1010 });
});

test('moved() and showing() stay inside of the run', () => {
  expect(moved({ from: 0, to: 100 }, -1, END)).toEqual({ from: 0, to: 100 });
  expect(moved({ from: 999_950, to: END }, 1, END)).toEqual({ from: 999_950, to: END });
  expect(showing({ from: 0, to: 100 }, 50, END)).toEqual({ from: 0, to: 100 });
  expect(showing({ from: 0, to: 100 }, 5000, END)).toEqual({ from: 4950, to: 5050 });
});

test('edgeAt() takes the nearer edge within reach', () => {
  expect([edgeAt(97, 100, 104), edgeAt(103, 100, 104), edgeAt(50, 0, 100)]).toEqual(['from', 'to', 'none']);
});
