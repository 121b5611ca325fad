// What a module asks for, by family, from its imports alone. Reading and writing a descriptor is of the files only for a
// guest that can open one: without that it has the standard streams and nothing else.
import { FAMILIES, type Family } from '../base/family.ts';
import { offeredFamily } from './host-functions.ts';

export interface Wanted {
  readonly module: string;
  readonly name: string;
  /** Undefined where nobody offers the import. */
  readonly family: Family | undefined;
}

/** The functions through which a guest comes by a descriptor of a file. */
const OPENS = new Set(['path_open', 'sock_accept']);

/** Each function imported, with the family it is of for this module. Names are guest text. */
export function wantedFunctions(imports: readonly { readonly module: string; readonly name: string }[]): Wanted[] {
  const opens = imports.some(({ name }) => OPENS.has(name));
  return imports.map(({ module, name }) => {
    const family = offeredFamily(module, name);
    const isStream = family === 'files' && name.startsWith('fd_') && !opens;
    return { module, name, family: isStream ? 'stdio' : family };
  });
}

/** The families among them, in the house's order. */
export function wantedFamilies(wanted: readonly Wanted[]): Family[] {
  return FAMILIES.filter((family) => wanted.some((each) => each.family === family));
}
