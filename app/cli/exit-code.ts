// An outcome as a process's exit code, after the customs of timeout(1) and shells.
import type { LimitName, Outcome } from '../../sandbox-core/index.ts';

export const EXIT = {
  timeout: 124,
  refused: 125,
  denied: 126,
  stopped: 130,
  trapped: 134,
  limit: 137,
  crashed: 139,
  input: 2,
} as const;

/** What took too long, whichever clock said so. */
const TIME_LIMITS: ReadonlySet<LimitName> = new Set(['wall-time', 'cpu-time', 'sleep'] as const);

/** proc_exit codes above 255 lose their high bits, as the system would cut them; 0 is kept for codes that are 0. */
export function exitCode(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'returned':
      return 0;
    case 'exited':
      return outcome.code === 0 ? 0 : outcome.code & 0xff || 1;
    case 'trapped':
      return EXIT.trapped;
    case 'denied':
      return EXIT.denied;
    case 'limit':
      return TIME_LIMITS.has(outcome.limit) ? EXIT.timeout : EXIT.limit;
    case 'stopped':
      return EXIT.stopped;
    case 'refused':
      return EXIT.refused;
    case 'crashed':
      return EXIT.crashed;
  }
}
