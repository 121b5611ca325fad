// rlimits for a guest process, set by prlimit (util-linux) before anything else of it starts: no core dumps, a bounded
// number of descriptors, and no more memory of its own than the machine has, so that growth fails before others suffer.
//
// Not bounded: processes (counted for the whole user, so a bound would hit people's other programs; the seccomp filter
// refuses new ones instead) and file sizes (passing one ends the process, where a guest should get an errno).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';

const PATH = '/usr/bin/prlimit';
/** Host files behind a guest's descriptors, and the process's own. A manifest that allows more gets the system's EMFILE. */
export const MOST_DESCRIPTORS = 4352;

/** Words of a command line that go before the command they bound. */
export type ResourceLimits = readonly string[];

/** Undefined where prlimit is not there, or this user may not set these limits. */
export function findResourceLimits(): ResourceLimits | undefined {
  if (process.platform !== 'linux' || !existsSync(PATH)) return undefined;
  const words = [PATH, '--core=0', `--nofile=${MOST_DESCRIPTORS}`, '--memlock=0', '--msgqueue=0', `--data=${totalmem()}`];
  const tried = spawnSync(PATH, [...words.slice(1), '/usr/bin/true'], { env: {}, stdio: 'ignore', timeout: 5000 });
  return tried.status === 0 ? words : undefined;
}
