import { expect, test } from 'vitest';
import { TerminalLines, visibleLine } from './terminal-text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (lines: TerminalLines): string[] => Array.from({ length: lines.length }, (_, index) => lines.at(index)?.text ?? '');

test('visibleLine() writes out what steers a terminal, reorders or hides', () => {
  expect(visibleLine('\u001b[31mred\u0007 a\u202eb\u200bc\td\r')).toBe('␛[31mred\\u{7} a\\u{202e}b\\u{200b}c\td\\r');
});

test('TerminalLines joins a letter that came in two writes, and parts the streams', () => {
  const lines = new TerminalLines();
  const euro = bytes('5 €\nrest');
  lines.write('stdout', euro.subarray(0, 3));
  lines.write('stdout', euro.subarray(3));
  lines.write('stderr', bytes('oh'));
  lines.write('stdout', bytes('!\n'));
  expect(texts(lines)).toEqual(['5 €', 'rest', 'oh', '!']);
  expect(lines.at(2)?.from).toBe('stderr');
});

test('TerminalLines keeps at most 20,000 lines and counts those let go', () => {
  const lines = new TerminalLines();
  lines.write('stdout', bytes('x\n'.repeat(20_010)));
  expect([lines.length, lines.dropped]).toEqual([20_000, 10]);
});

test('a line without end goes on in the next', () => {
  const lines = new TerminalLines();
  lines.write('stdout', bytes('a'.repeat(5000)));
  lines.write('stdout', bytes('a'.repeat(5000)));
  expect(texts(lines).map((line) => line.length)).toEqual([4096, 4096, 1808]);
});
