import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

const table = { json: 'flag', env: 'values', timeout: 'value' } as const;

describe('parseArguments()', () => {
  it('leaves everything after the file to the guest', () => {
    const parsed = parseArguments(['--env', 'A=1', '--env=B=2', '--json', 'm.wasm', '--json', '-x', 'y'], table, true);
    expect(parsed.file).toBe('m.wasm');
    expect(parsed.rest).toEqual(['--json', '-x', 'y']);
    expect([...parsed.options]).toEqual([
      ['env', ['A=1', 'B=2']],
      ['json', ['']],
    ]);
  });

  it('drops one -- between the file and the guest’s arguments', () => {
    expect(parseArguments(['m.wasm', '--', '--', 'a'], table, true).rest).toEqual(['--', 'a']);
  });

  it('takes options after the file where nothing is the guest’s', () => {
    expect(parseArguments(['a.session', '--json'], table, false).options.has('json')).toBe(true);
  });

  it.each([
    [['--nope', 'm.wasm'], 'unknown option --nope'],
    [['-j', 'm.wasm'], 'unknown option -j'],
    [['--__proto__', 'm.wasm'], 'unknown option --__proto__'],
    [['--timeout'], '--timeout needs a value'],
    [['--json=yes', 'm.wasm'], '--json takes no value'],
    [['--timeout', '1s', '--timeout', '2s', 'm.wasm'], '--timeout was given twice'],
    [[], 'a file was expected'],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args, table, true)).toThrow(message);
  });
});
