// How the audit log is looked at: filter, time in the lanes, folded groups, and what verifying found last. Outlives the screen.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AuditVerify } from '../../app/contract/audit-schemas.ts';

export interface AuditRange {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

export interface AuditViewState {
  readonly where: string;
  /** The time that the lanes show; null for that of the newest run. */
  readonly range: AuditRange | null;
  /** Groups that a person folded or unfolded, by id. */
  readonly unfolded: ReadonlyMap<number, boolean>;
  /** Null until the log was verified. */
  readonly report: AuditVerify | null;
}

export type AuditViewStore = StoreApi<AuditViewState>;

export function createAuditViewStore(): AuditViewStore {
  return createStore<AuditViewState>(() => ({ where: '', range: null, unfolded: new Map(), report: null }));
}
