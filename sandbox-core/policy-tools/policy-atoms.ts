// All that the rules of policies tell requests apart by: paths and names that they spell out, patterns, names of host
// functions. Two requests that agree in all of these are judged alike by each of the rules.
import { partsOf, someExpression, type Expression } from '../policy/condition/expression.ts';
import type { Rule } from '../policy/decision.ts';

export interface Pattern {
  readonly on: 'path' | 'name';
  /** As in an Expression; at least two. */
  readonly pieces: readonly string[];
}

export interface PolicyAtoms {
  /** Absolute paths, of directories and of files. */
  readonly paths: ReadonlySet<string>;
  /** Those of them under which something lies as far as a rule is concerned. */
  readonly directories: ReadonlySet<string>;
  /** Last components of paths. */
  readonly names: ReadonlySet<string>;
  readonly patterns: readonly Pattern[];
  readonly calls: CallAtoms;
}

export interface CallAtoms {
  /** Whether any rule asks which host function it is. */
  readonly asked: boolean;
  /** Whether one may hold its name against the name of a file. */
  readonly againstNames: boolean;
  readonly names: ReadonlySet<string>;
  readonly patterns: readonly (readonly string[])[];
}

export function policyAtoms(rules: readonly Rule[]): PolicyAtoms {
  const atoms = {
    paths: new Set<string>(),
    directories: new Set<string>(),
    names: new Set<string>(),
    patterns: new Map<string, Pattern>(),
  };
  for (const { under, cedar } of rules) {
    if (under !== '') atoms.directories.add(under);
    if (cedar?.file !== undefined) atoms.paths.add(cedar.file);
    if (cedar?.when !== undefined) gather(cedar.when, atoms);
  }
  for (const directory of atoms.directories) atoms.paths.add(directory);
  return { ...atoms, patterns: [...atoms.patterns.values()], calls: callAtoms(rules) };
}

function callAtoms(rules: readonly Rule[]): CallAtoms {
  const conditions = rules.flatMap(({ cedar }) => (cedar?.when === undefined ? [] : [cedar.when]));
  const tests = conditions.filter((condition) => someExpression(condition, isCall));
  const parts = tests.flatMap(partsWithin);
  return {
    asked: tests.length > 0,
    againstNames: tests.some((test) => someExpression(test, isName)),
    names: new Set(parts.flatMap((part) => (part.kind === 'text' ? [part.value] : []))),
    patterns: parts.flatMap((part) => (part.kind === 'like' ? [part.pieces] : [])),
  };
}

function partsWithin(expression: Expression): Expression[] {
  return [expression, ...partsOf(expression).flatMap(partsWithin)];
}

interface Gathered {
  readonly paths: Set<string>;
  readonly directories: Set<string>;
  readonly names: Set<string>;
  readonly patterns: Map<string, Pattern>;
}

function gather(expression: Expression, atoms: Gathered): void {
  if (expression.kind === 'text') gatherText(expression.value, atoms);
  if (expression.kind === 'entity' && expression.type === 'Dir') atoms.directories.add(expression.id);
  if (expression.kind === 'entity' && expression.type === 'File') atoms.paths.add(expression.id);
  if (expression.kind === 'like') gatherPattern(expression.of, expression.pieces, atoms);
  for (const part of partsOf(expression)) gather(part, atoms);
}

/** Text may be compared with a path or a name; what it cannot be equal to does no harm. */
function gatherText(text: string, atoms: Gathered): void {
  if (text.startsWith('/')) atoms.paths.add(text);
  else if (text !== '' && !text.includes('/')) atoms.names.add(text);
}

function gatherPattern(of: Expression, pieces: readonly string[], atoms: Gathered): void {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return gatherText(only, atoms);
  for (const on of ['path', 'name'] as const) {
    const isSubject = someExpression(of, (part) => part.kind === 'attribute' && part.of === 'resource' && part.name === on);
    if (isSubject) atoms.patterns.set(JSON.stringify([on, pieces]), { on, pieces });
  }
}

function isName(part: Expression): boolean {
  return part.kind === 'attribute' && part.of === 'resource' && part.name === 'name';
}

function isCall(part: Expression): boolean {
  return part.kind === 'attribute' && part.of === 'context';
}
