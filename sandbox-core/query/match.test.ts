import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveMatch, SAMPLE_SOURCE, someQuery, someRow } from '../../test/fixtures/query/sample-table.ts';
import { compileQuery } from './match.ts';

test('compileQuery() agrees with judging each row by itself, batch after batch', () => {
  fc.assert(
    fc.property(
      someQuery,
      fc.array(fc.array(someRow, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
      (query, batches) => {
        const matcher = compileQuery(query, SAMPLE_SOURCE);
        const mask = new Uint8Array(8);
        for (const all of batches) {
          matcher.judge({ rows: all.length, all }, mask);
          expect([...mask.subarray(0, all.length)]).toEqual(all.map((row) => (naiveMatch(query, row) ? 1 : 0)));
        }
      },
    ),
    { numRuns: 5000 },
  );
});
