// As in test/flow, over many more pairs.
import { afterAll, expect, it } from 'vitest';
import { nodeCedar } from '../../sandbox-core/node.ts';
import { comparisonAgreement } from '../fixtures/comparison-agreement.ts';

const oracle = nodeCedar();
afterAll(() => oracle.close());

it('comparePolicies() finds all that 100 pairs of policies differ in, and Cedar confirms every witness', async () => {
  const { faults, ...sum } = await comparisonAgreement(oracle, 100, 100);
  expect(faults).toEqual([]);
  expect(sum.witnesses).toBeGreaterThan(150);
  expect(sum.equal).toBeGreaterThan(5);
  expect(sum.incomplete).toBeLessThan(30);
});
