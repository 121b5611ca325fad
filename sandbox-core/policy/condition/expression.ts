// The condition of a rule, as plain JSON: what the part of Cedar that we judge by ourselves comes to. It is evaluated by
// evaluate.ts, put into words by words.ts, and read back from files of unknown origin by read-expression.ts.

/** What a condition may speak of: the request. `context` has attributes and is no value of its own. */
export type Subject = 'principal' | 'action' | 'resource';

export type Expression =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'entity'; readonly type: string; readonly id: string }
  | { readonly kind: 'set'; readonly of: readonly Expression[] }
  | { readonly kind: 'variable'; readonly name: Subject }
  | { readonly kind: 'attribute' | 'has'; readonly of: Subject | 'context'; readonly name: string }
  /** The literal pieces between wildcards: `a*b` is `['a', 'b']`, `*` is `['', '']`. Never empty. */
  | { readonly kind: 'like'; readonly of: Expression; readonly pieces: readonly string[] }
  | { readonly kind: 'is'; readonly of: Expression; readonly type: string }
  | { readonly kind: 'in'; readonly of: Subject; readonly right: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Expression[] }
  | { readonly kind: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'if'; readonly test: Expression; readonly met: Expression; readonly unmet: Expression };

export type Comparison = 'equal' | 'less' | 'at-most' | 'contains';

/** Deepest condition that is taken: evaluating one must never exhaust a stack whose depth a guest chooses. */
export const MOST_CONDITION_DEPTH = 48;

/** The expressions directly inside of one. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'text':
    case 'number':
    case 'truth':
    case 'entity':
    case 'variable':
    case 'attribute':
    case 'has':
      return [];
    case 'set':
    case 'all':
    case 'any':
      return expression.of;
    case 'like':
    case 'is':
    case 'not':
      return [expression.of];
    case 'in':
      return [expression.right];
    case 'equal':
    case 'less':
    case 'at-most':
    case 'contains':
      return [expression.left, expression.right];
    case 'if':
      return [expression.test, expression.met, expression.unmet];
  }
}

/** Whether any part of the expression, itself included, is such a one. */
export function someExpression(expression: Expression, isSuch: (part: Expression) => boolean): boolean {
  return isSuch(expression) || partsOf(expression).some((part) => someExpression(part, isSuch));
}

/** Whether the name of the host function decides something. */
export function asksCall(expression: Expression): boolean {
  return someExpression(expression, (part) => part.kind === 'attribute' && part.of === 'context');
}
