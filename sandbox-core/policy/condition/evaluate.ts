// Conditions to functions. Evaluation is total: where Cedar would report an error, the value is FAULT, which no permit
// takes for true and no forbid for false. Nothing is thrown and nothing backtracks.
import { coversGuestPath } from '../../base/guest-path.ts';
import { asksPath, type Action } from '../request.ts';
import type { Expression, Subject } from './expression.ts';
import { compileLike } from './like.ts';

export interface Asked {
  readonly action: Action;
  /** A normal guest path for `fs.*`, else empty. */
  readonly resource: string;
  readonly call?: string;
}

interface Entity {
  readonly type: string;
  readonly id: string;
}

export const FAULT = Symbol('fault');

export type Value = string | number | boolean | Entity | readonly Value[] | typeof FAULT;

export type Evaluate = (asked: Asked) => Value;

/** Ids of the two entities of which there is one each. */
export const GUEST_ID = 'guest';
export const SYSTEM_ID = 'system';

export function compileExpression(expression: Expression): Evaluate {
  switch (expression.kind) {
    case 'text':
    case 'number':
    case 'truth': {
      const { value } = expression;
      return () => value;
    }
    case 'entity': {
      const { type, id } = expression;
      const entity = { type, id };
      return () => entity;
    }
    case 'set':
      return setOf(expression.of.map(compileExpression));
    case 'variable':
      return subjectOf(expression.name);
    case 'attribute':
      return attributeOf(expression.of, expression.name);
    case 'has':
      return hasAttribute(expression.of, expression.name);
    case 'like':
      return matching(compileExpression(expression.of), compileLike(expression.pieces));
    case 'is':
      return typeTest(compileExpression(expression.of), expression.type);
    case 'in':
      return membership(subjectOf(expression.of), compileExpression(expression.right));
    case 'not':
      return negated(compileExpression(expression.of));
    case 'all':
      return inTurn(expression.of.map(compileExpression), false);
    case 'any':
      return inTurn(expression.of.map(compileExpression), true);
    case 'equal':
    case 'less':
    case 'at-most':
    case 'contains':
      return comparison(expression.kind, compileExpression(expression.left), compileExpression(expression.right));
    case 'if':
      return choice(compileExpression(expression.test), compileExpression(expression.met), compileExpression(expression.unmet));
  }
}

function setOf(items: readonly Evaluate[]): Evaluate {
  return (asked) => {
    const values: Value[] = [];
    for (const item of items) {
      const value = item(asked);
      if (value === FAULT) return FAULT;
      values.push(value);
    }
    return values;
  };
}

function subjectOf(name: Subject): (asked: Asked) => Entity {
  if (name === 'principal') return () => ({ type: 'Guest', id: GUEST_ID });
  if (name === 'action') return ({ action }) => ({ type: 'Action', id: action });
  return ({ action, resource }) => (asksPath(action) ? { type: 'File', id: resource } : { type: 'System', id: SYSTEM_ID });
}

function attributeOf(of: Subject | 'context', name: string): Evaluate {
  if (of === 'context') return name === 'call' ? ({ call = '' }) => call : () => FAULT;
  if (of !== 'resource' || !FILE_ATTRIBUTES.has(name)) return () => FAULT;
  if (name === 'path') return ({ action, resource }) => (asksPath(action) ? resource : FAULT);
  return ({ action, resource }) => (asksPath(action) ? nameOfPath(resource) : FAULT);
}

function hasAttribute(of: Subject | 'context', name: string): Evaluate {
  if (of === 'context') return () => name === 'call';
  if (of !== 'resource' || !FILE_ATTRIBUTES.has(name)) return () => false;
  return ({ action }) => asksPath(action);
}

const FILE_ATTRIBUTES: ReadonlySet<string> = new Set(['path', 'name']);

/** The last component: empty for `/`. */
export function nameOfPath(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function matching(of: Evaluate, matches: (text: string) => boolean): Evaluate {
  return (asked) => {
    const value = of(asked);
    return typeof value === 'string' ? matches(value) : FAULT;
  };
}

function typeTest(of: Evaluate, type: string): Evaluate {
  return (asked) => {
    const value = of(asked);
    return isEntity(value) ? value.type === type : FAULT;
  };
}

function membership(subject: (asked: Asked) => Entity, right: Evaluate): Evaluate {
  return (asked) => {
    const member = subject(asked);
    const group = right(asked);
    if (isEntity(group)) return isIn(member, group);
    if (!isSet(group)) return FAULT;
    let found = false;
    for (const one of group) {
      if (!isEntity(one)) return FAULT;
      found ||= isIn(member, one);
    }
    return found;
  };
}

/** A file lies in its directories and, asked for itself, in the directory that it is. */
function isIn(member: Entity, group: Entity): boolean {
  if (member.type === group.type) return member.id === group.id;
  return member.type === 'File' && group.type === 'Dir' && coversGuestPath(group.id, member.id);
}

function negated(of: Evaluate): Evaluate {
  return (asked) => {
    const value = of(asked);
    return typeof value === 'boolean' ? !value : FAULT;
  };
}

/** The parts one after the other, up to the first that is `decisive`. */
function inTurn(parts: readonly Evaluate[], decisive: boolean): Evaluate {
  return (asked) => {
    for (const part of parts) {
      const value = part(asked);
      if (typeof value !== 'boolean') return FAULT;
      if (value === decisive) return decisive;
    }
    return !decisive;
  };
}

function comparison(kind: 'equal' | 'less' | 'at-most' | 'contains', left: Evaluate, right: Evaluate): Evaluate {
  const compare = COMPARE[kind];
  return (asked) => {
    const one = left(asked);
    if (one === FAULT) return FAULT;
    const other = right(asked);
    return other === FAULT ? FAULT : compare(one, other);
  };
}

const COMPARE: Readonly<Record<'equal' | 'less' | 'at-most' | 'contains', (left: Value, right: Value) => Value>> = {
  equal: areEqual,
  less: (left, right) => (typeof left === 'number' && typeof right === 'number' ? left < right : FAULT),
  'at-most': (left, right) => (typeof left === 'number' && typeof right === 'number' ? left <= right : FAULT),
  contains: (left, right) => (isSet(left) ? left.some((one) => areEqual(one, right)) : FAULT),
};

/** Values of different kinds are not equal, which is no error. */
function areEqual(left: Value, right: Value): boolean {
  if (isEntity(left)) return isEntity(right) && left.type === right.type && left.id === right.id;
  if (!isSet(left)) return left === right;
  if (!isSet(right)) return false;
  const within = (some: readonly Value[], all: readonly Value[]): boolean =>
    some.every((one) => all.some((another) => areEqual(one, another)));
  return within(left, right) && within(right, left);
}

function choice(test: Evaluate, met: Evaluate, unmet: Evaluate): Evaluate {
  return (asked) => {
    const value = test(asked);
    if (typeof value !== 'boolean') return FAULT;
    return value ? met(asked) : unmet(asked);
  };
}

function isEntity(value: Value): value is Entity {
  return typeof value === 'object' && !isSet(value);
}

function isSet(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
