// A hundred thousand random requests on random policies: our table and Cedar, verdict by verdict (THREATS 99).
import { expect, test } from 'vitest';
import { nodeCedar } from '../../sandbox-core/node.ts';
import { agreement } from '../fixtures/cedar-agreement.ts';

test('the table agrees with Cedar on a hundred thousand random requests', async () => {
  const oracle = nodeCedar();
  try {
    const { differences, ...sum } = await agreement(oracle, 20, 500, 240);
    process.stdout.write(`${JSON.stringify(sum)}\n`);
    expect(differences).toEqual([]);
    expect(sum.requests).toBeGreaterThanOrEqual(100_000);
  } finally {
    oracle.close();
  }
});
