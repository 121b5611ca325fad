// What a run with one fault tells of the guest, held against the run without. Pure.
import type { LimitName } from '../limits/limits.ts';
import type { Outcome, Trap } from '../run/outcome.ts';
import { keepsBytes, type Variant } from './fault-variants.ts';
import type { Observation } from './run-observer.ts';

export const VERDICTS = ['trap', 'hang', 'lost', 'corrupt', 'reported', 'tolerated', 'diverged-early'] as const;

export type SweepVerdict = (typeof VERDICTS)[number];

/** The verdicts that are faults of the guest. */
export const BAD_VERDICTS: ReadonlySet<SweepVerdict> = new Set(['trap', 'hang', 'lost', 'corrupt'] as const);

export interface Judgement {
  readonly verdict: SweepVerdict;
  /** Why, in words; may hold guest text. */
  readonly why: string;
}

/** A guest that tries again for ever meets the first of them that it was given. */
const ENDLESS: ReadonlySet<LimitName> = new Set([
  ...(['wall-time', 'cpu-time', 'fuel', 'sleep', 'host-calls', 'host-call-rate', 'output', 'input', 'denials'] as const),
]);

/** `unfaulted` ended by itself: returned, or exited with whatever code. */
export function classify(variant: Variant, unfaulted: Observation, faulted: Observation): Judgement {
  const { row } = variant.call;
  const parted = faulted.prints.partsFrom(unfaulted.prints, row);
  if (parted !== undefined) return { verdict: 'diverged-early', why: `call ${parted + 1} was another one already` };
  if (!faulted.edited.includes(row)) return { verdict: 'diverged-early', why: `the fault did not meet call ${row + 1}` };
  return brokenEnd(faulted.outcome) ?? goodEnd(variant, unfaulted, faulted);
}

/** Of a run that did not end by itself. */
function brokenEnd(outcome: Outcome): Judgement | undefined {
  switch (outcome.kind) {
    case 'trapped':
      return { verdict: 'trap', why: trapWords(outcome.trap) };
    case 'limit':
      return { verdict: ENDLESS.has(outcome.limit) ? 'hang' : 'trap', why: `the ${outcome.limit} limit` };
    case 'crashed':
      return { verdict: 'trap', why: outcome.reason };
    case 'refused':
      return { verdict: 'trap', why: outcome.message };
    case 'denied':
      return { verdict: 'reported', why: `ended because ${outcome.call} was denied` };
    case 'stopped':
      return { verdict: 'hang', why: 'stopped' };
    case 'returned':
    case 'exited':
      return undefined;
  }
}

function goodEnd({ call }: Variant, unfaulted: Observation, faulted: Observation): Judgement {
  const code = codeOf(faulted.outcome);
  if (code !== codeOf(unfaulted.outcome)) return { verdict: 'reported', why: `exit code ${code}` };
  // What goes wrong in writing to standard error can be said nowhere.
  if (call.path !== 'stderr' && faulted.stderr !== unfaulted.stderr)
    return { verdict: 'reported', why: 'said on standard error' };
  const differs = differentOutput(unfaulted, faulted);
  if (differs === undefined) return { verdict: 'tolerated', why: 'the same output' };
  return { verdict: keepsBytes(call.name) ? 'lost' : 'corrupt', why: `${differs} differs, and nothing says so` };
}

function codeOf(outcome: Outcome): number {
  return outcome.kind === 'exited' ? outcome.code : 0;
}

function differentOutput(unfaulted: Observation, faulted: Observation): string | undefined {
  if (faulted.stdout !== unfaulted.stdout) return 'standard output';
  for (const [path, digest] of unfaulted.files) if (faulted.files.get(path) !== digest) return path === '' ? 'a file' : path;
  return [...faulted.files.keys()].find((path) => !unfaulted.files.has(path));
}

function trapWords({ kind, message, stack }: Trap): string {
  const frame = stack[0];
  const what = kind === 'other' ? message : kind;
  if (frame === undefined) return what;
  return `${what} in ${frame.name === '' ? `function ${frame.functionIndex}` : frame.name} at byte 0x${frame.offset.toString(16)}`;
}
