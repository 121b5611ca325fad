// An evidence pack through the command line: made of a run, unzipped and verified by programs that are not ours.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tamper } from '../fixtures/audit/sample-log.ts';
import { SAMPLES, wasmSandbox } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-evidence-'));
const log = join(folder, 'audit.sqlite');

beforeAll(async () => {
  for (const sample of ['thief', 'hello']) {
    const manifest = sample === 'thief' ? ['--manifest', `${SAMPLES}/thief.sandbox.json`] : [];
    await wasmSandbox(['run', '--audit', log, ...manifest, `${SAMPLES}/${sample}.wasm`]);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Unzipped by Python, which checks each file's CRC. */
function unzipped(zip: string): string {
  const out = `${zip}.files`;
  const program = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])';
  execFileSync('python3', ['-c', program, zip, out]);
  return out;
}

function verifiedBy(pack: string): { code: number | null; told: string } {
  const { status, stdout, stderr } = spawnSync('python3', [join(pack, 'verify.py')], { encoding: 'utf8' });
  return { code: status, told: stdout + stderr };
}

async function packed(name: string, ...options: string[]): Promise<string> {
  const zip = join(folder, name);
  expect(await wasmSandbox(['audit', 'evidence', log, '--out', zip, ...options])).toMatchObject({ code: 0, stderr: '' });
  expect(statSync(zip).mode & 0o777).toBe(0o600);
  return unzipped(zip);
}

it('a pack of a run verifies with Python alone, and tells of what was denied', async () => {
  const pack = await packed('whole.zip');
  expect(verifiedBy(pack)).toEqual({ code: 0, told: expect.stringMatching(/^\d+ files, \d+ entries, 2 checkpoints: whole\n$/) });
  expect(readFileSync(join(pack, 'decisions.csv'), 'utf8')).toMatch(/,denied,path_open,.*\/etc/);
  expect(readFileSync(join(pack, 'verify.txt'), 'utf8')).toMatch(/^Whole: /);
});

it('a pack of one run verifies as well, without the texts of the other', async () => {
  const whole = readFileSync(join(await packed('all.zip'), 'isolation.json'), 'utf8');
  const [thief, hello] = (JSON.parse(whole) as { run: string }[]).map(({ run }) => run);
  const pack = await packed('one.zip', '--run', hello ?? '');
  expect(verifiedBy(pack).code).toBe(0);
  const entries = readFileSync(join(pack, 'entries.jsonl'), 'utf8');
  expect([entries.includes(hello ?? ''), entries.includes(thief ?? '')]).toEqual([true, false]);
});

it('what was changed in a pack is found by its own program', async () => {
  const pack = await packed('changed.zip');
  appendFileSync(join(pack, 'decisions.csv'), ' ');
  const entries = join(pack, 'entries.jsonl');
  writeFileSync(entries, readFileSync(entries, 'utf8').replace('/etc', '/tmp'));
  const { code, told } = verifiedBy(pack);
  expect(code).toBe(1);
  expect(told).toContain('decisions.csv is not the file that was packed');
  expect(told).toMatch(/the chain breaks at entry \d+/);
});

it('audit evidence refuses what is there already, and what it cannot narrow by', async () => {
  const zip = join(folder, 'there.zip');
  writeFileSync(zip, 'mine');
  const refused = async (...options: string[]): Promise<string> => {
    const { code, stderr } = await wasmSandbox(['audit', 'evidence', log, ...options]);
    return `${code} ${stderr}`;
  };
  expect(await refused('--out', zip)).toMatch(/^2 wasm-sandbox: --out .*there\.zip: EEXIST: file already exists/);
  expect(readFileSync(zip, 'utf8')).toBe('mine');
  const fresh = ['--out', join(folder, 'fresh.zip')];
  expect(await refused(...fresh, '--run', 'r000000000000')).toContain('the log has no entry of this run');
  expect(await refused(...fresh, '--from', 'yesterday')).toContain('--from yesterday: a time like');
});

it('a log made with --sign ml-dsa-65 has two keys and two signatures, in the pack as well', async () => {
  const [both, zip] = [join(folder, 'both.sqlite'), join(folder, 'both.zip')];
  const made = await wasmSandbox(['audit', 'new', both, '--sign', 'ml-dsa-65']);
  expect(made.stdout.match(/^wasm-sandbox\.invalid\/audit\//gm)).toHaveLength(2);
  expect((await wasmSandbox(['audit', 'new', both])).stderr).toContain('it is there already');
  await wasmSandbox(['run', '--audit', both, `${SAMPLES}/hello.wasm`]);
  expect(await wasmSandbox(['audit', 'evidence', both, '--out', zip])).toMatchObject({ code: 0 });
  const pack = unzipped(zip);
  expect(readFileSync(join(pack, 'keys.txt'), 'utf8')).toBe(made.stdout);
  expect(readFileSync(join(pack, 'checkpoints', 'elsewhere-1.checkpoint'), 'utf8').match(/^— /gm)).toHaveLength(2);
  expect(verifiedBy(pack).code).toBe(0);
});

it('a log that was changed gives a pack, and exit code 1', async () => {
  tamper(log, (database) => database.exec('DELETE FROM entry WHERE seq = 2'));
  const zip = join(folder, 'broken.zip');
  const seen = await wasmSandbox(['audit', 'evidence', log, '--out', zip]);
  expect([seen.code, seen.stdout]).toEqual([1, 'deleted: entry 2 is missing: entry 3 follows entry 1\n']);
  const pack = unzipped(zip);
  expect(readFileSync(join(pack, 'README.txt'), 'utf8')).toMatch(/^THE LOG IS NOT WHOLE/);
  expect(verifiedBy(pack)).toEqual({ code: 1, told: expect.stringContaining('the chain breaks at entry 2\n') });
});
