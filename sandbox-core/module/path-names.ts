// The functions of a call path by their names. An import goes by the name it is imported under: a name section can call it
// anything.
import type { CallPath } from './call-graph.ts';
import type { Module } from './module.ts';
import { functionName, type Names } from './names.ts';

/** One for each step, in order; `function 12` where nobody named it. Guest text. */
export function pathNames({ steps }: CallPath, module: Module, names: Names): string[] {
  const imported = module.imports.filter(({ type }) => type.kind === 'function');
  return steps.map(
    ({ functionIndex }) =>
      imported[functionIndex]?.name ?? functionName(names, module, functionIndex) ?? `function ${functionIndex}`,
  );
}
