// The forbids that hold for a request, and the exception in Cedar that takes just this request out of one of them.
import { isNormalGuestPath } from '../base/guest-path.ts';
import { cedarString } from './cedar-string.ts';
import { compileTable, decide } from './decide.ts';
import type { Rule } from './decision.ts';
import { asksPath, type PolicyRequest } from './request.ts';

/** In the order of the rules. Each of them denies the request whatever permits it. */
export function forbidsHolding(rules: readonly Rule[], request: PolicyRequest): Rule[] {
  if (asksPath(request.action) && !isNormalGuestPath(request.resource)) return [];
  return rules.filter((rule) => {
    const speaks = rule.effect === 'forbid' && rule.id > 0 && rule.actions.includes(request.action);
    return speaks && decide(compileTable([rule]), request).rule === rule.id;
  });
}

/** A clause to be added to a policy: `unless { action == Action::"fs.read" && resource == File::"/data/a" }`. */
export function exceptionFor({ action, resource }: PolicyRequest): string {
  const file = asksPath(action) ? ` && resource == File::${cedarString(resource)}` : '';
  return `unless { action == Action::"${action}"${file} }`;
}
