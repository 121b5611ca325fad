// Descriptors that whoever started this process left open, and that every child would inherit in turn: Node closes the low
// ones for its children, but stops at the first gap. Found once; what is opened later is closed for children by Node.
import { openSync, readdirSync, readFileSync } from 'node:fs';
import type { StdioOptions } from 'node:child_process';

const CLOSE_ON_EXEC = 0o2000000;
/** A list of that length is made for every child; who leaves higher ones open would have to mean it. */
const HIGHEST = 4096;

let covered: { readonly numbers: readonly number[]; readonly nothing: number } | undefined;

/** `stdio` with an empty file laid over each inherited descriptor that it does not name. */
export function withoutInherited(stdio: Exclude<StdioOptions, string>): Exclude<StdioOptions, string> {
  covered ??= { numbers: inherited(), nothing: openSync(process.platform === 'win32' ? '\\\\.\\nul' : '/dev/null', 'r') };
  const all = [...stdio];
  for (const number of covered.numbers) {
    if (number < stdio.length) continue;
    while (all.length < number) all.push('ignore');
    all[number] = covered.nothing;
  }
  return all;
}

/** In ascending order. Only Linux tells; elsewhere there is none to be found. */
function inherited(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((number) => number > 2 && number <= HIGHEST && isInherited(number))
    .toSorted((one, other) => one - other);
}

function isInherited(number: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${number}`, 'utf8'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    // The descriptor of the listing itself is closed by now.
    return false;
  }
}
