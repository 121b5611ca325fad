// The value behind a field as a test of that field, by the field's kind.
import { nearestWord } from '../base/nearest-word.ts';
import { faultAt, meantText, type QueryFault } from './fault.ts';
import type { Field } from './fields.ts';
import { compilePattern } from './pattern.ts';
import { readQuantity } from './quantity.ts';
import type { Comparison, FieldTest, Quantity } from './query.ts';
import type { WrittenValue } from './read-value.ts';

/** Choices named in a message; more are no help. */
const MOST_NAMED = 8;

export function readTest(field: Field, value: WrittenValue): FieldTest | QueryFault {
  if (value.text === '' && !value.quoted) {
    return faultAt('value-missing', `a value was expected after ${field.name}:`, value.from, value.to);
  }
  switch (field.kind) {
    case 'text':
      return textTest(value);
    case 'choice':
      return choiceTest(field, value);
    case 'flag':
      return oneOf(field, value, `there is no ${field.name}:${value.text}`);
    case 'integer':
    case 'bytes':
    case 'address':
      return numberTest(field.kind, value);
    case 'duration':
    case 'time':
      return numberTest('duration', value);
  }
}

function textTest({ text, quoted, from, to }: WrittenValue): FieldTest | QueryFault {
  if (quoted) return { kind: 'is', text };
  if (text.length > 1 && text.startsWith('/') && text.endsWith('/')) {
    const source = text.slice(1, -1);
    const compiled = compilePattern(source);
    if (compiled.ok) return { kind: 'pattern', source };
    const at = from + 1 + compiled.at;
    return faultAt('pattern', compiled.message, at, Math.min(to, at + 1));
  }
  return /[*?]/.test(text) ? { kind: 'glob', pattern: text } : { kind: 'is', text };
}

/** A choice in quotes is taken as it is: a recording may hold what nobody listed. */
function choiceTest(field: Field, value: WrittenValue): FieldTest | QueryFault {
  const test = textTest(value);
  if (value.quoted || 'code' in test || test.kind !== 'is') return test;
  return oneOf(field, value, `${value.text} is none of ${field.name}'s values`);
}

function oneOf({ values = [] }: Field, { text, from, to }: WrittenValue, message: string): FieldTest | QueryFault {
  const found = values.find((value) => value === text) ?? values.find((value) => value.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return { kind: 'is', text: found };
  const meant = nearestWord(text, values);
  const expected = values.length > MOST_NAMED || values.length === 0 ? '' : `; ${values.join(', ')} can be asked for`;
  return faultAt('choice', `${message}${meant === undefined ? expected : meantText(meant)}`, from, to, meant);
}

function numberTest(quantity: Quantity, { text, from, to, quoted }: WrittenValue): FieldTest | QueryFault {
  // A quoted number keeps its blanks: "1.5 ms". Its places are those of the whole, since quotes may shift them.
  const at = quoted ? from + 1 : from;
  const dots = text.indexOf('..');
  if (dots >= 0) return rangeTest(quantity, text, at, dots, to);
  const operator = (/^(?:[<>]=?|=)/.exec(text)?.[0] ?? '=') as Comparison;
  const written = text.replace(/^(?:[<>]=?|=)/, '');
  if (quantity === 'address' && operator !== '=') {
    return faultAt('operator', 'an address or a range was expected, such as 0x10F40..0x10F80', from, to);
  }
  const value = readQuantity(written, quantity, at + text.length - written.length);
  return typeof value === 'number' ? { kind: 'compare', operator, value, quantity } : value;
}

function rangeTest(quantity: Quantity, text: string, at: number, dots: number, to: number): FieldTest | QueryFault {
  const low = readQuantity(text.slice(0, dots), quantity, at);
  if (typeof low !== 'number') return low;
  const high = readQuantity(text.slice(dots + 2), quantity, at + dots + 2);
  if (typeof high !== 'number') return high;
  return low <= high
    ? { kind: 'range', from: low, to: high, quantity }
    : faultAt('range', 'this range ends before it begins', at, to);
}
