// What a recorded rule has of Cedar, read back from a file of unknown origin: checked to the last leaf and bounded in depth
// and number, since it is evaluated again to say what another policy would have done.
import type { CedarPart } from '../decision.ts';
import { MOST_CONDITION_DEPTH, type Expression, type Subject } from './expression.ts';

const MOST_PARTS = 10_000;

/** Undefined for anything that compiling a policy does not give. */
export function readCedarPart(value: unknown): CedarPart | undefined {
  if (!isObject(value)) return undefined;
  const { name, source, line, column, file, when } = value;
  if (!isText(name) || !isText(source) || !isCount(line) || !isCount(column)) return undefined;
  if (file !== undefined && !isText(file)) return undefined;
  const condition = when === undefined ? undefined : readExpression(when, 0, { left: MOST_PARTS });
  if (when !== undefined && condition === undefined) return undefined;
  return {
    ...{ name, source, line, column },
    ...(file === undefined ? {} : { file }),
    ...(condition === undefined ? {} : { when: condition }),
  };
}

interface Budget {
  left: number;
}

function readExpression(value: unknown, depth: number, budget: Budget): Expression | undefined {
  // A compiled condition may stand one deeper for each `unless` and `&&` around what was counted.
  if (!isObject(value) || depth > 2 * MOST_CONDITION_DEPTH || budget.left-- <= 0) return undefined;
  const read = (part: unknown): Expression | undefined => readExpression(part, depth + 1, budget);
  return readLeaf(value) ?? readBranch(value, read);
}

function readLeaf({ kind, value, type, id, name, of }: JsonObject): Expression | undefined {
  if (kind === 'text' && isText(value)) return { kind, value };
  if (kind === 'number' && typeof value === 'number') return { kind, value };
  if (kind === 'truth' && typeof value === 'boolean') return { kind, value };
  if (kind === 'entity' && isText(type) && isText(id)) return { kind, type, id };
  if (kind === 'variable' && isSubject(name)) return { kind, name };
  if ((kind === 'attribute' || kind === 'has') && (of === 'context' || isSubject(of)) && isText(name)) return { kind, of, name };
  return undefined;
}

type Read = (part: unknown) => Expression | undefined;

function readBranch(value: JsonObject, read: Read): Expression | undefined {
  const { kind, of, type, pieces } = value;
  switch (kind) {
    case 'set':
    case 'all':
    case 'any': {
      const parts = Array.isArray(of) ? readAll(of, read) : undefined;
      return parts && { kind, of: parts };
    }
    case 'not': {
      const inner = read(of);
      return inner && { kind, of: inner };
    }
    case 'is': {
      const inner = read(of);
      return inner && isText(type) ? { kind, of: inner, type } : undefined;
    }
    case 'like': {
      const inner = read(of);
      const isPattern = Array.isArray(pieces) && pieces.length > 0 && pieces.every(isText);
      return inner && isPattern ? { kind, of: inner, pieces } : undefined;
    }
    default:
      return readPair(value, read);
  }
}

function readPair({ kind, of, left, right, test, met, unmet }: JsonObject, read: Read): Expression | undefined {
  if (kind === 'in') {
    const group = read(right);
    return group && isSubject(of) ? { kind, of, right: group } : undefined;
  }
  if (kind === 'if') {
    const [first, second, third] = readAll([test, met, unmet], read) ?? [];
    return first && second && third ? { kind, test: first, met: second, unmet: third } : undefined;
  }
  if (kind !== 'equal' && kind !== 'less' && kind !== 'at-most' && kind !== 'contains') return undefined;
  const [first, second] = readAll([left, right], read) ?? [];
  return first && second ? { kind, left: first, right: second } : undefined;
}

function readAll(parts: readonly unknown[], read: Read): Expression[] | undefined {
  const found: Expression[] = [];
  for (const part of parts) {
    const one = read(part);
    if (one === undefined) return undefined;
    found.push(one);
  }
  return found;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function isSubject(value: unknown): value is Subject {
  return value === 'principal' || value === 'action' || value === 'resource';
}
