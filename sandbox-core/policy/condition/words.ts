// A condition in words, for sentences and lists: `its name is like "*.txt" and the call is "path_open"`. Texts in it are
// made visible and cut.
import { cutMiddle, visibleText } from '../../base/visible-text.ts';
import type { Expression, Subject } from './expression.ts';

const MOST_LITERAL = 120;

export function conditionWords(expression: Expression): string {
  switch (expression.kind) {
    case 'text':
      return quoted(expression.value);
    case 'number':
    case 'truth':
      return String(expression.value);
    case 'entity':
      return expression.type === 'Action' ? shown(expression.id) : `${shown(expression.type)} ${shown(expression.id)}`;
    case 'set':
      return `[${expression.of.map(conditionWords).join(', ')}]`;
    case 'variable':
      return SUBJECT[expression.name];
    case 'attribute':
      return attributeWords(expression.of, expression.name);
    case 'has':
      return `${expression.of === 'context' ? 'the context' : SUBJECT[expression.of]} has a ${shown(expression.name)}`;
    case 'like':
      return `${inner(expression.of)} is like ${quoted(expression.pieces.map((piece) => piece.replaceAll('*', '\\*')).join('*'))}`;
    case 'is':
      return `${inner(expression.of)} is a ${shown(expression.type)}`;
    case 'in':
      return `${SUBJECT[expression.of]} is in ${inner(expression.right)}`;
    case 'not':
      return expression.of.kind === 'equal' ? equality(expression.of, 'is not') : `not ${inner(expression.of)}`;
    case 'all':
      return expression.of.map(inner).join(' and ');
    case 'any':
      return expression.of.map(inner).join(' or ');
    case 'equal':
      return equality(expression, 'is');
    case 'less':
      return `${inner(expression.left)} is less than ${inner(expression.right)}`;
    case 'at-most':
      return `${inner(expression.left)} is at most ${inner(expression.right)}`;
    case 'contains':
      return `${inner(expression.right)} is one of ${inner(expression.left)}`;
    case 'if':
      return `if ${inner(expression.test)} then ${inner(expression.met)} else ${inner(expression.unmet)}`;
  }
}

const SUBJECT: Readonly<Record<Subject, string>> = { principal: 'the guest', action: 'the action', resource: 'the resource' };

function attributeWords(of: Subject | 'context', name: string): string {
  if (of === 'context') return name === 'call' ? 'the call' : `the context's ${shown(name)}`;
  return of === 'resource' ? `its ${shown(name)}` : `${SUBJECT[of]}'s ${shown(name)}`;
}

function equality({ left, right }: { readonly left: Expression; readonly right: Expression }, verb: string): string {
  return `${inner(left)} ${verb} ${inner(right)}`;
}

/** As a part of something else. */
function inner(expression: Expression): string {
  const isJoined = (expression.kind === 'all' || expression.kind === 'any') && expression.of.length > 1;
  const words = conditionWords(expression);
  return isJoined || expression.kind === 'if' ? `(${words})` : words;
}

function quoted(text: string): string {
  return `"${shown(text)}"`;
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), MOST_LITERAL);
}
