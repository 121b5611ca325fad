// A log that writes lines to standard error, from a level on.
import type { Log } from '../platform.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export function stderrLog(from: (typeof LEVELS)[number]): Log {
  const least = LEVELS.indexOf(from);
  return {
    write(level, scope, message) {
      if (LEVELS.indexOf(level) >= least) process.stderr.write(`${level} ${scope}: ${message}\n`);
    },
  };
}
