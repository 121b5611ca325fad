// What a sandbox is made of once its builder has read, checked and rewritten everything: plain data and the two ports.
import type { Platform } from '../platform/platform.ts';
import type { Module } from '../module/module.ts';
import type { RunPlan } from '../run/run-plan.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { ExportedFunctions } from './exported-functions.ts';
import type { Tenant } from './tenant.ts';

/** A piece of what a guest wrote to its standard output or standard error. Guest bytes. */
export interface SandboxOutput {
  readonly instance: number;
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

export type AuditListener = (entry: AuditEntry) => void;
export type OutputListener = (output: SandboxOutput) => void;

export interface SandboxParts {
  readonly platform: Pick<Platform, 'clock' | 'timers'>;
  readonly plan: RunPlan;
  readonly module: Module;
  readonly functions: ExportedFunctions;
  /** Making an instance runs guest code: a start function, or `_initialize`. */
  readonly hasEntries: boolean;
  readonly tenant: Tenant;
}
