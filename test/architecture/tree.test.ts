// What must hold of the tree as it stands, whatever the linter thinks.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint, root } from './linter.ts';

const SOURCE_FOLDERS = ['sandbox-core', 'app', 'main', 'preload', 'renderer'];
const OURS = [...SOURCE_FOLDERS, 'test', 'resources'];

/** Paths of our own source files, from the project's folder, `/` between names. */
function sources(folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    )
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && statSync(path.join(root, file)).isFile())
    .sort();
}

const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** What a file imports or re-exports, types left out. */
function importsOf(file: string): string[] {
  const statement = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\bfrom\s*)?'([^']+)'/gm;
  return [...text(file).matchAll(statement)].map((match) => match[1] ?? '');
}

/** All files of ours that are loaded with `entry`, and the packages they load. */
function loadedBy(entry: string): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) visit(path.posix.join(path.posix.dirname(file), name));
      else packages.add(name);
    }
  };
  visit(entry);
  return { files, packages };
}

describe('the tree', () => {
  it('is read by the linter: more than fifty files', async () => {
    expect((await lint(root)).files).toBeGreaterThan(50);
  });

  it('has a neutral engine: no node: import outside platform/node and the doors to it', () => {
    const doors =
      /^sandbox-core\/(platform\/node\/.*|(node|guest|guest-process|guest-thread|tenant-process|tenant-thread|self-test|jail-self-test|session-probe|cedar-thread)\.ts)$/;
    const neutral = sources(['sandbox-core']).filter((file) => !doors.test(file) && !/\.test\.tsx?$/.test(file));
    expect(neutral.filter((file) => /\bfrom 'node:|\bimport\('node:|\bimport 'node:/.test(text(file)))).toEqual([]);
    expect(neutral.length).toBeGreaterThan(20);
  });

  it('loads from the neutral door neither Node nor a front end', () => {
    const { files, packages } = loadedBy('sandbox-core/index.ts');
    expect([...packages].filter((name) => name.startsWith('node:') || ['electron', 'react', 'ws'].includes(name))).toEqual([]);
    expect([...files].filter((file) => file.startsWith('sandbox-core/platform/node/'))).toEqual([]);
  });

  it.each(['guest-process', 'guest-thread', 'tenant-process', 'tenant-thread'].map((entry) => `sandbox-core/${entry}.ts`))(
    'loads with %s nothing that keeps recordings',
    (entry) => {
      const { files, packages } = loadedBy(entry);
      expect([...files].filter((file) => /^sandbox-core\/(recording\/store|session|audit)\/|^app\//.test(file))).toEqual([]);
      expect([...packages].filter((name) => name === 'node:sqlite' || name === 'node:http' || name === 'ws')).toEqual([]);
    },
  );

  it.each(['guest-process', 'guest-thread', 'tenant-process', 'tenant-thread'].map((entry) => `sandbox-core/${entry}.ts`))(
    'loads with %s no Cedar',
    (entry) => {
      const { files, packages } = loadedBy(entry);
      expect([...files].filter((file) => /\/cedar\b/.test(file))).toEqual([]);
      expect([...packages].filter((name) => name.startsWith('@cedar-policy/'))).toEqual([]);
      expect(files.has('sandbox-core/policy/decide.ts') || entry.endsWith('process.ts')).toBe(true);
    },
  );

  it('silences neither linter nor compiler, and leaves nothing undone without saying where', () => {
    // Put together here so that this file does not find itself.
    const silenced = new RegExp(
      ['(ox|es)lint-' + 'disable', '@ts-' + '(ignore|expect-error|nocheck)', '\\bTO' + 'DO\\b', '\\bFIX' + 'ME\\b'].join('|'),
    );
    const own = 'test/architecture/rules.test.ts';
    expect(sources(OURS).filter((file) => file !== own && silenced.test(text(file)))).toEqual([]);
  });

  it('opens each source file with what it is for', () => {
    const bare = sources(SOURCE_FOLDERS).filter(
      (file) => !/\.test\.tsx?$/.test(file) && !/^(#![^\n]*\n)?(\/\/|\/\*)/.test(text(file)),
    );
    expect(bare).toEqual([]);
  });
});
