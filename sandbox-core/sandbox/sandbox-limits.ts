// The limits a caller writes beside a policy, in the words of people, laid over those of the policy.
import type { Limits } from '../limits/limits.ts';
import { parseBytes, parseDuration, type Bytes, type Nanos } from '../base/units.ts';

export interface SandboxLimits {
  /** All memories of an instance together: `'64MiB'`, or bytes. */
  readonly memory?: string | number;
  /** Instructions of an instance until it is reset. */
  readonly fuel?: number;
  /** Each call: `'2s'`, or milliseconds. */
  readonly time?: string | number;
  /** Processor time of each call, waiting not counted: `'1s'`, or milliseconds. */
  readonly cpu?: string | number;
  /** Estimated bytes of stack, up to 5 MiB: `'1MiB'`, or bytes. */
  readonly stack?: string | number;
  /** Bytes of output of an instance until it is reset: `'1MiB'`, or bytes. */
  readonly output?: string | number;
  /** Bytes an instance may read from standard input and files until it is reset: `'1MiB'`, or bytes. */
  readonly input?: string | number;
  readonly openFiles?: number;
  readonly hostCalls?: number;
  /** Host calls a second. */
  readonly hostCallRate?: number;
  /** Time an instance may wait in all until it is reset: `'2s'`, or milliseconds. */
  readonly sleep?: string | number;
  /** Denials that differ in call, action or resource, until an instance is reset. */
  readonly denials?: number;
}

/** Throws a TypeError or a RangeError that names the limit. */
export function limitsOver(base: Limits, given: SandboxLimits): Limits {
  const { memory, fuel, time, cpu, stack, output, input, openFiles, hostCalls, hostCallRate, sleep, denials } = given;
  return {
    ...base,
    ...(memory === undefined ? {} : { memory: { ...base.memory, most: bytesOf('memory', memory) } }),
    ...(fuel === undefined ? {} : { fuel: { counting: base.fuel?.counting ?? 'exact', most: countOf('fuel', fuel) } }),
    ...(time === undefined ? {} : { wallTime: nanosOf('time', time) }),
    ...(cpu === undefined ? {} : { cpuTime: nanosOf('cpu', cpu) }),
    ...(stack === undefined ? {} : { stack: bytesOf('stack', stack) }),
    ...(output === undefined ? {} : { output: bytesOf('output', output) }),
    ...(input === undefined ? {} : { input: bytesOf('input', input) }),
    ...(openFiles === undefined ? {} : { openFiles: countOf('openFiles', openFiles) }),
    ...(hostCalls === undefined ? {} : { hostCalls: countOf('hostCalls', hostCalls) }),
    ...(hostCallRate === undefined ? {} : { hostCallRate: countOf('hostCallRate', hostCallRate) }),
    ...(denials === undefined ? {} : { denials: countOf('denials', denials) }),
    ...(sleep === undefined ? {} : { sleep: sleep === 0 ? (0 as Nanos) : nanosOf('sleep', sleep) }),
  };
}

/** `'2s'`, or milliseconds. */
export function nanosOf(name: string, value: string | number): Nanos {
  const nanos = typeof value === 'string' ? parseDuration(value) : ((value * 1e6) as Nanos);
  if (nanos === undefined) throw new TypeError(`${name} is "${value}"; a time such as "2s" or "150ms" was expected`);
  if (!(nanos > 0)) throw new RangeError(`${name} is ${value}; more than no time was expected`);
  return nanos;
}

function bytesOf(name: string, value: string | number): Bytes {
  const bytes = typeof value === 'string' ? parseBytes(value) : (value as Bytes);
  if (bytes === undefined) throw new TypeError(`${name} is "${value}"; a size such as "64MiB" was expected`);
  return countOf(name, bytes) as Bytes;
}

function countOf(name: string, value: number): number {
  if (typeof value !== 'number') throw new TypeError(`${name} is a ${typeof value}; a number was expected`);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} is ${value}; a whole number from 0 was expected`);
  return value;
}
