// to-test and test through the command line: tests that pass and fail, in each format, live ones, and hostile folders.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wasmFrom } from '../fixtures/host/run-guest.ts';
import { ROOT, SAMPLES, wasmSandbox } from './command-line.ts';

const base = mkdtempSync(join(tmpdir(), 'wasm-sandbox-'));
const made = join(base, 'made');
const greet = (which: string): string => join(ROOT, `docs/walkthrough/${which}.wat`);
afterAll(() => rmSync(base, { recursive: true }));

beforeAll(async () => {
  const session = (name: string): string => join(base, `${name}.session`);
  await wasmSandbox(['run', '--fuel', '1e9', '--record', session('thief'), `${SAMPLES}/thief.wasm`]);
  const input = new TextEncoder().encode('Ada\n');
  await wasmSandbox(['run', '--record', session('greeting'), '--stdin', '-', greet('greet-fixed')], input);
  for (const args of [['thief'], ['greeting'], ['greeting', '--mode', 'live', '--name', 'live']]) {
    const seen = await wasmSandbox(['to-test', session(args[0] ?? ''), '--into', made, ...args.slice(1)]);
    if (seen.code !== 0) throw new Error(seen.stderr);
  }
}, 60_000);

/** A copy of one of the made tests, alone in a folder. */
function copyOf(name: string): { readonly root: string; readonly folder: string; file(name: string): string } {
  const root = mkdtempSync(join(base, 'copy-'));
  const folder = join(root, `${name}.sandboxtest`);
  cpSync(join(made, `${name}.sandboxtest`), folder, { recursive: true });
  return { root, folder, file: (file) => join(folder, file) };
}

interface TestJson {
  recording: string;
  mode: string;
  expect: Record<string, unknown>;
}

function edit(file: string, change: (test: TestJson) => void): void {
  const test = JSON.parse(readFileSync(file, 'utf8')) as TestJson;
  change(test);
  writeFileSync(file, JSON.stringify(test));
}

describe('wasm-sandbox test', () => {
  it('passes what to-test made, by replay and live, at once', async () => {
    const seen = await wasmSandbox(['test', made, '--jobs', '2']);
    expect({ ...seen, stdout: seen.stdout.replace(/\(\d+ ms\)/g, '()') }).toMatchObject({
      code: 0,
      stdout: 'pass greeting ()\npass live ()\npass thief ()\n3 passed, 0 failed\n',
      stderr: '',
    });
  });

  it('holds a test to the policy texts that its recording was made under', async () => {
    const [rules, session, own] = ['quiet.cedar', 'quiet.session', 'quiet'].map((name) => join(base, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(rules, 'forbid (principal, action == Action::"stdio.write", resource) when { context.call == "fd_write" };');
    const input = new TextEncoder().encode('Ada\n');
    const run = await wasmSandbox(['run', '--rules', rules, '--record', session, '--stdin', '-', greet('greet-fixed')], input);
    expect(run.stdout).toBe('');
    await wasmSandbox(['to-test', session, '--into', own]);
    await wasmSandbox(['to-test', session, '--into', own, '--mode', 'live', '--name', 'live']);
    const seen = await wasmSandbox(['test', own]);
    expect(seen).toMatchObject({ code: 0, stdout: expect.stringContaining('2 passed, 0 failed') });
  });

  it('names the call, the argument, both values and the place where another build differs', async () => {
    const { root, file } = copyOf('greeting');
    writeFileSync(
      file('module.wasm'),
      wasmFrom(readFileSync(greet('greet-fixed'), 'utf8').replace('(i32.const 32))\n', '(i32.const 31))\n')),
    );
    const seen = await wasmSandbox(['test', root]);
    expect(seen.code).toBe(1);
    expect(seen.stdout.split('\n').slice(1, 6)).toEqual([
      '    call 1, fd_read: argument iovs, length 0 differs',
      '      expected  32',
      '      found     31',
      expect.stringMatching(/^ {6}in function 2 at byte 0x/),
      expect.stringMatching(/^ {6}in _start at byte 0x/),
    ]);
  });

  it('fails a live test of a build that ends otherwise', async () => {
    const seen = await wasmSandbox(['test', made, '--filter', 'live', '--module', greet('greet')]);
    expect(seen.code).toBe(1);
    expect(seen.stdout).toContain('found     no call');
  });

  it('judges verdicts under the manifest of the test, without running', async () => {
    const { root, file } = copyOf('thief');
    const manifest = file('manifest.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replace('"mounts": []', '"mounts": [{ "guest": "/etc", "memory": true, "rights": ["read"] }]'));
    expect(readFileSync(manifest, 'utf8')).not.toBe(text);
    const seen = await wasmSandbox(['test', root]);
    expect(seen).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/fs\.read on \/etc\/passwd differs\n +expected +denied\n +found +allowed by rule 8/),
    });
  });

  it('checks nothing that was switched off', async () => {
    const { root, file } = copyOf('thief');
    edit(file('test.json'), (test) => {
      test.expect = { calls: false };
    });
    expect(await wasmSandbox(['test', root])).toMatchObject({ code: 0 });
  });

  it('tells in TAP, JUnit XML and JSON, into a file where one is named', async () => {
    const out = join(base, 'out.xml');
    const args = ['test', made, '--filter', 'thief'];
    expect((await wasmSandbox([...args, '--format', 'tap'])).stdout).toBe('TAP version 14\n1..1\nok 1 - thief\n');
    expect(JSON.parse((await wasmSandbox([...args, '--format', 'json'])).stdout.split('\n')[1] ?? '')).toEqual({
      passed: 1,
      failed: 0,
      refused: 0,
    });
    expect((await wasmSandbox([...args, '--format', 'junit', '--out', out])).stdout).toBe('1 passed, 0 failed\n');
    expect(readFileSync(out, 'utf8')).toContain('<testsuites tests="1" failures="0" errors="0"');
  });

  it.each([
    [['test', base, '--filter', 'nothing has this name'], 'no tests found'],
    [['test'], 'a folder with tests was expected'],
    [['test', join(base, 'nowhere')], 'no such folder'],
    [['test', made, '--format', 'constructor'], 'text, tap, junit, json was expected'],
    [['to-test', join(base, 'thief.session'), '--into', made], 'is there already'],
    [['to-test', join(base, 'thief.session'), '--into', made, '--name', '../up'], 'is no name for a test'],
  ])('%j exits with 2 and says: %s', async (args, says) => {
    expect(await wasmSandbox(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
  });
});

describe('a hostile test folder', () => {
  const HOSTILE: Readonly<Record<string, readonly [says: string, spoil: (copy: ReturnType<typeof copyOf>) => void]>> = {
    'that names a path outside': [
      'test.json: line 1, column ',
      ({ file }) =>
        edit(file('test.json'), (test) => {
          test.recording = '../../x.session';
        }),
    ],
    'with bad JSON': ['test.json: line 1, column 2: ', ({ file }) => writeFileSync(file('test.json'), '{nope')],
    'with test.json that is no text': [
      'test.json: is no UTF-8 text',
      ({ file }) => writeFileSync(file('test.json'), new Uint8Array([0xff])),
    ],
    'with a huge test.json': ['test.json: has 5000000 bytes', ({ file }) => truncateSync(file('test.json'), 5_000_000)],
    'with a huge module': ['module.wasm: has 200000000 bytes', ({ file }) => truncateSync(file('module.wasm'), 200_000_000)],
    'whose module is a link': [
      'module.wasm: is a link',
      ({ file }) => {
        rmSync(file('module.wasm'));
        symlinkSync(`${SAMPLES}/thief.wasm`, file('module.wasm'));
      },
    ],
    'whose manifest is a folder': [
      'manifest.json: is no plain file',
      ({ file }) => {
        rmSync(file('manifest.json'));
        mkdirSync(file('manifest.json'));
      },
    ],
    'without its recording': ['recording.session: is missing', ({ file }) => rmSync(file('recording.session'))],
    'with a journal beside its recording': [
      'recording.session-journal: lies beside the recording',
      ({ file }) => writeFileSync(file('recording.session-journal'), 'x'),
    ],
    'whose recording was cut short': ['recording.session: ', ({ file }) => truncateSync(file('recording.session'), 5000)],
    'that is a link itself': [
      'it is no folder (links are not followed)',
      ({ root, folder }) => {
        renameSync(folder, join(root, 'elsewhere'));
        symlinkSync(join(root, 'elsewhere'), folder);
      },
    ],
    'that wants a folder of the host for a live run': [
      'mounts a folder of the host',
      ({ file }) => {
        const text = readFileSync(file('manifest.json'), 'utf8');
        const mount = '"mounts": [{ "guest": "/etc", "path": "/etc", "rights": ["read"] }]';
        writeFileSync(file('manifest.json'), text.replace('"mounts": []', mount));
        edit(file('test.json'), (test) => {
          test.mode = 'live';
        });
      },
    ],
  };

  it.each(Object.entries(HOSTILE))('%s is refused with its place', async (_name, [says, spoil]) => {
    const copy = copyOf('thief');
    spoil(copy);
    const seen = await wasmSandbox(['test', copy.root]);
    expect(seen).toMatchObject({ code: 2, stdout: expect.stringContaining(`REFUSED thief`) });
    expect(seen.stdout).toContain(says);
    expect(seen.stdout).toContain('0 passed, 0 failed, 1 refused');
  });
});
