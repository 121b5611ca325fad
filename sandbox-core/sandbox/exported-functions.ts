// The functions a module exports, by name, with their types. Names are guest text, so they stand in a Map.
import { SandboxError } from '../base/errors.ts';
import { nearestWord } from '../base/nearest-word.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import type { FunctionType, Module } from '../module/module.ts';

export type ExportedFunctions = ReadonlyMap<string, FunctionType>;

export function exportedFunctions(module: Module): ExportedFunctions {
  const imported = module.imports.flatMap(({ type }) => (type.kind === 'function' ? [type.typeIndex] : []));
  const typeIndices = [...imported, ...module.functions.map(({ typeIndex }) => typeIndex)];
  const functions = new Map<string, FunctionType>();
  for (const { name, kind, index } of module.exports) {
    const type = kind === 'function' ? module.types[typeIndices[index] ?? -1] : undefined;
    if (type?.kind === 'function') functions.set(name, type);
  }
  return functions;
}

/** Throws NOT_FOUND, and names the export that was most likely meant. */
export function functionNamed(functions: ExportedFunctions, name: string): FunctionType {
  const type = functions.get(name);
  if (type) return type;
  const nearest = nearestWord(name, [...functions.keys()].slice(0, 1000));
  const meant = nearest === undefined ? '' : `; "${shown(nearest)}" is one`;
  throw new SandboxError('NOT_FOUND', `the module exports no function "${shown(name)}"${meant}`);
}

function shown(name: string): string {
  return cutMiddle(visibleText(name), 100);
}
