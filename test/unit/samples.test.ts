import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseManifest } from '../../sandbox-core/index.ts';

const folder = path.resolve(import.meta.dirname, '../../resources/samples');
const samples = z
  .array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      says: z.string().max(60),
      package: z.string().optional(),
      file: z.string(),
      manifest: z.string(),
    }),
  )
  .parse(JSON.parse(readFileSync(path.join(folder, 'samples.json'), 'utf8')));

function rebuilt(searchPath: string): string {
  return execFileSync(process.execPath, [path.join(folder, 'build.mjs'), '--check'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: searchPath },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** The compiler that built the samples: only the same one gives the same bytes. */
function hasTheirCompiler(): boolean {
  try {
    const version = execFileSync('clang', ['--version'], { encoding: 'utf8' });
    return version.includes('14.0.6') && existsSync('/usr/lib/wasm32-wasi/crt1.o');
  } catch {
    return false;
  }
}

describe('the samples', () => {
  it.each(samples)('$id has its module and a faultless manifest', (sample) => {
    const file = sample.package
      ? path.join(folder, '../../node_modules', sample.package, sample.file)
      : path.join(folder, sample.file);
    expect(existsSync(file)).toBe(true);
    expect(parseManifest(readFileSync(path.join(folder, sample.manifest), 'utf8'))).toMatchObject({ ok: true });
  });

  it('are all listed', () => {
    const modules = readdirSync(folder).filter((file) => file.endsWith('.wasm'));
    expect(modules.sort()).toEqual(
      samples
        .filter((sample) => !sample.package)
        .map((sample) => sample.file)
        .sort(),
    );
  });

  it('in WAT are what their sources build', () => {
    expect(rebuilt('').trim().split('\n').sort()).toEqual(
      ['hello', 'spinner'].map((name) => `${name}.wasm is what its source builds`),
    );
  });

  it.skipIf(!hasTheirCompiler())('in C are what their sources build', () => {
    const lines = rebuilt(process.env['PATH'] ?? '')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(6);
    expect(lines.filter((line) => !line.endsWith('is what its source builds'))).toEqual([]);
  });
});
