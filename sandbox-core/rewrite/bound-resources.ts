// Bounds what a module's memories and tables may hold together and nothing else: `rewriteModule` without fuel and stack limit.
import type { Module } from '../module/module.ts';
import type { OffsetMap } from './offset-map.ts';
import { rewriteModule, type RewriteOptions, type RewrittenModule } from './rewrite-module.ts';

export type BoundOptions = Pick<RewriteOptions, 'memoryBytes' | 'onMemoryExceed' | 'tableElements'>;

export interface BoundModule {
  readonly bytes: Uint8Array;
  readonly offsets: OffsetMap;
  /** Slot 0 of this table is the hook of `memory`; see `RewrittenModule`. */
  readonly hook: { readonly tableExport: string } | undefined;
  readonly start: RewrittenModule['start'];
}

export function boundResources(bytes: Uint8Array, module: Module, options: BoundOptions): BoundModule {
  const { hooks, start, ...bound } = rewriteModule(bytes, module, { ...options, fuel: 'off', stackLimit: 'off' });
  return { bytes: bound.bytes, offsets: bound.offsets, hook: hooks && { tableExport: hooks.tableExport }, start };
}
