// The closed sets that drawing depends on, as the contract names them.
import type { CallDetails } from '../../app/contract/schemas.ts';

export type FamilyName = CallDetails['family'];
export type OutcomeName = CallDetails['outcome'];
