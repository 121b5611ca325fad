// Where the conformance suites are, and the scripts in them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readWast, type WastCommand } from './wast.ts';

export interface Script {
  /** Path below the suite's folder: `legacy/throw.wast`. */
  readonly name: string;
  readonly commands: readonly WastCommand[];
}

/** The folder of all suites, undefined where there are none. */
export function suitesFolder(): string | undefined {
  const folder = resolve(process.env['CONFORMANCE_SUITES'] ?? join(import.meta.dirname, '../../../shared/suites'));
  return existsSync(join(folder, 'spec')) ? folder : undefined;
}

export function scriptsIn(folder: string, below: string): Script[] {
  return readdirSync(join(folder, below))
    .filter((file) => file.endsWith('.wast'))
    .toSorted()
    .map((file) => ({ name: join(below, file), commands: readWast(readFileSync(join(folder, below, file), 'utf8')) }));
}
