// One request for each class of requests that the rules of some policies judge alike: every action, with a path of each class
// where it has one, from a host function of each class.
import { HOST_FUNCTIONS } from '../host/host-functions.ts';
import { ASKED_ACTIONS } from '../policy/cedar/cedar-schema.ts';
import { compileLike } from '../policy/condition/like.ts';
import type { Rule } from '../policy/decision.ts';
import { asksPath, type PolicyRequest } from '../policy/request.ts';
import { pathClasses } from './path-classes.ts';
import { policyAtoms, type CallAtoms } from './policy-atoms.ts';

export interface RequestClasses {
  readonly requests: Iterable<PolicyRequest>;
  readonly count: number;
  /** False where there are too many classes, so that some have no request here. */
  readonly complete: boolean;
}

/** Some seconds of work at most. */
const MOST_STATES = 200_000;

/** `rules` of all policies that are to be told apart. */
export function requestClasses(rules: readonly Rule[], mostStates = MOST_STATES): RequestClasses {
  const atoms = policyAtoms(rules);
  const all = HOST_FUNCTIONS.map(({ signature }) => signature.name);
  const names = atoms.calls.againstNames ? new Set([...atoms.names, ...all]) : atoms.names;
  const { paths, complete } = pathClasses({ ...atoms, names }, mostStates);
  const calls = callsOf(atoms.calls, [...all, UNKNOWN_FUNCTION]);
  const others = ASKED_ACTIONS.filter((action) => !asksPath(action)).length;
  const count = calls.length * ((ASKED_ACTIONS.length - others) * paths.length + others);
  return { requests: requestsOf(paths, calls), count, complete };
}

/** Stands for those to come. */
const UNKNOWN_FUNCTION = 'another_function';

function* requestsOf(paths: readonly string[], calls: readonly string[]): Generator<PolicyRequest> {
  for (const action of ASKED_ACTIONS) {
    for (const resource of asksPath(action) ? paths : ['']) {
      for (const call of calls) yield { action, resource, call };
    }
  }
}

/** Of the host functions that there are, and one that there is not, one of each class; none in particular where no rule asks. */
function callsOf({ asked, againstNames, names, patterns }: CallAtoms, all: readonly string[]): readonly string[] {
  if (!asked) return [''];
  if (againstNames) return all;
  const tests = patterns.map(compileLike);
  const classes = new Map<string, string>();
  for (const call of all) {
    const key = `${names.has(call) ? call : ''} ${tests.map((matches) => (matches(call) ? '1' : '0')).join('')}`;
    if (!classes.has(key)) classes.set(key, call);
  }
  return [...classes.values()];
}
