// From a module's declared imports to the object it is instantiated with: only those names, no prototype at either level
// (an ordinary object would offer `constructor`, THREATS 35), and only functions of exactly the type we offer, because
// V8 links a JavaScript function to any type.
import type { Checked, Diagnostic } from '../base/diagnostic.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import type { FunctionType, Import, Module } from '../module/module.ts';
import type { HostEntry } from './fixed-arity.ts';
import { HOST_FUNCTIONS, hostFunctionNumber } from './host-functions.ts';

const MOST_DIAGNOSTICS = 100;

export function importsFor(module: Module, entryOf: (number: number) => HostEntry | undefined): Checked<object> {
  const diagnostics: Diagnostic[] = [];
  const linked: Record<string, Record<string, HostEntry>> = Object.create(null);
  for (const wanted of module.imports) {
    const number = hostFunctionNumber(wanted.module, wanted.name);
    const entry = number === undefined ? undefined : entryOf(number);
    if (number === undefined || entry === undefined) diagnostics.push(unknownImport(wanted));
    else if (!hasOfferedType(module, wanted, number)) diagnostics.push(wrongType(wanted, number));
    else (linked[wanted.module] ??= Object.create(null) as Record<string, HostEntry>)[wanted.name] = entry;
    if (diagnostics.length >= MOST_DIAGNOSTICS) break;
  }
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, value: linked };
}

function hasOfferedType(module: Module, wanted: Import, number: number): boolean {
  if (wanted.type.kind !== 'function') return false;
  const type = module.types[wanted.type.typeIndex];
  const offered = HOST_FUNCTIONS[number]?.type;
  return type?.kind === 'function' && offered !== undefined && typeText(type) === typeText(offered);
}

function unknownImport(wanted: Import): Diagnostic {
  return diagnostic('unknown-import', wanted, `the import ${nameOf(wanted)} is offered by nobody`);
}

function wrongType(wanted: Import, number: number): Diagnostic {
  const offered = HOST_FUNCTIONS[number];
  const expected = offered ? typeText(offered.type) : '';
  return diagnostic('import-type', wanted, `the import ${nameOf(wanted)} has another type than the function ${expected}`);
}

function diagnostic(code: string, wanted: Import, message: string): Diagnostic {
  return { code, message, place: { kind: 'byte', offset: wanted.offset } };
}

function nameOf(wanted: Import): string {
  return cutMiddle(visibleText(`${wanted.module}.${wanted.name}`), 120);
}

function typeText(type: FunctionType): string {
  return `(${type.parameters.join(' ')}) -> (${type.results.join(' ')})`;
}
