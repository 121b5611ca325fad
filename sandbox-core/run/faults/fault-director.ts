// Applies a fault schedule at the gate: the first rule that hits a call decides what happens to it.
import type { After, Before, CallDirector, DirectedCall } from '../../host/call-director.ts';
import { errnoName, type Errno } from '../../host/errno.ts';
import { SIGNATURES } from '../../host/gate.ts';
import { formatDuration } from '../../base/units.ts';
import type { Chunk } from '../../recording/record/chunk.ts';
import { SandboxError } from '../../base/errors.ts';
import { callCondition, type CallCondition } from '../stepping/call-condition.ts';
import { pendingChunk } from '../stepping/pending-call.ts';
import type { FaultRule } from './fault-rule.ts';

interface ActiveRule {
  readonly rule: FaultRule;
  readonly matches: CallCondition;
  seen: number;
  hits: number;
}

const GO = { kind: 'go' } as const;

export class FaultDirector implements CallDirector {
  readonly #rules: readonly ActiveRule[];

  /** The rules come from `parseFaults`. */
  constructor(rules: readonly FaultRule[]) {
    this.#rules = rules.map((rule) => {
      const condition = callCondition(rule.where);
      if (!condition.ok) throw new SandboxError('INTERNAL', condition.fault.message);
      return { rule, matches: condition.value, seen: 0, hits: 0 };
    });
  }

  /** Rules count the calls that they mean. */
  attends(): boolean {
    return true;
  }

  before(call: DirectedCall): Before {
    const pending = pendingChunk(call);
    if (pending === undefined) return GO;
    // Every rule counts every call, also those that an earlier rule hits.
    const hit = this.#rules.filter((active) => hits(active, pending))[0];
    return hit === undefined ? GO : effectOn(call, hit.rule);
  }

  after(): After {
    return GO;
  }
}

function hits(active: ActiveRule, pending: Chunk): boolean {
  const { rule } = active;
  if (!active.matches(pending)) return false;
  active.seen += 1;
  const past = active.seen - rule.nth;
  const isDue = past === 0 || (past > 0 && rule.every > 0 && past % rule.every === 0);
  if (!isDue || (rule.times !== null && active.hits >= rule.times)) return false;
  active.hits += 1;
  return true;
}

function effectOn({ call, signature }: DirectedCall, { effect }: FaultRule): Before {
  switch (effect.kind) {
    case 'fail': {
      const errno = effect.errno as Errno;
      return { kind: 'answer', answer: { errno, writes: [] }, edit: edit(`E${errnoName(errno)} in place of the call`) };
    }
    case 'deny':
      return { kind: 'deny', edit: edit('denied') };
    case 'clock':
      return { kind: 'clock', nanos: effect.nanos, edit: edit(`clocks set forward by ${formatDuration(effect.nanos)}`) };
    case 'cut': {
      if (!movesVectors(signature)) return GO;
      const most = effect.to === 'half' ? Math.max(1, call.vectors.total >> 1) : effect.to;
      return {
        kind: 'cut',
        bytes: most,
        edit: edit(`cut to ${Math.min(most, call.vectors.total)} of ${call.vectors.total} bytes`),
      };
    }
  }
}

function movesVectors(signature: number): boolean {
  return SIGNATURES[signature]?.parameters.some(({ kind }) => kind === 'vectors') ?? false;
}

function edit(what: string): { readonly by: 'schedule'; readonly what: string } {
  return { by: 'schedule', what };
}
