// Electron's rules for what crosses from process to process, enforced where a message leaves.

/** Throws, as Electron does, for what no other process can hold. Checked in depth, cycles included. */
export function checkCloneable(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value === 'function' || typeof value === 'symbol') throw couldNotClone();
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (isShared(value)) throw couldNotClone();
  if (value instanceof WebAssembly.Module || value instanceof WebAssembly.Memory) throw couldNotClone();
  if (ArrayBuffer.isView(value)) return;
  const inside: Iterable<unknown> =
    value instanceof Map ? [...value].flat() : value instanceof Set ? value : Object.values(value);
  for (const part of inside) checkCloneable(part, seen);
}

function isShared(value: object): boolean {
  return value instanceof SharedArrayBuffer || (ArrayBuffer.isView(value) && value.buffer instanceof SharedArrayBuffer);
}

function couldNotClone(): Error {
  return new DOMException('An object could not be cloned.', 'DataCloneError');
}

/** The V8 flags among the arguments of a utility process; Chromium takes the rest for switches of its own, so Node never sees it. */
export function v8FlagsOf(execArgv: readonly string[]): string[] {
  const prefix = '--js-flags=';
  return execArgv
    .filter((word) => word.startsWith(prefix))
    .flatMap((word) => word.slice(prefix.length).split(/[ ,]+/).filter(Boolean));
}

/** Electron takes an empty environment as none given: everything is inherited. */
export function environmentOf(
  given: Readonly<Record<string, string | undefined>> | undefined,
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return given === undefined || Object.keys(given).length === 0 ? { ...own } : { ...given };
}

/** What Electron reports as exit code: 0 for what `kill()` ended, else the status that the system gave. */
export function exitCodeOf(code: number | null, signalNumber: number, killed: boolean): number {
  if (killed) return 0;
  return code ?? signalNumber;
}
