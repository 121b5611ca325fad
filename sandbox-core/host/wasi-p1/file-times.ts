// The flags of fd_filestat_set_times and path_filestat_set_times: which times to set, and to what.
import { ERRNO, type Errno } from '../errno.ts';
import type { NewTimes } from '../files/file-tree.ts';
import type { HostCall } from '../host-call.ts';

export const TIME_FLAG_NAMES = ['atim', 'atim_now', 'mtim', 'mtim_now'] as const;

/** Parameters `first`, `first + 1` and `first + 2`: atim, mtim, fst_flags. A time both given and "now" is INVAL. */
export function newTimes(call: HostCall, first: number): NewTimes | Errno {
  const flags = call.u32(first + 2);
  if (flags > 15 || (flags & 3) === 3 || (flags & 12) === 12) return ERRNO.INVAL;
  return { accessed: one(call, first, flags & 3), modified: one(call, first + 1, flags >> 2) };
}

function one(call: HostCall, parameter: number, flags: number): bigint | undefined {
  if (flags === 0) return undefined;
  return flags === 1 ? call.u64(parameter) : call.guest.clock.realtime();
}
