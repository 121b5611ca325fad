// Policy texts on the command line and in the library: checked, formatted, obeyed by a run, explained afterwards.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Sandbox } from '../../sandbox-core/node.ts';
import { wasmFrom } from '../fixtures/host/run-guest.ts';
import { SAMPLES, wasmSandbox } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const NO_SHADOW = `@id("no-shadow")
forbid (
  principal,
  action == Action::"fs.read",
  resource
)
when { resource.name like "*shadow*" && context.call == "path_open" };
`;
const good = file('good.cedar', NO_SHADOW);

describe('wasm-sandbox policy check', () => {
  it('exits 0 for texts that can be used, and says what they say', async () => {
    const seen = await wasmSandbox(['policy', 'check', good]);
    expect(seen).toMatchObject({ code: 0, stderr: '' });
    expect(seen.stdout).toBe(
      'no-shadow: reading any file is forbidden where its name is like "*shadow*" and the call is "path_open"\n',
    );
  });

  it('exits 1 with each finding at its place', async () => {
    const bad = file(
      'bad.cedar',
      'permit(principal, action == Action::"fs.raed", resource);\nforbid(principal, action, resource) when { context.call == 1 };\n',
    );
    const seen = await wasmSandbox(['policy', 'check', good, bad]);
    expect(seen.code).toBe(1);
    expect(seen.stdout.trimEnd().split('\n')).toEqual([
      'bad.cedar, line 1, column 29: unrecognized action `Action::"fs.raed"` (did you mean `Action::"fs.read"`?)',
      expect.stringMatching(/^bad\.cedar, line 2, column 44: .*not compatible/),
    ]);
    const json = await wasmSandbox(['policy', 'check', bad, '--json']);
    const [first] = json.stdout.split('\n').map((line): unknown => JSON.parse(line || 'null'));
    expect(first).toMatchObject({ kind: 'error', code: 'cedar-type', source: 'bad.cedar', place: { line: 1, column: 29 } });
  });

  it('exits 2 for wrong usage', async () => {
    expect(await wasmSandbox(['policy'])).toMatchObject({ code: 2, stdout: '' });
    expect(await wasmSandbox(['policy', 'check'])).toMatchObject({ code: 2, stderr: 'wasm-sandbox: a file was expected\n' });
    expect(await wasmSandbox(['policy', 'check', join(folder, 'none.cedar')])).toMatchObject({ code: 2 });
  });
});

describe('wasm-sandbox policy format', () => {
  it('exits 0 for what is formatted, 1 for what is not, and writes it where asked', async () => {
    expect(await wasmSandbox(['policy', 'format', good])).toMatchObject({ code: 0, stdout: NO_SHADOW });
    const loose = file('loose.cedar', NO_SHADOW.replaceAll(/\s+/g, ' '));
    expect(await wasmSandbox(['policy', 'format', loose])).toMatchObject({ code: 1, stdout: NO_SHADOW });
    expect(await wasmSandbox(['policy', 'format', loose, '--write'])).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(loose, 'utf8')).toBe(NO_SHADOW);
  });
});

describe('a run under a policy text', () => {
  it('obeys it, and explains what it decided', async () => {
    const session = join(folder, 'thief.session');
    const args = ['--preset', 'audit-only', '--rules', good, '--record', session, `${SAMPLES}/thief.wasm`];
    expect((await wasmSandbox(['run', ...args])).code).toBe(0);
    const rows = (await wasmSandbox(['trace', session, '--where', 'denied', '--json'])).stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(1);
    const { row } = JSON.parse(rows[0] ?? '') as { row: number };
    const number = String(row + 1);
    const seen = await wasmSandbox(['policy', 'explain', session, number]);
    expect(seen.stdout).toBe(
      `#${number} path_open: denied
Rule 9, "no-shadow" (good.cedar, line 1) forbids it, whatever else permits it: reading any file is forbidden where its name is like "*shadow*" and the call is "path_open".
Place: good.cedar, line 1, column 1
It would take the exception unless { action == Action::"fs.read" && resource == File::"/etc/shadow" } in rule 9 (no-shadow).
That would permit reading /etc/shadow, and nothing else.
`,
    );
    expect(seen.code).toBe(1);
  });

  it('is not begun with a text that cannot be used', async () => {
    const bad = file('typo.cedar', 'permit(principal, action == Action::"fs.raed", resource);');
    const seen = await wasmSandbox(['run', '--rules', bad, `${SAMPLES}/hello.wasm`]);
    expect(seen).toMatchObject({ code: 125, stdout: '' });
    expect(seen.stderr).toContain('typo.cedar, line 1, column 29: unrecognized action');
  });

  it('is the same in the library', async () => {
    const guest = wasmFrom(`(module (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
      (memory (export "memory") 1) (func (export "draw") (result i32) (call $random (i32.const 0) (i32.const 8))))`);
    const drawn = async (...rules: string[]): Promise<unknown> => {
      const builder = Sandbox.builder().source(guest).killAfter('20s');
      for (const text of rules) builder.rules(text);
      const sandbox = await builder.build();
      try {
        return await sandbox.call('draw', []);
      } finally {
        await sandbox.close();
      }
    };
    expect(await drawn()).toBe(0);
    expect(await drawn('forbid(principal, action == Action::"random.read", resource);')).toBe(76);
    await expect(drawn('forbid(principal)')).rejects.toMatchObject({ code: 'REFUSED' });
  });
});
