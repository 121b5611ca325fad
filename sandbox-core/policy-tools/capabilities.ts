// What a module may do, beside what it could and what it did: for each action the rules that grant it, the imports that declare
// it, how these are reached from the module's exports, and what recorded calls asked for. What one column has and the next has
// not is a finding: a grant that nothing needs, an import that nothing calls, a call that is denied.
import type { Family } from '../base/family.ts';
import type { RuleId } from '../base/ids.ts';
import { askedActions } from '../host/asked-actions.ts';
import { HOST_FUNCTIONS, hostFunctionNumber } from '../host/host-functions.ts';
import type { CallPath, CallReach } from '../module/call-graph.ts';
import type { Module } from '../module/module.ts';
import { ASKED_ACTIONS } from '../policy/cedar/cedar-schema.ts';
import { ACTION_FAMILY, asksPath, type Action } from '../policy/request.ts';
import type { DistinctRequest } from './distinct-requests.ts';
import { isMount, judge, type EffectivePolicy } from './effective-policy.ts';
import { requestClasses } from './request-classes.ts';
import { ruleReach } from './rule-reach.ts';
import { reachedOut } from './what-if.ts';

/** `denied-use` goes before `over-granted`, and that before `dead-import`, where several hold. */
export type CapabilityFlag = 'denied-use' | 'over-granted' | 'dead-import' | 'none';

export interface DeclaringImport {
  /** Both are names of host functions that there are, so no guest text. */
  readonly module: string;
  readonly name: string;
  /** `unknown` where the module was too long to be walked to its end. */
  readonly reach: 'reached' | 'unreached' | 'unknown';
}

export interface CapabilityUse {
  readonly calls: number;
  /** The first of them; undefined where there are none. */
  readonly first: { readonly recording: number; readonly row: number } | undefined;
}

export interface Capability {
  readonly family: Family;
  readonly action: Action;
  /** Rules that permit it for some request. */
  readonly grantedBy: readonly RuleId[];
  readonly declaredBy: readonly DeclaringImport[];
  /** The shortest of all to an import that declares it; undefined where none is reached. Names in it are guest text. */
  readonly path: CallPath | undefined;
  /** Calls that asked for it and would be let through by the policy. */
  readonly used: CapabilityUse;
  /** Calls for which the policy denies it. */
  readonly denied: CapabilityUse;
  readonly flag: CapabilityFlag;
  /** Of `over-granted`: what is missing first, an import, a path to it, or a call in the recordings. */
  readonly because: 'undeclared' | 'unreached' | 'unused' | undefined;
}

export interface RecordedUse {
  readonly requests: readonly DistinctRequest[];
  /** The policy of that run. */
  readonly policy: EffectivePolicy;
}

/**
 * One row for each action that a policy can speak of, in the order of ACTIONS. Only what a mount or a Cedar rule grants can be
 * over-granted: the rest every run has. Without recordings nothing is called unused.
 */
export function capabilities(
  module: Module,
  reach: CallReach,
  policy: EffectivePolicy,
  recorded: readonly RecordedUse[] = [],
  mostStates?: number,
): Capability[] {
  const grants = grantsOf(policy, mostStates);
  const imports = importsOf(module, reach);
  const uses = usesOf(policy, recorded);
  return ASKED_ACTIONS.map((action) => {
    const declaring = declaringOf(imports, action);
    const row = {
      family: ACTION_FAMILY[action],
      action,
      grantedBy: grants.get(action) ?? [],
      declaredBy: declaring.map(({ declared }) => declared),
      path: shortest(declaring.map(({ path }) => path)),
      used: uses.used.get(action) ?? NO_USE,
      denied: uses.denied.get(action) ?? NO_USE,
    };
    return { ...row, ...judged(row, policy, recorded.length > 0) };
  });
}

const NO_USE: CapabilityUse = { calls: 0, first: undefined };

function judged(
  row: Omit<Capability, 'flag' | 'because'>,
  { rules }: EffectivePolicy,
  isRecorded: boolean,
): Pick<Capability, 'flag' | 'because'> {
  if (row.denied.calls > 0) return { flag: 'denied-use', because: undefined };
  const isChosen = rules.some((rule) => row.grantedBy.includes(rule.id) && (isMount(rule) || rule.cedar !== undefined));
  const because = isChosen && row.used.calls === 0 ? unneeded(row, isRecorded) : undefined;
  if (because !== undefined) return { flag: 'over-granted', because };
  return { flag: isDead(row) ? 'dead-import' : 'none', because: undefined };
}

function unneeded(row: Pick<Capability, 'declaredBy'>, isRecorded: boolean): Capability['because'] {
  if (row.declaredBy.length === 0) return 'undeclared';
  if (isDead(row)) return 'unreached';
  return isRecorded ? 'unused' : undefined;
}

function isDead({ declaredBy }: Pick<Capability, 'declaredBy'>): boolean {
  return declaredBy.length > 0 && declaredBy.every((one) => one.reach === 'unreached');
}

/** By action; those that no request is let through for are left out. */
function grantsOf(policy: EffectivePolicy, mostStates?: number): ReadonlyMap<Action, RuleId[]> {
  const { requests, complete } = requestClasses(policy.rules, mostStates);
  const granted = new Set<Action>(complete ? [] : ASKED_ACTIONS);
  for (const request of requests) {
    if (!granted.has(request.action) && judge(policy, request).allowed) granted.add(request.action);
  }
  const reach = ruleReach(policy, mostStates);
  // One that others cover grants what it says all the same.
  const idle = new Set(reach.complete ? reach.idle.filter(({ why }) => why !== 'covered').map(({ rule }) => rule) : []);
  const permits = policy.rules.filter(({ effect, id }) => effect === 'permit' && !idle.has(id));
  return new Map(
    [...granted].map((action) => [action, permits.filter(({ actions }) => actions.includes(action)).map(({ id }) => id)]),
  );
}

interface ImportInHand {
  readonly declared: DeclaringImport;
  readonly actions: readonly Action[];
  readonly path: CallPath | undefined;
}

/** Each host function that is imported once, by its shortest path where it stands there several times. */
function importsOf(module: Module, reach: CallReach): ImportInHand[] {
  const paths = new Map<number, CallPath | undefined>();
  const functions = module.imports.filter(({ type }) => type.kind === 'function');
  for (const [index, { module: from, name }] of functions.entries()) {
    const number = hostFunctionNumber(from, name);
    if (number !== undefined) paths.set(number, shortest([paths.get(number), reach.pathTo(index)]));
  }
  return [...paths].flatMap(([number, path]) => {
    const found = HOST_FUNCTIONS[number];
    if (found === undefined) return [];
    const { module: from, name } = found.signature;
    const how = path !== undefined ? 'reached' : reach.complete ? 'unreached' : 'unknown';
    return [{ declared: { module: from, name, reach: how }, actions: askedActions(found), path }];
  });
}

/** What works on an open file only: for files it comes to nothing in a module that opens none. */
const NEEDS_OPEN = new Set(['fd_read', 'fd_pread', 'fd_write', 'fd_pwrite', 'fd_allocate', 'fd_filestat_set_size']);

function declaringOf(imports: readonly ImportInHand[], action: Action): ImportInHand[] {
  const declaring = imports.filter(({ actions }) => actions.includes(action));
  if (!asksPath(action)) return declaring;
  const opening = imports.find(({ declared }) => declared.name === 'path_open');
  return declaring.flatMap((one) => {
    if (!NEEDS_OPEN.has(one.declared.name)) return [one];
    if (opening === undefined) return [];
    const isCut = one.path !== undefined && opening.path === undefined;
    return [isCut ? { ...one, path: undefined, declared: { ...one.declared, reach: opening.declared.reach } } : one];
  });
}

function shortest(paths: readonly (CallPath | undefined)[]): CallPath | undefined {
  const found = paths.filter((path) => path !== undefined);
  return found.toSorted((one, other) => one.steps.length - other.steps.length)[0];
}

interface Uses {
  readonly used: Map<Action, CapabilityUse>;
  readonly denied: Map<Action, CapabilityUse>;
}

function usesOf(policy: EffectivePolicy, recorded: readonly RecordedUse[]): Uses {
  const uses: Uses = { used: new Map(), denied: new Map() };
  for (const [recording, { requests, policy: own }] of recorded.entries()) {
    for (const request of requests) {
      const isOut = reachedOut(request, own);
      const denied = new Set(request.parts.filter((part) => isOut || !judge(policy, part).allowed).map(({ action }) => action));
      for (const action of new Set(request.parts.map((part) => part.action))) {
        count(denied.has(action) ? uses.denied : uses.used, action, request, recording);
      }
    }
  }
  return uses;
}

function count(uses: Map<Action, CapabilityUse>, action: Action, request: DistinctRequest, recording: number): void {
  const before = uses.get(action) ?? NO_USE;
  const first = before.first ?? { recording, row: request.firstRow };
  uses.set(action, { calls: before.calls + request.calls, first });
}
