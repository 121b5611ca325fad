// The one text form of types, for diagnostics and descriptions: `(i32, i64) -> i32`, `memory 17..256 pages`.
import type { ExternalType, FunctionType, Module, SizeLimits } from './module.ts';

export function functionTypeText({ parameters, results }: FunctionType): string {
  const [only] = results;
  return `(${parameters.join(', ')}) -> ${results.length === 1 && only !== undefined ? only : `(${results.join(', ')})`}`;
}

export function externalTypeText(module: Module, type: ExternalType): string {
  switch (type.kind) {
    case 'function': {
      const definition = module.types[type.typeIndex];
      return definition?.kind === 'function' ? functionTypeText(definition) : `type ${type.typeIndex}`;
    }
    case 'table':
      return `table ${limitsText(type.limits)} ${type.element}`;
    case 'memory':
      return memoryTypeText(type.limits);
    case 'global':
      return `global ${type.mutable ? 'mut ' : ''}${type.value}`;
    case 'tag': {
      const definition = module.types[type.typeIndex];
      return definition?.kind === 'function' ? `tag (${definition.parameters.join(', ')})` : `tag of type ${type.typeIndex}`;
    }
  }
}

export function memoryTypeText(limits: SizeLimits): string {
  const shared = limits.shared ? ' shared' : '';
  const pages = limits.pageSizeLog2 === 16 ? 'pages' : `pages of ${2 ** limits.pageSizeLog2} byte`;
  return `memory ${limitsText(limits)} ${pages}${shared}`;
}

/** `17..256`; `17..` where the module names no maximum. */
function limitsText({ minimum, maximum, is64 }: SizeLimits): string {
  return `${is64 ? 'i64 ' : ''}${minimum}..${maximum ?? ''}`;
}
