// The official WASI preview 1 programs (WebAssembly/wasi-testsuite) as cases: each NAME.wasm with its NAME.json.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface WasiCase {
  /** `rust/path_link`. */
  readonly name: string;
  readonly wasm: string;
  readonly root: string | undefined;
  readonly args: readonly string[];
  readonly env: readonly (readonly [string, string])[];
  readonly exitCode: number;
  readonly stdout: string | undefined;
}

interface CaseFile {
  readonly root?: string;
  readonly args?: string[];
  readonly env?: Record<string, string>;
  readonly exit_code?: number;
  readonly stdout?: string;
}

const FOLDERS = ['assemblyscript', 'c', 'rust'];

/** The folder of the suites, or undefined where there is none. */
export function suitesFolder(): string | undefined {
  const folder = process.env['CONFORMANCE_SUITES'] ?? join(import.meta.dirname, '../../../shared/suites');
  return existsSync(join(folder, 'wasi-testsuite')) ? join(folder, 'wasi-testsuite') : undefined;
}

export function wasiCases(suites: string): WasiCase[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(suites, folder))
      .filter((name) => name.endsWith('.wasm'))
      .sort()
      .map((name) => wasiCase(join(suites, folder), folder, basename(name, '.wasm'))),
  );
}

function wasiCase(folder: string, group: string, name: string): WasiCase {
  const json = join(folder, `${name}.json`);
  const read: CaseFile = existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : {};
  return {
    name: `${group}/${name}`,
    wasm: join(folder, `${name}.wasm`),
    root: read.root === undefined ? undefined : join(folder, read.root),
    args: read.args ?? [],
    env: Object.entries(read.env ?? {}),
    exitCode: read.exit_code ?? 0,
    stdout: read.stdout,
  };
}

/** A writable copy of a case's root folder, since the programs write into it. */
export function copyOfRoot(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'wasi-case-'));
  cpSync(root, copy, { recursive: true });
  makeWritable(copy);
  return copy;
}

function makeWritable(path: string): void {
  const isDirectory = statSync(path).isDirectory();
  chmodSync(path, isDirectory ? 0o755 : 0o644);
  if (isDirectory) for (const name of readdirSync(path)) makeWritable(join(path, name));
}
