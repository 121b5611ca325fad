// Policies compared over all that their rules tell apart, with the official implementation judging each witness.
import { afterAll, expect, it } from 'vitest';
import { nodeCedar } from '../../sandbox-core/node.ts';
import { comparisonAgreement } from '../fixtures/comparison-agreement.ts';

const oracle = nodeCedar();
afterAll(() => oracle.close());

it('comparePolicies() finds all that 10 pairs of policies differ in, and Cedar confirms every witness', async () => {
  const { faults, ...sum } = await comparisonAgreement(oracle, 7, 10);
  expect(faults).toEqual([]);
  expect(sum.witnesses).toBeGreaterThan(10);
  expect(sum.equal).toBeGreaterThan(0);
  expect(sum.incomplete).toBeLessThan(5);
});
