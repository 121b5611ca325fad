// Requests at the edges of a policy: on each path that it names, beside it, above and below it, with the host functions it
// names and others. Both evaluators judge them when a policy is loaded (THREATS 99). Always the same for the same rules.
import { guestDirectoryOf, isNormalGuestPath } from '../../base/guest-path.ts';
import { partsOf, type Expression } from '../condition/expression.ts';
import type { Rule } from '../decision.ts';
import { asksPath, type Action, type PolicyRequest } from '../request.ts';
import { ASKED_ACTIONS } from './cedar-schema.ts';

const MOST_REQUESTS = 400;
/** Cedar's time for one request grows with the policies: past a hundred, fewer are asked about, never less than a hundred. */
const MOST_JUDGEMENTS = 40_000;
const LEAST_REQUESTS = 100;
const MOST_PATHS = 400;

export function sampleRequests(rules: readonly Rule[]): PolicyRequest[] {
  const paths = spread([...new Set(rules.flatMap(pathsNear))].filter(isPath), MOST_PATHS);
  const calls = [...new Set(['path_open', 'fd_read', ...rules.flatMap(callsNamed)])].slice(0, 16);
  const requests = ASKED_ACTIONS.flatMap((action: Action) => {
    const resources = asksPath(action) ? paths : [''];
    return resources.flatMap((resource) => calls.map((call) => ({ action, resource, call })));
  });
  const affordable = Math.max(LEAST_REQUESTS, Math.floor(MOST_JUDGEMENTS / Math.max(1, rules.length)));
  return spread(requests, Math.min(MOST_REQUESTS, affordable));
}

/** At most `most` of them, from everywhere in the list. */
function spread<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]).filter(
    (item) => item !== undefined,
  );
}

function isPath(path: string): boolean {
  return isNormalGuestPath(path) && path.isWellFormed() && path.length < 4096;
}

function pathsNear({ under, cedar }: Rule): string[] {
  const place = cedar?.file ?? (under === '' ? '/' : under);
  const named = cedar?.when === undefined ? [] : textsIn(cedar.when);
  const texts = ['x', ...named].flatMap((text) => [text, below(place, text), below(guestDirectoryOf(place), text)]);
  return [place, `${place}x`, guestDirectoryOf(place), ...texts];
}

function below(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}

/** Texts of conditions that may be parts of paths; patterns with nothing and with something for their wildcards. */
function textsIn(expression: Expression): string[] {
  const inner = partsOf(expression).flatMap(textsIn);
  if (expression.kind === 'text') return [expression.value, ...inner];
  if (expression.kind === 'entity') return [expression.id, `${expression.id}/x`, ...inner];
  if (expression.kind === 'like') return [expression.pieces.join(''), expression.pieces.join('x'), ...inner];
  return inner;
}

function callsNamed({ cedar }: Rule): string[] {
  return cedar?.when === undefined ? [] : textsIn(cedar.when).filter((text) => /^\w{1,64}$/.test(text));
}
