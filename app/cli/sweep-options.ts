// The command line of `sweep`, and the mounts of its runs: those that were recorded, each with the folder named again.
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import {
  FAULT_KINDS,
  parseDuration,
  type FaultKind,
  type Nanos,
  type PlannedMount,
  type RecordedStart,
} from '../../sandbox-core/index.ts';
import type { OptionTable, ParsedArguments } from './arguments.ts';
import { parseDirectory } from './run-options.ts';
import { UsageError } from './usage.ts';

export const SWEEP_OPTIONS = {
  dir: 'values',
  where: 'value',
  faults: 'value',
  all: 'flag',
  jobs: 'value',
  timeout: 'value',
  'record-into': 'value',
  json: 'flag',
} as const satisfies OptionTable;

const MOST_JOBS = 64;

export interface SweepRequest {
  readonly file: string;
  readonly directories: readonly PlannedMount[];
  readonly where: string;
  readonly kinds: ReadonlySet<FaultKind>;
  readonly all: boolean;
  readonly jobs: number;
  readonly timeout: Nanos | undefined;
  readonly recordInto: string | undefined;
  readonly json: boolean;
}

export function sweepRequest({ file, options }: ParsedArguments): SweepRequest {
  const one = (name: keyof typeof SWEEP_OPTIONS): string | undefined => options.get(name)?.[0];
  const recordInto = one('record-into');
  if (recordInto !== undefined) mkdirSync(recordInto, { recursive: true, mode: 0o700 });
  return {
    file,
    directories: (options.get('dir') ?? []).map(parseDirectory),
    where: one('where') ?? '',
    kinds: parseKinds(one('faults')),
    all: options.has('all'),
    jobs: parseJobs(one('jobs')),
    timeout: parseTimeout(one('timeout')),
    recordInto,
    json: options.has('json'),
  };
}

/** As they were recorded; a folder of the host only where --dir names one for it, never the one that was recorded. */
export function sweptMounts({ manifest, hostMounts }: RecordedStart, directories: readonly PlannedMount[]): PlannedMount[] {
  const given = new Map(directories.map((mount) => [mount.guest, mount]));
  for (const guest of given.keys()) {
    if (!hostMounts.includes(guest)) throw new UsageError(`--dir: the recorded run had no folder of the host at ${guest}`);
  }
  return manifest.mounts.map(({ guest, rights }) => {
    if (!hostMounts.includes(guest)) return { guest, rights, source: { kind: 'memory' } };
    const mount = given.get(guest);
    if (mount === undefined)
      throw new UsageError(`the recorded run had a folder at ${guest}, which no --dir HOST::${guest} gives`);
    return { guest, rights, source: mount.source };
  });
}

function parseKinds(text: string | undefined): ReadonlySet<FaultKind> {
  if (text === undefined) return new Set(FAULT_KINDS);
  return new Set(
    text.split(',').map((word) => {
      const kind = FAULT_KINDS.find((each) => each === word);
      if (kind === undefined) throw new UsageError(`--faults ${text}: some of ${FAULT_KINDS.join(',')} was expected`);
      return kind;
    }),
  );
}

function parseJobs(text: string | undefined): number {
  const jobs = text === undefined ? Math.min(4, availableParallelism()) : Number(text);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > MOST_JOBS)
    throw new UsageError(`--jobs ${text}: 1 to ${MOST_JOBS} was expected`);
  return jobs;
}

function parseTimeout(text: string | undefined): Nanos | undefined {
  const timeout = text === undefined ? undefined : parseDuration(text);
  if (text !== undefined && !timeout) throw new UsageError(`--timeout ${text}: a time such as 2s or 500ms was expected`);
  return timeout;
}
