import { describe, expect, it } from 'vitest';
import type { GuestExit, GuestProcess, Jail } from '../platform/platform.ts';
import { GuestPool } from './guest-pool.ts';

interface Spawned {
  readonly jail: string;
  readonly guest: GuestProcess;
  killed: boolean;
  die(): void;
}

function poolOf(options: { readonly keepWarm: number; readonly mostWaiting?: number }): {
  readonly pool: GuestPool;
  readonly spawned: Spawned[];
} {
  const spawned: Spawned[] = [];
  const pool = new GuestPool(
    {
      spawn: (jail) => {
        const { promise, resolve } = Promise.withResolvers<GuestExit>();
        const channel = { send: () => {}, onMessage: () => {}, close: () => {}, onClose: () => {} };
        const kill = (): void => {
          one.killed = true;
          resolve({ code: null, signal: 'SIGKILL' });
        };
        const guest: GuestProcess = { pid: 1, channel, kill, exited: promise, lastWords: () => '' };
        const one: Spawned = {
          jail: jail.mounts.map(({ path }) => path).join(),
          guest,
          killed: false,
          die: () => resolve({ code: 1, signal: null }),
        };
        spawned.push(one);
        return guest;
      },
    },
    options.keepWarm,
    options.mostWaiting,
  );
  return { pool, spawned };
}

const jailOf = (path: string, writable = false): Jail => ({ mounts: [{ path, writable }] });
const living = (spawned: readonly Spawned[]): string[] => spawned.filter(({ killed }) => !killed).map(({ jail }) => jail);

describe('GuestPool', () => {
  it('hands out what was prepared for this jail, and spawns for every other', () => {
    const { pool, spawned } = poolOf({ keepWarm: 0 });
    pool.prepare(jailOf('/a'));
    expect(pool.take(jailOf('/a', true))).toBe(spawned[1]?.guest);
    expect(pool.take(jailOf('/a'))).toBe(spawned[0]?.guest);
    expect(pool.take(jailOf('/a'))).toBe(spawned[2]?.guest);
  });

  it('ends the processes of the jail that was asked for longest ago when too many wait', () => {
    const { pool, spawned } = poolOf({ keepWarm: 0, mostWaiting: 2 });
    for (const path of ['/a', '/b', '/a', '/c']) pool.prepare(jailOf(path));
    // /b is older than the second /a, and the first /a goes with its jail's age.
    expect(living(spawned)).toEqual(['/a', '/c']);
  });

  it('never has more waiting than its cap, whatever is prepared, and keeps the warm one', () => {
    const { pool, spawned } = poolOf({ keepWarm: 1, mostWaiting: 3 });
    for (let at = 0; at < 50; at += 1) pool.prepare(jailOf(`/${at}`));
    expect(living(spawned)).toEqual(['', '/48', '/49']);
  });

  it('does not count what was taken: a run is never ended for those that wait', () => {
    const { pool, spawned } = poolOf({ keepWarm: 0, mostWaiting: 1 });
    pool.prepare(jailOf('/a'));
    pool.take(jailOf('/a'));
    pool.prepare(jailOf('/b'));
    pool.prepare(jailOf('/c'));
    expect(living(spawned)).toEqual(['/a', '/c']);
  });

  it('hands out nothing that died while it waited', async () => {
    const { pool, spawned } = poolOf({ keepWarm: 0 });
    pool.prepare(jailOf('/a'));
    spawned[0]?.die();
    await spawned[0]?.guest.exited;
    expect(pool.take(jailOf('/a'))).toBe(spawned[1]?.guest);
  });

  it('refills what it keeps warm, and not beyond', () => {
    const { pool, spawned } = poolOf({ keepWarm: 2 });
    pool.refill();
    expect(spawned.length).toBe(2);
    pool.take({ mounts: [] });
    pool.refill();
    expect(spawned.length).toBe(3);
  });

  it('ends what waits when it is closed, and prepares nothing after', () => {
    const { pool, spawned } = poolOf({ keepWarm: 1 });
    pool.prepare(jailOf('/a'));
    pool.close();
    pool.prepare(jailOf('/b'));
    pool.refill();
    expect([living(spawned), spawned.length]).toEqual([[], 2]);
  });
});
