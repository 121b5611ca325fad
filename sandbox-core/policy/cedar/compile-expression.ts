// An expression in Cedar's JSON form → ours. What we do not judge by ourselves is refused: an Unsupported is thrown from
// any depth and caught by compile.ts, which makes a diagnostic of it.
import { isNormalGuestPath } from '../../base/guest-path.ts';
import { visibleText } from '../../base/visible-text.ts';
import { MOST_CONDITION_DEPTH, type Comparison, type Expression, type Subject } from '../condition/expression.ts';
import { entityIn, isObject, soleEntry, type JsonObject } from './policy-json.ts';

/** Thrown, since expressions nest; never leaves compile.ts. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
  /** How the construct is written, so that it can be pointed at; empty for the whole policy. */
  readonly written: string;

  constructor(message: string, written = '') {
    super(message);
    this.written = written;
  }
}

export function compileJsonExpression(json: unknown, depth = 0): Expression {
  if (depth > MOST_CONDITION_DEPTH) throw new Unsupported(`a condition nested deeper than ${MOST_CONDITION_DEPTH}`);
  const [key, operands] = soleEntry(json) ?? ['', undefined];
  const inner = (value: unknown): Expression => compileJsonExpression(value, depth + 1);
  if (key === 'Value') return literal(operands);
  if (key === 'Var') return { kind: 'variable', name: subject(operands) };
  if (key === 'Set' && Array.isArray(operands)) return { kind: 'set', of: operands.map(inner) };
  if (key === '&&' || key === '||') return chain(json, key, inner);
  if (!isObject(operands)) throw unsupported(key);
  const compile = FORMS.get(key);
  if (compile === undefined) throw unsupported(key);
  return compile(operands, inner);
}

type Form = (operands: JsonObject, inner: (value: unknown) => Expression) => Expression;

const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['!', ({ arg }, inner) => ({ kind: 'not', of: inner(arg) })],
  ['==', comparison('equal', false)],
  ['!=', (operands, inner) => ({ kind: 'not', of: comparison('equal', false)(operands, inner) })],
  ['<', comparison('less', false)],
  ['<=', comparison('at-most', false)],
  ['>', comparison('less', true)],
  ['>=', comparison('at-most', true)],
  ['contains', comparison('contains', false)],
  ['in', ({ left, right }, inner) => ({ kind: 'in', of: variableIn(left, 'in'), right: inner(right) })],
  ['.', ({ left, attr }) => ({ kind: 'attribute', of: ownerIn(left, '.'), name: textOf(attr, '.') })],
  ['has', ({ left, attr }) => ({ kind: 'has', of: ownerIn(left, 'has'), name: textOf(attr, 'has') })],
  ['like', ({ left, pattern }, inner) => ({ kind: 'like', of: inner(left), pieces: piecesOf(pattern) })],
  ['is', isForm],
  [
    'if-then-else',
    (operands, inner) => ({
      kind: 'if',
      test: inner(operands['if']),
      met: inner(operands['then']),
      unmet: inner(operands['else']),
    }),
  ],
]);

/** `x > y` is `y < x`: neither side has effects, and an error on either is an error of the whole. */
function comparison(kind: Comparison, swapped: boolean): Form {
  return ({ left, right }, inner) => {
    const [first, second] = swapped ? [right, left] : [left, right];
    return { kind, left: inner(first), right: inner(second) };
  };
}

function isForm({ left, entity_type: type, in: group }: JsonObject, inner: (value: unknown) => Expression): Expression {
  const test: Expression = { kind: 'is', of: inner(left), type: textOf(type, 'is') };
  return group === undefined
    ? test
    : { kind: 'all', of: [test, { kind: 'in', of: variableIn(left, 'is'), right: inner(group) }] };
}

/** `a && b && c` is nested to the left, as deep as it is long: taken apart in a loop. */
function chain(json: unknown, key: '&&' | '||', inner: (value: unknown) => Expression): Expression {
  const parts: unknown[] = [];
  let rest = json;
  for (let entry = soleEntry(rest); entry !== undefined && entry[0] === key && isObject(entry[1]); entry = soleEntry(rest)) {
    parts.push(entry[1]['right']);
    rest = entry[1]['left'];
  }
  return { kind: key === '&&' ? 'all' : 'any', of: [rest, ...parts.reverse()].map(inner) };
}

function literal(value: unknown): Expression {
  if (typeof value === 'string') return { kind: 'text', value };
  if (typeof value === 'boolean') return { kind: 'truth', value };
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Unsupported('a number beyond 2^53, which is not judged exactly');
    return { kind: 'number', value };
  }
  const entity = entityIn(value);
  if (entity === undefined) throw new Unsupported('a literal that is no string, number, truth value or entity');
  checkEntity(entity);
  return { kind: 'entity', ...entity };
}

/** A path that no guest can name would make a rule that never applies, and looks as if it did. */
export function checkEntity({ type, id }: { readonly type: string; readonly id: string }): void {
  if ((type === 'Dir' || type === 'File') && !isNormalGuestPath(id)) {
    const written = `${type}::"${id}"`;
    throw new Unsupported(
      `${type}::"${visibleText(id).slice(0, 200)}" is no path as guests see them: absolute, without "." or "..", without a slash at its end`,
      written,
    );
  }
}

function subject(name: unknown): Subject {
  if (name === 'principal' || name === 'action' || name === 'resource') return name;
  throw new Unsupported('the context as a whole; only context.call can be asked for', 'context');
}

function variableIn(json: unknown, written: string): Subject {
  const [key, name] = soleEntry(json) ?? ['', undefined];
  if (key === 'Var') return subject(name);
  throw new Unsupported(`"${written}" on anything but principal, action or resource`, written);
}

function ownerIn(json: unknown, written: string): Subject | 'context' {
  const [key, name] = soleEntry(json) ?? ['', undefined];
  if (key === 'Var' && name === 'context') return 'context';
  return variableIn(json, written);
}

function textOf(value: unknown, written: string): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === 'string') return value[0];
  throw new Unsupported(`"${written}" with more than one name`, written);
}

function piecesOf(pattern: unknown): string[] {
  const pieces = [''];
  for (const element of Array.isArray(pattern) ? pattern : []) {
    if (element === 'Wildcard') pieces.push('');
    else if (isObject(element) && typeof element['Literal'] === 'string') pieces.push((pieces.pop() ?? '') + element['Literal']);
    else throw new Unsupported('a pattern of another kind', 'like');
  }
  return pieces;
}

function unsupported(key: string): Unsupported {
  const written = WRITTEN.get(key) ?? key;
  return new Unsupported(
    `"${visibleText(written).slice(0, 60)}" is outside of the part of Cedar that is judged here (docs/policy.md)`,
    written,
  );
}

/** Where the JSON form has another name than the text. */
const WRITTEN: ReadonlyMap<string, string> = new Map([
  ['neg', '-'],
  ['Record', '{'],
  ['Slot', '?'],
]);
