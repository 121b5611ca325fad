// Guest processes, spawned ahead of need and kept by jail, since what a jail binds is fixed at spawn. A process does one
// run and is thrown away. Few wait at a time: those of the jail that was asked for longest ago give way.
import type { GuestProcess, GuestSpawner, Jail } from '../platform/platform.ts';

const NO_MOUNTS: Jail = { mounts: [] };
const KEY_WITHOUT_MOUNTS = keyOf(NO_MOUNTS);
/** A waiting process is some 40 MB of memory. */
const MOST_WAITING = 4;

export class GuestPool {
  readonly #spawner: GuestSpawner;
  readonly #keepWarm: number;
  readonly #mostWaiting: number;
  /** By jail, in the order in which each was last asked for. */
  readonly #warm = new Map<string, GuestProcess[]>();
  #closed = false;

  /** `keepWarm` processes without mounts are kept waiting from now on, of `mostWaiting` at most over all jails. */
  constructor(spawner: GuestSpawner, keepWarm = 1, mostWaiting = MOST_WAITING) {
    this.#spawner = spawner;
    this.#keepWarm = Math.min(keepWarm, mostWaiting);
    this.#mostWaiting = mostWaiting;
    this.refill();
  }

  /** Spawns one for a run that will come soon. */
  prepare(jail: Jail): void {
    if (this.#closed || this.#mostWaiting === 0) return;
    const key = keyOf(jail);
    const guest = this.#spawner.spawn(jail);
    this.#renew(key).push(guest);
    // One that dies while it waits is not handed out.
    void guest.exited.then(() => this.#drop(key, guest));
    this.#prune();
  }

  take(jail: Jail): GuestProcess {
    const key = keyOf(jail);
    const guest = this.#warm.get(key)?.shift();
    this.#forgetWhereEmpty(key);
    return guest ?? this.#spawner.spawn(jail);
  }

  /** Spawns what is missing of those kept warm. Called when a run has ended, so that a start never waits for a spawn. */
  refill(): void {
    const waiting = this.#warm.get(KEY_WITHOUT_MOUNTS)?.length ?? 0;
    for (let missing = this.#keepWarm - waiting; missing > 0 && !this.#closed; missing -= 1) this.prepare(NO_MOUNTS);
  }

  close(): void {
    this.#closed = true;
    for (const waiting of this.#warm.values()) for (const guest of waiting.splice(0)) guest.kill();
    this.#warm.clear();
  }

  /** The processes of a jail, which is now the one asked for last. */
  #renew(key: string): GuestProcess[] {
    const waiting = this.#warm.get(key) ?? [];
    this.#warm.delete(key);
    this.#warm.set(key, waiting);
    return waiting;
  }

  #prune(): void {
    let surplus = [...this.#warm.values()].reduce((sum, waiting) => sum + waiting.length, 0) - this.#mostWaiting;
    for (const [key, waiting] of this.#warm) {
      const kept = key === KEY_WITHOUT_MOUNTS ? this.#keepWarm : 0;
      for (; surplus > 0 && waiting.length > kept; surplus -= 1) waiting.shift()?.kill();
      this.#forgetWhereEmpty(key);
    }
  }

  #drop(key: string, guest: GuestProcess): void {
    const waiting = this.#warm.get(key) ?? [];
    const at = waiting.indexOf(guest);
    if (at >= 0) waiting.splice(at, 1);
    this.#forgetWhereEmpty(key);
  }

  #forgetWhereEmpty(key: string): void {
    if (this.#warm.get(key)?.length === 0) this.#warm.delete(key);
  }
}

function keyOf(jail: Jail): string {
  return JSON.stringify(jail.mounts.map(({ path, writable }) => [path, writable]));
}
