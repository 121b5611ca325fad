// Guest processes, spawned ahead of need: a run without host mounts takes a warm one, one with host mounts gets its own,
// since what a jail binds is fixed at spawn. A process does one run and is thrown away.
import type { GuestProcess, GuestSpawner, Jail } from '../platform/platform.ts';

const NO_MOUNTS: Jail = { mounts: [] };

export class GuestPool {
  readonly #spawner: GuestSpawner;
  readonly #warmCount: number;
  readonly #warm: GuestProcess[] = [];
  #closed = false;

  /** `warmCount` processes are kept waiting; the first ones are spawned at once. */
  constructor(spawner: GuestSpawner, warmCount = 1) {
    this.#spawner = spawner;
    this.#warmCount = warmCount;
    this.#refill();
  }

  take(jail: Jail): GuestProcess {
    if (jail.mounts.length > 0) return this.#spawner.spawn(jail);
    const warm = this.#warm.shift() ?? this.#spawner.spawn(NO_MOUNTS);
    return warm;
  }

  /** Spawns what is missing. Called when a run has ended, so that a start never shares the processor with a spawn. */
  refill(): void {
    this.#refill();
  }

  close(): void {
    this.#closed = true;
    for (const guest of this.#warm.splice(0)) guest.kill();
  }

  #refill(): void {
    while (!this.#closed && this.#warm.length < this.#warmCount) {
      const guest = this.#spawner.spawn(NO_MOUNTS);
      this.#warm.push(guest);
      // One that dies while it waits is not handed out.
      void guest.exited.then(() => {
        const at = this.#warm.indexOf(guest);
        if (at >= 0) this.#warm.splice(at, 1);
      });
    }
  }
}
