// A policy in Cedar's JSON form → one of our rules, but for its number and its words; or what in it lies outside of the part
// of Cedar that we judge by ourselves, with the place. There is no other evaluator to fall back to.
import type { Expression } from '../condition/expression.ts';
import { GUEST_ID, SYSTEM_ID } from '../condition/evaluate.ts';
import type { CedarPart, Rule } from '../decision.ts';
import { asksPath, type Action } from '../request.ts';
import { ASKED_ACTIONS } from './cedar-schema.ts';
import { checkEntity, compileJsonExpression, Unsupported } from './compile-expression.ts';
import type { ParsedPolicy } from './oracle.ts';
import { entityIn, isObject, type JsonObject } from './policy-json.ts';
import { policyDiagnostic, type PolicyDiagnostic } from './policy-text.ts';
import { nextToken } from './scan.ts';
import { placeAt } from './text-place.ts';

export interface CompiledPolicy extends Pick<Rule, 'effect' | 'actions' | 'under'> {
  readonly cedar: CedarPart;
}

export type Compiled = { readonly policy: CompiledPolicy } | { readonly diagnostic: PolicyDiagnostic };

export function compilePolicy(parsed: ParsedPolicy): Compiled {
  try {
    return { policy: compiled(parsed) };
  } catch (thrown) {
    if (!(thrown instanceof Unsupported)) throw thrown;
    const offset = offsetOf(parsed.text, thrown.written);
    return { diagnostic: policyDiagnostic(parsed, 'cedar-fragment', thrown.message, offset) };
  }
}

/** What part of the resources a scope leaves. */
interface Scope {
  readonly of: 'all' | 'files' | 'system';
  readonly under: string;
  readonly file: string | undefined;
}

const EVERYTHING: Scope = { of: 'all', under: '', file: undefined };

function compiled({ json, source, start, number }: ParsedPolicy): CompiledPolicy {
  if (!isObject(json)) throw new Unsupported('a policy of another form');
  const { effect, principal, action, resource, conditions, annotations } = json;
  if (effect !== 'permit' && effect !== 'forbid') throw new Unsupported('an effect that is neither permit nor forbid');
  checkPrincipal(principal);
  const { scope, when } = lifted(resourceScope(resource), conditionOf(conditions));
  const actions = actionsIn(action).filter((name) => scope.of === 'all' || asksPath(name) === (scope.of === 'files'));
  const { line, column } = placeAt(source.text, start);
  const id = isObject(annotations) ? annotations['id'] : undefined;
  const name = typeof id === 'string' && id !== '' ? id : `policy ${number}`;
  const { under, file } = scope;
  const optional = { ...(file === undefined ? {} : { file }), ...(when === undefined ? {} : { when }) };
  return { effect, actions, under, cedar: { name, source: source.name, line, column, ...optional } };
}

/** There is one principal, so a scope either names it or names nobody. */
function checkPrincipal(principal: unknown): void {
  const { op, entity, entity_type: type, in: group } = isObject(principal) ? principal : {};
  const named = entityIn(entity ?? (isObject(group) ? group['entity'] : undefined));
  const isGuest = named === undefined || (named.type === 'Guest' && named.id === GUEST_ID);
  const fits = op === 'All' || ((op === '==' || op === 'in') && named !== undefined) || (op === 'is' && type === 'Guest');
  if (!fits || !isGuest) throw new Unsupported(`a principal other than Guest::"${GUEST_ID}"`, 'principal');
}

function actionsIn(action: unknown): readonly Action[] {
  const { op, entity, entities } = isObject(action) ? action : {};
  if (op === 'All') return ASKED_ACTIONS;
  const named = (Array.isArray(entities) ? entities : [entity]).map(entityIn);
  return ASKED_ACTIONS.filter((name) => named.some((one) => one?.type === 'Action' && one.id === name));
}

function resourceScope(resource: unknown): Scope {
  const constraint: JsonObject = isObject(resource) ? resource : {};
  const { op } = constraint;
  if (op === 'All') return EVERYTHING;
  if (op === '==' || op === 'in') return entityScope(constraint['entity'], op);
  if (op !== 'is') throw new Unsupported('a resource that is neither ==, in nor is', 'resource');
  const type = constraint['entity_type'];
  if (type !== 'File' && type !== 'System') throw new Unsupported('a resource that is neither a File nor a System', 'resource');
  const inner = isObject(constraint['in']) ? entityScope(constraint['in']['entity'], 'in') : EVERYTHING;
  const of = type === 'File' ? 'files' : 'system';
  if (inner.of !== 'all' && inner.of !== of) throw new Unsupported('a resource that there cannot be', 'resource');
  return { ...inner, of };
}

function entityScope(json: unknown, op: '==' | 'in'): Scope {
  const entity = entityIn(json);
  if (entity === undefined) throw new Unsupported('a resource without a name', 'resource');
  checkEntity(entity);
  const { type, id } = entity;
  if (type === 'File') return { of: 'files', under: '', file: id };
  if (type === 'Dir' && op === 'in') return { of: 'files', under: id, file: undefined };
  if (type === 'System' && id === SYSTEM_ID) return { ...EVERYTHING, of: 'system' };
  throw new Unsupported('a resource that there cannot be', 'resource');
}

function conditionOf(conditions: unknown): Expression | undefined {
  const parts = (Array.isArray(conditions) ? conditions : []).map((clause: unknown): Expression => {
    if (!isObject(clause)) throw new Unsupported('a condition of another form');
    const body = compileJsonExpression(clause['body']);
    return clause['kind'] === 'unless' ? { kind: 'not', of: body } : body;
  });
  return joined(parts.flatMap((part) => (part.kind === 'all' ? part.of : [part])));
}

function joined(parts: readonly Expression[]): Expression | undefined {
  return parts.length <= 1 ? parts[0] : { kind: 'all', of: parts };
}

/**
 * A condition that begins with `resource in Dir::"…"` says no more than a scope that does, so the rule is found by it. Only
 * its beginning: what stands before a test is evaluated before it, errors and all.
 */
function lifted(scope: Scope, when: Expression | undefined): { readonly scope: Scope; readonly when: Expression | undefined } {
  const parts = when === undefined ? [] : when.kind === 'all' ? when.of : [when];
  const [first, ...rest] = parts;
  const places = scope.under !== '' || scope.file !== undefined || scope.of === 'system';
  if (places || first?.kind !== 'in' || first.of !== 'resource' || first.right.kind !== 'entity') return { scope, when };
  const { type, id } = first.right;
  if (type !== 'Dir') return { scope, when };
  return { scope: { of: 'files', under: id, file: undefined }, when: joined(rest) };
}

/** Of the first token that is, or begins, what was written; of the whole policy where it is written otherwise. */
function offsetOf(text: string, written: string): number {
  if (written === '') return 0;
  for (let token = nextToken(text, 0); token !== undefined; token = nextToken(text, token.end)) {
    const isWhole = token.kind !== 'word' || token.end - token.start === written.length || !/^\w+$/.test(written);
    if (token.kind !== 'string' && isWhole && text.startsWith(written, token.start)) return token.start;
  }
  return 0;
}
