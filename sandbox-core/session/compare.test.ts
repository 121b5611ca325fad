import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clock,
  close,
  denied,
  elsewhere,
  fileRecording,
  filestat,
  open,
  print,
  random,
  readCall,
  write,
  type FileCall,
} from '../../test/fixtures/sessions/file-calls.ts';
import type { Recording } from '../recording/store/recording.ts';
import { CHANGE, REAL_CHANGES } from './call-difference.ts';
import { Comparison } from './compare.ts';
import { STRETCH_KINDS } from './stretches.ts';

function compared(a: Recording, b: Recording, most = Number.MAX_SAFE_INTEGER): Comparison {
  const comparison = new Comparison(() => [a, b]);
  while (!comparison.work({ most }));
  return comparison;
}

function compareCalls(a: readonly FileCall[], b: readonly FileCall[], rows = 4096): Comparison {
  return compared(fileRecording(a, rows), fileRecording(b, rows));
}

/** The aligned list as a person would draw it: ` 0 0 same`, `~` changed, `?` by chance, `-` gone, `+` added. */
function drawn(comparison: Comparison): string[] {
  const { kind, rowA, rowB, changes } = comparison.window(0, comparison.lines);
  return Array.from(kind, (each, at) => {
    if (STRETCH_KINDS[each] === 'gone') return `- ${rowA[at]}`;
    if (STRETCH_KINDS[each] === 'added') return `+ ${rowB[at]}`;
    const bits = changes[at] ?? 0;
    const sign = (bits & REAL_CHANGES) !== 0 ? '~' : (bits & CHANGE.chance) !== 0 ? '?' : ' ';
    return `${sign} ${rowA[at]} ${rowB[at]}`;
  });
}

const RUN: readonly FileCall[] = [
  open('in.txt', 5),
  readCall(5, 'one'),
  readCall(5, 'two'),
  close(5),
  clock(1_000),
  print(1, 'hello\n'),
  denied('/etc/passwd'),
];

const word = fc.constantFrom('a', 'b', 'c', 'd');
const anyCall: fc.Arbitrary<FileCall> = fc.oneof(
  word.map((name) => open(name, 5)),
  word.map((text) => readCall(5, text)),
  word.map((text) => print(1, text)),
  fc.constant(close(5)),
  fc.nat(1e6).map(clock),
  word.map((name) => denied(`/${name}`)),
);
const someCalls = fc.array(anyCall, { maxLength: 60 });

describe('comparing two recordings', () => {
  it('finds nothing between a recording and itself', () => {
    fc.assert(
      fc.property(someCalls, fc.integer({ min: 1, max: 20 }), (calls, rows) => {
        const comparison = compared(fileRecording(calls, rows), fileRecording(calls, 7));
        const { differences, firstDifference, lines } = comparison.summary();
        expect({ differences, firstDifference, lines }).toEqual({
          differences: 0,
          firstDifference: undefined,
          lines: calls.length,
        });
        expect(comparison.nextDifference(-1, false)).toBeUndefined();
      }),
    );
  });

  it('gives back exactly the calls that were put in', () => {
    const places = fc.uniqueArray(fc.nat(200), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(anyCall, { minLength: 1, maxLength: 200 }), places, (calls, at) => {
        const longer: FileCall[] = [];
        const added: number[] = [];
        calls.forEach((call, index) => {
          if (at.includes(index)) added.push(longer.push(open(`new${index}`, 9)) - 1);
          longer.push(call);
        });
        const comparison = compareCalls(calls, longer, 16);
        const { kind, rowB } = comparison.window(0, comparison.lines);
        const found = [...rowB].filter((_, place) => STRETCH_KINDS[kind[place] ?? 0] === 'added');
        expect(found).toEqual(added);
        expect(comparison.summary().differences).toBe(added.length);
      }),
    );
  });

  it('finds in one direction what it finds in the other, with added and gone changed about', () => {
    fc.assert(
      fc.property(someCalls, someCalls, (a, b) => {
        const turned = drawn(compareCalls(b, a)).map((line) => {
          const [sign = '', one = '', two = ''] = line.split(/ (?=\d)/);
          if (sign === '-') return `+ ${one}`;
          return sign === '+' ? `- ${one}` : `${sign} ${two} ${one}`;
        });
        expect(turned.sort()).toEqual(drawn(compareCalls(a, b)).sort());
      }),
    );
  });

  it('accounts for every row once, in order', () => {
    fc.assert(
      fc.property(someCalls, someCalls, (a, b) => {
        const comparison = compareCalls(a, b, 5);
        const { rowA, rowB } = comparison.window(0, comparison.lines);
        expect([...rowA].filter((row) => row >= 0)).toEqual(a.map((_, row) => row));
        expect([...rowB].filter((row) => row >= 0)).toEqual(b.map((_, row) => row));
      }),
    );
  });

  it('does not look at where things lay in memory', () => {
    const moved = RUN.map((call) => elsewhere(call, 65_536));
    expect(compareCalls(RUN, moved).summary().differences).toBe(0);
  });

  it('holds calls of one function and the same arguments against each other, and says what changed', () => {
    const other = RUN.with(2, readCall(5, 'TWO')).with(5, print(1, 'hullo\n'));
    const comparison = compareCalls(RUN, other);
    expect(drawn(comparison)).toEqual(['  0 0', '  1 1', '~ 2 2', '  3 3', '  4 4', '~ 5 5', '  6 6']);
    expect([...comparison.linesAt([2, 5]).changes]).toEqual([CHANGE.got, CHANGE.gave]);
    expect(comparison.summary().firstDifference).toBe(2);
  });

  it('pairs what did not change before it pairs what did', () => {
    const three = [print(1, 'one'), print(1, 'two'), print(1, 'three')];
    expect(
      drawn(
        compareCalls(
          three,
          [three[0], print(1, 'new'), ...three.slice(1)].filter((call) => call !== undefined),
        ),
      ),
    ).toEqual(['  0 0', '+ 1', '  1 2', '  2 3']);
  });

  it.each([
    ['another count', readCall(5, 'two'), readCall(5, ''), CHANGE.result | CHANGE.got],
    ['another errno', close(5), { ...close(5), outcome: 'error', result: 8 } as const, CHANGE.errno],
    ['a denial', open('x', 5), { ...open('x', 5), outcome: 'denied', result: 76 } as const, CHANGE.errno | CHANGE.decision],
    ['another time', clock(5), clock(6), CHANGE.chance],
    ['other random bytes', random(Uint8Array.of(1, 2)), random(Uint8Array.of(3, 4)), CHANGE.chance],
    ['another time of a file', filestat(5, 10, 1), filestat(5, 10, 2), CHANGE.chance],
    ['another size of a file', filestat(5, 10, 1), filestat(5, 11, 1), CHANGE.got],
    ['a longer duration', { ...close(5), duration: 90_000 }, { ...close(5), duration: 200_000 }, CHANGE.slower],
    ['a duration longer by little', { ...close(5), duration: 150_000 }, { ...close(5), duration: 200_000 }, 0],
    ['a short duration', { ...close(5), duration: 10_000 }, { ...close(5), duration: 90_000 }, 0],
  ] as const)('tells of %s', (_what, before, after, changes) => {
    expect([...compareCalls([before], [after]).window(0, 1).changes]).toEqual([changes]);
  });

  it('compares rules by what they say, not by their numbers', () => {
    const rule = (id: number, text: string): Recording['header']['rules'][number] => {
      return { id, text, effect: 'permit', pointer: '', actions: [], under: '' };
    };
    const call = open('x', 5);
    const a = fileRecording([call], 1, { rules: [rule(1, 'one')] });
    const renumbered = fileRecording([{ ...call, rule: 2 }], 1, { rules: [rule(2, 'one')] });
    const other = fileRecording([call], 1, { rules: [rule(1, 'two')] });
    expect(compared(a, renumbered).summary().differences).toBe(0);
    expect([...compared(a, other).window(0, 1).changes]).toEqual([CHANGE.decision]);
  });

  it('compares output however it was cut into vectors', () => {
    const whole = print(1, 'hello');
    const [list, text, answer] = whole.accesses ?? [];
    if (!list || !text || !answer) throw new Error('no accesses');
    const two = [
      { ...list, bytes: new Uint8Array(Uint32Array.of(4096, 2, 4098, 3).buffer) },
      { ...text, bytes: text.bytes.slice(0, 2) },
      { ...text, pointer: 4098, bytes: text.bytes.slice(2) },
      answer,
    ];
    const parted = { ...whole, arguments: [1, 512, 2, 2048], accesses: two };
    expect(compareCalls([whole], [parted]).summary().differences).toBe(0);
  });

  it('counts by function', () => {
    const other = [...RUN.with(4, clock(7)).with(1, readCall(5, 'ONE')).slice(0, 6), write(5, 'x')];
    expect(compareCalls(RUN, other).summary()).toMatchObject({ differences: 3, lines: 8, cut: false, approximated: false });
    const byName = new Map(
      compareCalls(RUN, other)
        .summary()
        .functions.map(({ name, ...counts }) => [name, counts]),
    );
    expect(Object.fromEntries(byName)).toEqual({
      path_open: { same: 1, changed: 0, gone: 1, added: 0, chance: 0, slower: 0 },
      fd_read: { same: 1, changed: 1, gone: 0, added: 0, chance: 0, slower: 0 },
      fd_close: { same: 1, changed: 0, gone: 0, added: 0, chance: 0, slower: 0 },
      clock_time_get: { same: 1, changed: 0, gone: 0, added: 0, chance: 1, slower: 0 },
      fd_write: { same: 1, changed: 0, gone: 0, added: 1, chance: 0, slower: 0 },
    });
  });

  it('goes from difference to difference, both ways', () => {
    const a = [close(5), clock(1), close(6), close(7), close(8)];
    const b = [close(5), clock(2), close(9), close(7), { ...close(8), outcome: 'error', result: 8 } as const];
    const comparison = compareCalls(a, b);
    expect(drawn(comparison)).toEqual(['  0 0', '? 1 1', '- 2', '+ 2', '  3 3', '~ 4 4']);
    const ways = (from: number, backwards: boolean): (number | undefined)[] => {
      const next = comparison.nextDifference(from, backwards);
      return next === undefined ? [] : [next, ...ways(next, backwards)];
    };
    expect(ways(-1, false)).toEqual([2, 3, 5]);
    expect(ways(6, true)).toEqual([5, 3, 2]);
  });

  it('does not take a chunk that cannot be read for the end', () => {
    const a = fileRecording([close(1), close(2)], 1);
    const broken = Object.create(a, {
      chunk: {
        value: () => {
          throw new Error('chunk 0 does not match its digest');
        },
      },
    }) as Recording;
    const comparison = new Comparison(() => [a, broken]);
    expect(() => comparison.work()).toThrow('digest');
    expect(() => comparison.work()).toThrow('digest');
    expect(comparison.lines).toBe(0);
  });

  it('stops when told to and goes on from there', () => {
    const calls = Array.from({ length: 400 }, (_, index) => close(index));
    const [a, b] = [fileRecording(calls, 10), fileRecording(calls.slice(1), 10)];
    const comparison = new Comparison(() => [a, b]);
    const signal = { aborted: false };
    const seen: number[] = [];
    expect(comparison.work({ signal, onProgress: (done) => void (seen.push(done) === 3 && (signal.aborted = true)) })).toBe(
      false,
    );
    expect(seen).toEqual([10, 20, 30]);
    expect(comparison.lines).toBe(0);
    expect(comparison.work()).toBe(true);
    expect(comparison.summary()).toMatchObject({ differences: 1, firstDifference: 0, lines: 400 });
  });
});
