// A file named on the command line to an admitted module, or the sentence that says why not.
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import {
  admit,
  diagnosticText,
  engineFeatures,
  offeredFunction,
  readModule,
  type Diagnostic,
  type Limits,
  type Module,
} from '../../sandbox-core/index.ts';
import { UsageError } from './usage.ts';

export interface OpenedModule {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly module: Module;
}

/** Larger files are refused before they are read (module/caps.ts has the same figure). */
const MOST_MODULE_BYTES = 128 << 20;

/** Reads and parses; does not ask whether the engine would run it. */
export async function openModule(file: string): Promise<OpenedModule> {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new UsageError(`${file}: no such file`);
  if (!stats.isFile()) throw new UsageError(`${file}: not a file`);
  if (stats.size > MOST_MODULE_BYTES)
    throw new UsageError(`${file}: ${stats.size} bytes; a module may have ${MOST_MODULE_BYTES} at most`);
  const name = basename(file);
  const bytes = file.endsWith('.wat') ? await assemble(name, readFileSync(file, 'utf8')) : new Uint8Array(readFileSync(file));
  const read = readModule(bytes);
  if (!read.ok) throw new UsageError(refusal(name, read.diagnostics));
  return { name, bytes, module: read.value };
}

/** Throws the first reason for which the engine would not run the module, and says how many there are. */
export function checkAdmission(opened: OpenedModule, limits: Limits): void {
  const diagnostics = admit(opened.module, opened.bytes, {
    offered: offeredFunction,
    memoryBytes: limits.memory.most,
    tableElements: limits.tableElements,
    engine: engineFeatures((bytes) => WebAssembly.validate(bytes.slice())),
  });
  if (diagnostics.length > 0) throw new UsageError(refusal(opened.name, diagnostics));
}

function refusal(name: string, diagnostics: readonly Diagnostic[]): string {
  const [first] = diagnostics;
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : '';
  return `${name}: ${first ? diagnosticText(first) : 'refused'}${more}`;
}

async function assemble(name: string, text: string): Promise<Uint8Array> {
  const { assembleWat } = await import('../services/wat.ts');
  const assembled = await assembleWat(text);
  if (!assembled.ok) throw new UsageError(refusal(name, assembled.diagnostics));
  return assembled.value;
}
