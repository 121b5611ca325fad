// What recorded runs needed of a policy: each action, each path it was asked on, with the calls that asked.
import { isNormalGuestPath } from '../base/guest-path.ts';
import { asksPath, type Action } from '../policy/request.ts';
import type { DistinctRequests } from './distinct-requests.ts';

/** The calls behind a rule: how many, and the first of them in some recordings. */
export interface Evidence {
  readonly calls: number;
  /** At most MOST_FIRST; rows count from 0, recordings in the order in which they were given. */
  readonly first: readonly { readonly recording: number; readonly row: number }[];
}

export interface PolicyNeeds {
  /** Of actions that ask for no path. */
  readonly plain: ReadonlyMap<Action, Evidence>;
  readonly paths: ReadonlyMap<Action, ReadonlyMap<string, Evidence>>;
}

const MOST_FIRST = 3;

/** `withDenied`: also what was asked and denied, as far as it names a path that can be mounted. */
export function policyNeeds(recordings: readonly DistinctRequests[], withDenied: boolean): PolicyNeeds {
  const plain = new Map<Action, Evidence>();
  const paths = new Map<Action, Map<string, Evidence>>();
  for (const [recording, { requests }] of recordings.entries()) {
    for (const { parts, denied, calls, firstRow } of requests) {
      if (denied && !withDenied) continue;
      const evidence = { calls, first: [{ recording, row: firstRow }] };
      for (const { action, resource } of parts) {
        if (!asksPath(action)) plain.set(action, joined(plain.get(action), evidence));
        else if (isNormalGuestPath(resource)) addPath(paths, action, resource, evidence);
      }
    }
  }
  return { plain, paths };
}

function addPath(paths: Map<Action, Map<string, Evidence>>, action: Action, path: string, evidence: Evidence): void {
  const found = paths.get(action) ?? new Map<string, Evidence>();
  if (found.size === 0) paths.set(action, found);
  found.set(path, joined(found.get(path), evidence));
}

export function joined(one: Evidence | undefined, other: Evidence): Evidence {
  if (one === undefined) return other;
  return { calls: one.calls + other.calls, first: firstOf(one.first, other.first) };
}

function firstOf(some: Evidence['first'], others: Evidence['first']): Evidence['first'] {
  if (some.length === MOST_FIRST && others.every(({ recording, row }) => isAfter(some.at(-1), recording, row))) return some;
  return [...some, ...others].sort((one, other) => one.recording - other.recording || one.row - other.row).slice(0, MOST_FIRST);
}

function isAfter(last: Evidence['first'][number] | undefined, recording: number, row: number): boolean {
  return last !== undefined && (recording > last.recording || (recording === last.recording && row >= last.row));
}
