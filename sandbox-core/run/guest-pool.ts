// Guest processes, spawned ahead of need and kept by jail, since what a jail binds is fixed at spawn. A process does one
// run and is thrown away.
import type { GuestProcess, GuestSpawner, Jail } from '../platform/platform.ts';

const NO_MOUNTS: Jail = { mounts: [] };

export class GuestPool {
  readonly #spawner: GuestSpawner;
  readonly #keepWarm: number;
  readonly #warm = new Map<string, GuestProcess[]>();
  #closed = false;

  /** `keepWarm` processes without mounts are kept waiting from now on. */
  constructor(spawner: GuestSpawner, keepWarm = 1) {
    this.#spawner = spawner;
    this.#keepWarm = keepWarm;
    this.refill();
  }

  /** Spawns one for a run that will come soon. */
  prepare(jail: Jail): void {
    const key = keyOf(jail);
    const waiting = this.#warm.get(key) ?? [];
    const guest = this.#spawner.spawn(jail);
    waiting.push(guest);
    this.#warm.set(key, waiting);
    // One that dies while it waits is not handed out.
    void guest.exited.then(() => {
      const at = waiting.indexOf(guest);
      if (at >= 0) waiting.splice(at, 1);
    });
  }

  take(jail: Jail): GuestProcess {
    return this.#warm.get(keyOf(jail))?.shift() ?? this.#spawner.spawn(jail);
  }

  /** Spawns what is missing of those kept warm. Called when a run has ended, so that a start never waits for a spawn. */
  refill(): void {
    const waiting = this.#warm.get(keyOf(NO_MOUNTS))?.length ?? 0;
    for (let missing = this.#keepWarm - waiting; missing > 0 && !this.#closed; missing -= 1) this.prepare(NO_MOUNTS);
  }

  close(): void {
    this.#closed = true;
    for (const waiting of this.#warm.values()) for (const guest of waiting.splice(0)) guest.kill();
  }
}

function keyOf(jail: Jail): string {
  return JSON.stringify(jail.mounts.map(({ path, writable }) => [path, writable]));
}
