// Every host function there is, one line a family. The order gives each its number in recordings, which carry the list.
import type { Family } from '../base/family.ts';
import type { FunctionType } from '../module/module.ts';
import type { HostFunction } from './host-function.ts';
import { ARGUMENT_FUNCTIONS } from './wasi-p1/arguments.ts';
import { CLOCK_FUNCTIONS } from './wasi-p1/clocks.ts';
import { DESCRIPTOR_FUNCTIONS } from './wasi-p1/descriptors.ts';
import { DIRECTORY_FUNCTIONS } from './wasi-p1/directories.ts';
import { FILE_FUNCTIONS } from './wasi-p1/files.ts';
import { OPEN_FUNCTIONS } from './wasi-p1/open.ts';
import { PATH_FUNCTIONS } from './wasi-p1/paths.ts';
import { POLL_FUNCTIONS } from './wasi-p1/poll.ts';
import { PROCESS_FUNCTIONS } from './wasi-p1/process.ts';
import { RANDOM_FUNCTIONS } from './wasi-p1/random.ts';
import { SOCKET_FUNCTIONS } from './wasi-p1/sockets.ts';
import { STREAM_FUNCTIONS } from './wasi-p1/streams.ts';

export const HOST_FUNCTIONS: readonly HostFunction[] = [
  ...ARGUMENT_FUNCTIONS,
  ...CLOCK_FUNCTIONS,
  ...RANDOM_FUNCTIONS,
  ...PROCESS_FUNCTIONS,
  ...DESCRIPTOR_FUNCTIONS,
  ...STREAM_FUNCTIONS,
  ...FILE_FUNCTIONS,
  ...DIRECTORY_FUNCTIONS,
  ...OPEN_FUNCTIONS,
  ...PATH_FUNCTIONS,
  ...POLL_FUNCTIONS,
  ...SOCKET_FUNCTIONS,
];

const NUMBERS: ReadonlyMap<string, number> = new Map(
  HOST_FUNCTIONS.map(({ signature }, number) => [keyOf(signature.module, signature.name), number]),
);

/** Number of a host function in HOST_FUNCTIONS. Names are guest text. */
export function hostFunctionNumber(module: string, name: string): number | undefined {
  return NUMBERS.get(keyOf(module, name));
}

/** The type of a host function, or undefined when nobody offers it: for admission. */
export function offeredFunction(module: string, name: string): FunctionType | undefined {
  const number = hostFunctionNumber(module, name);
  return number === undefined ? undefined : HOST_FUNCTIONS[number]?.type;
}

/** The family of a host function, or undefined when nobody offers it: for "what does it want". */
export function offeredFamily(module: string, name: string): Family | undefined {
  const number = hostFunctionNumber(module, name);
  return number === undefined ? undefined : HOST_FUNCTIONS[number]?.signature.family;
}

function keyOf(module: string, name: string): string {
  return `${module.length}:${module}.${name}`;
}
