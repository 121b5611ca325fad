// What a module has, as lists for a screen. A hostile module has a million of everything and names of 100,000 characters, so the
// lists are cut at a number of entries and at what one answer may hold.
import {
  cutMiddle,
  describeModule,
  wantedFunctions,
  visibleText,
  type Module,
  type ModuleDescription,
} from '../../sandbox-core/index.ts';
import type { ModuleDetails, ModuleSummary } from '../contract/schemas.ts';

/** Of each list. */
const MOST_ENTRIES = 10_000;
const LONGEST_TEXT = 500;
/** Characters of JSON for all lists together: three bytes each at most, and 8 MiB is what one frame's JSON may have. */
const MOST_CHARACTERS = 2_500_000;

/** Empty lists for a module that could not be read. */
export function moduleDetails(summary: ModuleSummary, bytes: Uint8Array, module: Module | undefined): ModuleDetails {
  if (!module) return { summary, ...NOTHING };
  const described = describeModule(bytes, module);
  const { imported, defined } = described.functions;
  return { summary, ...listsOf(module, described), functions: defined, importedFunctions: imported };
}

const NOTHING = {
  sections: [],
  imports: [],
  exports: [],
  memories: [],
  functions: 0,
  importedFunctions: 0,
  producers: [],
  cut: false,
};

type Lists = Pick<ModuleDetails, 'sections' | 'imports' | 'exports' | 'memories' | 'producers' | 'cut'>;

/** Small lists first, so that it is the long ones that are cut. */
function listsOf(module: Module, described: ModuleDescription): Lists {
  const room = new Room();
  const memories = room.take(module.memories, ({ limits }, index) => ({
    minimum: limits.minimum,
    maximum: limits.maximum ?? null,
    imported: index < module.importedMemories,
    text: shown(described.memories[index] ?? ''),
  }));
  const producers = room.take(described.producers, ({ field, name, version }) => {
    return { field: shown(field), value: shown(`${name} ${version}`.trim()) };
  });
  const sections = room.take(described.sections, ({ kind, name, offset, size, entries }) => {
    return { kind, name: shown(name), offset, size, entries: entries ?? null };
  });
  const wanted = wantedFunctions(described.imports);
  const imports = room.take(described.imports, ({ module: from, name, type }, index) => {
    return { module: shown(from), name: shown(name), type: shown(type), family: wanted[index]?.family ?? null };
  });
  const exports = room.take(described.exports, ({ name, type }) => ({ name: shown(name), type: shown(type) }));
  return { sections, imports, exports, memories, producers, cut: room.cut };
}

/** What is left of one answer. */
class Room {
  #left = MOST_CHARACTERS;
  /** Whether any list had to be cut. */
  cut = false;

  take<Raw, Shown>(entries: readonly Raw[], show: (entry: Raw, index: number) => Shown): Shown[] {
    const taken: Shown[] = [];
    for (const [index, entry] of entries.entries()) {
      const one = show(entry, index);
      this.#left -= JSON.stringify(one).length;
      if (this.#left < 0 || index === MOST_ENTRIES) {
        this.cut = true;
        break;
      }
      taken.push(one);
    }
    return taken;
  }
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), LONGEST_TEXT);
}
