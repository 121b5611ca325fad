// One guest of the fixed set, compiled as it is or with fuel, run as often as asked: how long each run took and what it used.
import { rewriteModule, type RewriteOptions } from '../../sandbox-core/rewrite/rewrite-module.ts';
import type { BenchGuest } from './bench-guests.ts';
import { threadMilliseconds } from './figures.ts';

const FUEL = 1n << 60n;
const BOUNDS = { memoryBytes: 2 ** 31, onMemoryExceed: 'stop', tableElements: 1_000_000, stackLimit: 'off' } as const;

export const SETTINGS: Readonly<Record<string, RewriteOptions>> = {
  exact: { ...BOUNDS, fuel: 'exact' },
  coarse: { ...BOUNDS, fuel: 'coarse' },
  'exact, stack': { ...BOUNDS, fuel: 'exact', stackLimit: 600_000 },
  stack: { ...BOUNDS, fuel: 'off', stackLimit: 600_000 },
};

export interface MeteredRun {
  readonly milliseconds: number;
  /** Instructions counted, 0 where none are. */
  readonly used: bigint;
  readonly answer: string;
}

export type Runner = () => MeteredRun;

/** `options` undefined: the module as it is. */
export function runnerOf(guest: BenchGuest, options: RewriteOptions | undefined): Runner {
  const rewritten = options === undefined ? undefined : rewriteModule(guest.bytes, guest.module, options);
  const compiled = new WebAssembly.Module((rewritten?.bytes ?? guest.bytes) as Uint8Array<ArrayBuffer>);
  return () => {
    const { exports, run } = guest.start(compiled);
    const fuel = rewritten?.fuelExport === undefined ? undefined : exports[rewritten.fuelExport];
    if (fuel instanceof WebAssembly.Global) fuel.value = FUEL;
    const began = threadMilliseconds();
    const answer = run();
    const milliseconds = threadMilliseconds() - began;
    return { milliseconds, answer, used: fuel instanceof WebAssembly.Global ? FUEL - (fuel.value as bigint) : 0n };
  };
}
