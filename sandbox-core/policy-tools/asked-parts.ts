// All that one recorded call asked of the policy. The recording keeps the first action and its resource; opening for several
// purposes, renaming and linking ask for more, which their arguments tell.
import { RIGHT } from '../host/files/rights.ts';
import { openActions } from '../host/wasi-p1/open.ts';
import type { Action, PolicyRequest } from '../policy/request.ts';
import type { CallValues } from '../trace/call-values.ts';
import type { DescriptorPaths } from './descriptor-paths.ts';

/** What else than the first resource is asked for by calls of two paths: parameters of the second. */
export const SECOND_PATH: ReadonlyMap<string, readonly [descriptor: number, text: number]> = new Map([
  ['path_rename', [3, 4]],
  ['path_link', [4, 5]],
]);

/**
 * Every part must be permitted for the call to be. `action` is the recorded one: of a denied call, the action that was denied.
 * Where a link led when that was allowed is not recorded, and so not among them.
 */
export function askedParts(
  call: string,
  action: Action,
  denied: boolean,
  values: CallValues,
  paths: DescriptorPaths,
): readonly PolicyRequest[] {
  const [resource = '', ...others] = values.resources;
  const parts = actionsOf(call, action, denied, values).map((one) => ({ action: one, resource, call }));
  const second = SECOND_PATH.get(call);
  const target = second && paths.target(values, ...second);
  if (target !== undefined) parts.push({ action: 'fs.create', resource: target, call });
  const last = others.at(-1);
  if (denied && last !== undefined && last !== target) parts.push({ action, resource: last, call });
  return parts;
}

function actionsOf(call: string, action: Action, denied: boolean, values: CallValues): readonly Action[] {
  if (call !== 'path_open') return [call === 'path_rename' && denied ? 'fs.delete' : action];
  const all = openActions(Number(values.unsigned(4)), BigInt.asUintN(64, values.argument(5) ?? 0n));
  const first = all.indexOf(action);
  if (first < 0) return [action];
  // What comes before the recorded action was not asked for: the file was there, so that nothing was to be made.
  return denied ? all : all.slice(first);
}

/** Of openShape(). */
export const OPEN_SHAPES = 64;

/** What in the arguments of path_open decides for what a file is opened, as a number below OPEN_SHAPES. */
export function openShape(values: CallValues): number {
  const rights = values.argument(5) ?? 0n;
  return Number(values.unsigned(4) & 15n) * 4 + ((rights & READS) === 0n ? 0 : 2) + ((rights & WRITES) === 0n ? 0 : 1);
}

const READS = BigInt(RIGHT.FD_READ);
const WRITES = BigInt(RIGHT.FD_WRITE);
