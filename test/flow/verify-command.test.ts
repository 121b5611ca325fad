import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Recorder } from '../fixtures/recorded-run.ts';
import { SAMPLES, wasmSandbox } from './command-line.ts';

const recorder = new Recorder();
afterAll(() => recorder.close());

let session: string;

beforeAll(async () => {
  const env = [['TOKEN', 'hunter2']] as const;
  const run = await recorder.record(`${SAMPLES}/thief.wasm`, { env });
  run.recording.close();
  session = run.path;
});

describe('wasm-sandbox verify', () => {
  it('says that a session is whole, and leaves no copy behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('wasm-sandbox-session-'));
    const seen = await wasmSandbox(['verify', session]);
    expect([seen.code, seen.stdout]).toEqual([0, expect.stringMatching(/^Whole: \d+ calls in \d+ chunks, format 3\.\n$/)]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('wasm-sandbox-session-'))).toEqual(before);
  });

  it('refuses what is no session, and one with a byte changed, in one sentence', async () => {
    const other = join(recorder.folder, 'other.session');
    writeFileSync(other, 'x'.repeat(5000));
    expect(await wasmSandbox(['verify', other])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/: file is not a database\n$/),
    });
    const bytes = readFileSync(session);
    bytes[bytes.length - 2000] = (bytes[bytes.length - 2000] ?? 0) ^ 0xff;
    writeFileSync(other, bytes);
    const seen = await wasmSandbox(['verify', other, '--json']);
    expect([seen.code === 0, seen.stderr.split('\n').length]).toEqual([false, 1]);
    rmSync(other);
  });
});

describe('wasm-sandbox export', () => {
  it('leaves secrets and private texts at home; the copy verifies and replays', async () => {
    const copy = join(recorder.folder, 'copy.session');
    expect(await wasmSandbox(['export', session, '--into', copy])).toMatchObject({ code: 0, stderr: '' });
    expect([readFileSync(session).includes('hunter2'), readFileSync(copy).includes('hunter2')]).toEqual([true, false]);
    expect((await wasmSandbox(['verify', copy])).stdout).toMatch(/; left out: secret\.\n$/);
    expect(await wasmSandbox(['export', session, '--into', copy])).toMatchObject({ code: 2 });
  });

  it('says what it did not understand', async () => {
    const seen = await wasmSandbox(['export', session, '--into', join(recorder.folder, 'x'), '--without', 'colour']);
    expect([seen.code, seen.stderr]).toEqual([2, 'wasm-sandbox: --without colour: arguments or bytes was expected\n']);
  });
});
