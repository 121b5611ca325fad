// Admission: what can be said about a module before an engine sees a byte of it. An empty list admits it.
import type { Diagnostic } from '../base/diagnostic.ts';
import { formatBytes } from '../base/units.ts';
import { READ_CAPS } from './caps.ts';
import { attempt, byteDiagnostic, quoted } from './fault.ts';
import type { Feature } from './feature.ts';
import { usedFeatures } from './features.ts';
import type { FunctionType, Import, Module } from './module.ts';
import { externalTypeText, functionTypeText } from './type-text.ts';

export interface AdmitOptions {
  /** The type of a host function, undefined where the host has none of that name. */
  readonly offered: (module: string, name: string) => FunctionType | undefined;
  readonly memoryBytes: number;
  readonly tableElements: number;
  /** What the engine can do: `engineFeatures`. */
  readonly engine: ReadonlySet<Feature>;
}

const MOST_IMPORTS_NAMED = 100;
/** What an element costs an engine (THREATS 49). */
const ELEMENT_BYTES = 8;

export function admit(module: Module, bytes: Uint8Array, options: AdmitOptions): Diagnostic[] {
  return [
    ...judgeImports(module, options.offered),
    ...judgeMemories(module, options.memoryBytes),
    ...judgeTables(module, options.tableElements),
    ...judgeCode(module, bytes, options.engine),
  ];
}

function judgeImports(module: Module, offered: AdmitOptions['offered']): Diagnostic[] {
  const faults = module.imports.flatMap((imported) => judgeImport(module, imported, offered) ?? []);
  if (faults.length <= MOST_IMPORTS_NAMED) return faults;
  const more = faults.length - MOST_IMPORTS_NAMED;
  const first = faults[MOST_IMPORTS_NAMED]?.place ?? { kind: 'whole' };
  const last: Diagnostic = { code: 'unknown-import', message: `${more} more imports that are not offered`, place: first };
  return [...faults.slice(0, MOST_IMPORTS_NAMED), last];
}

function judgeImport(module: Module, imported: Import, offered: AdmitOptions['offered']): Diagnostic | undefined {
  const { type, offset } = imported;
  const name = `${quoted(imported.module)} ${quoted(imported.name)}`;
  const text = externalTypeText(module, type);
  if (type.kind !== 'function') {
    return byteDiagnostic('unknown-import', offset, `the import ${name} is a ${type.kind} (${text}); only functions are offered`);
  }
  const offer = offered(imported.module, imported.name);
  if (!offer) return byteDiagnostic('unknown-import', offset, `the import ${name} of type ${text} is not offered`);
  const expected = functionTypeText(offer);
  if (text === expected) return undefined;
  return byteDiagnostic('import-type', offset, `the import ${name} has type ${text}; ${expected} was expected`);
}

function judgeMemories(module: Module, memoryBytes: number): Diagnostic[] {
  const defined = module.memories.slice(module.importedMemories);
  const at = sectionOffset(module, 'memory');
  const faults: Diagnostic[] = [];
  const asked = defined.reduce((sum, { limits }) => sum + limits.minimum * 2 ** limits.pageSizeLog2, 0);
  if (asked > memoryBytes) {
    const message = `the memories declare at least ${formatBytes(asked)} (${asked} bytes); ${memoryBytes} bytes are allowed`;
    faults.push(byteDiagnostic('memory-minimum', at, message));
  }
  if (defined.some(({ limits }) => limits.shared)) {
    // What a second thread writes between check and use of an argument, no host function is made for yet (THREATS 24).
    faults.push(byteDiagnostic('shared-memory', at, 'a shared memory; guests with threads are not run yet'));
  }
  return faults;
}

function judgeTables(module: Module, tableElements: number): Diagnostic[] {
  const asked = module.tables.slice(module.importedTables).reduce((sum, { limits }) => sum + limits.minimum, 0);
  if (asked <= tableElements) return [];
  const cost = formatBytes(asked * ELEMENT_BYTES);
  const message = `the tables declare at least ${asked} elements (${cost} at ${ELEMENT_BYTES} bytes each); ${tableElements} are allowed`;
  return [byteDiagnostic('table-minimum', sectionOffset(module, 'table'), message)];
}

function judgeCode(module: Module, bytes: Uint8Array, engine: ReadonlySet<Feature>): Diagnostic[] {
  const used = attempt(() => usedFeatures(bytes, module));
  if (!used.ok) return [...used.diagnostics];
  const lacking = [...used.value.offsets].filter(([feature]) => !engine.has(feature)).toSorted((one, other) => one[1] - other[1]);
  const faults = lacking.map(([feature, offset]) =>
    byteDiagnostic('engine-feature', offset, `the feature ${feature}, which this engine lacks`),
  );
  if (used.value.growthSites > READ_CAPS.growthSites) {
    const message = `${used.value.growthSites} instructions memory.grow and table.grow; ${READ_CAPS.growthSites} is the most that is rewritten`;
    faults.push(byteDiagnostic('too-many', sectionOffset(module, 'code'), message));
  }
  return faults;
}

function sectionOffset(module: Module, kind: string): number {
  return module.sections.find((section) => section.kind === kind)?.offset ?? 0;
}
