// The audit log through the command line: what a run leaves in it, and what is found when somebody was at it.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyPathOf } from '../../sandbox-core/index.ts';
import { killLogWriter } from '../fixtures/audit/kill-log-writer.ts';
import { sampleLog, tamper, verified } from '../fixtures/audit/sample-log.ts';
import { SAMPLES, wasmSandbox } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-audit-'));
const log = join(folder, 'audit.sqlite');

interface Entry {
  readonly kind: string;
  readonly [field: string]: unknown;
}

async function entries(...options: string[]): Promise<Entry[]> {
  const { stdout } = await wasmSandbox(['audit', 'export', log, '--as', 'jsonl', ...options]);
  return stdout
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}

beforeAll(async () => {
  const thief = ['--manifest', `${SAMPLES}/thief.sandbox.json`, `${SAMPLES}/thief.wasm`];
  await wasmSandbox(['run', '--audit', log, ...thief]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run with --audit', () => {
  it('leaves its start, what was denied and its end, each marked with who saw it', async () => {
    const all = await entries();
    expect(all.map(({ kind }) => kind)).toEqual(['run-started', ...all.slice(1, -1).map(() => 'decision'), 'run-ended']);
    const [start, denied, end] = [all[0], all.find(({ allowed }) => allowed === false), all.at(-1)];
    expect(start).toMatchObject({ source: 'engine-observed', module: { name: 'thief.wasm' }, policy: end?.['policy'] });
    expect(denied).toMatchObject({ source: 'guest-reported', rule: 0, folded: false });
    expect(String(denied?.['resource'])).toContain('/etc');
    expect(end).toMatchObject({ source: 'engine-observed', module: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await entries('--lane', 'denials')).toHaveLength(all.filter(({ allowed }) => allowed === false).length);
  });

  it('gives away what a filter leaves, each entry with its number and hash', async () => {
    const denied = (await entries('--lane', 'denials')).filter(({ resource }) => String(resource).startsWith('/etc/'));
    const where = ['--where', 'lane:denials resource:/etc/*'];
    expect(await entries(...where)).toEqual(denied);
    expect(denied.length).toBeGreaterThan(0);
    const { stdout } = await wasmSandbox(['audit', 'export', log, '--as', 'chain', ...where]);
    const [head, ...lines] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(head).toMatchObject({ format: 'wasm-sandbox audit log 1' });
    const told = lines.filter(({ entry }) => entry !== undefined);
    expect(told).toHaveLength(denied.length);
    expect(told[0]).toMatchObject({ seq: expect.any(Number), chain: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const wrong = await wasmSandbox(['audit', 'export', log, '--as', 'jsonl', '--where', 'lane:nothing']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--where: column 6')]);
  });

  it('counts equal denials exactly', async () => {
    const all = await entries('--lane', 'denials');
    const counted = all.reduce((sum, { count }) => sum + Number(count), 0);
    expect(counted).toBe((await entries('--lane', 'runs')).at(-1)?.['denials']);
  });

  it('is whole and signed, and log, key and checkpoint are their owner’s alone', async () => {
    const seen = await wasmSandbox(['audit', 'verify', log]);
    expect(seen.stdout).toMatch(/^Whole: (\d+) entries, \1 of them signed in 1 checkpoints\.\n$/);
    expect([log, `${log}.key`, copyPathOf(log)].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  });

  it('tells of limits at 80 % and when they are reached', async () => {
    const other = join(folder, 'limits.sqlite');
    await wasmSandbox(['run', '--audit', other, '--fuel', '1e6', `${SAMPLES}/spinner.wasm`]);
    const { stdout } = await wasmSandbox(['audit', 'export', other, '--as', 'jsonl', '--lane', 'limits']);
    expect(stdout.match(/"level":"(near|reached)","limit":"fuel"/g)).toHaveLength(2);
  });

  it('105: is refused a mount that reaches the log, which the log says', async () => {
    const own = join(folder, 'own');
    mkdirSync(join(own, 'inner'), { recursive: true });
    const other = join(own, 'audit.sqlite');
    for (const mount of [own, folder, join(own, 'inner')]) {
      const seen = await wasmSandbox(['run', '--audit', other, '--dir', `${mount}::/data:ro`, `${SAMPLES}/hello.wasm`]);
      expect([seen.code, seen.stderr]).toEqual([125, expect.stringContaining('the mount at /data reaches the audit log')]);
    }
    const { stdout } = await wasmSandbox(['audit', 'export', other, '--as', 'jsonl']);
    expect(stdout.match(/"kind":"refused"/g)).toHaveLength(3);
  });

  it('is granted nothing when the log cannot be written', async () => {
    const other = join(folder, 'full.sqlite');
    sampleLog(other, 10);
    tamper(other, (database) => database.exec('DELETE FROM entry WHERE seq = 10'));
    const seen = await wasmSandbox(['run', '--audit', other, `${SAMPLES}/hello.wasm`]);
    expect([seen.code, seen.stdout]).toEqual([125, '']);
    expect(seen.stderr).toContain('nothing is granted without it');
  });
});

describe('audit', () => {
  it('proves an entry, and that the log goes on, to whoever has the key alone', async () => {
    const [proof, going, early] = [join(folder, 'entry.proof'), join(folder, 'going.proof'), join(folder, 'early.checkpoint')];
    copyFileSync(copyPathOf(log), early);
    writeFileSync(proof, (await wasmSandbox(['audit', 'prove', log, '--entry', '2'])).stdout);
    await wasmSandbox(['run', '--audit', log, `${SAMPLES}/hello.wasm`]);
    writeFileSync(going, (await wasmSandbox(['audit', 'prove', log, '--from', early])).stdout);
    const key = (await wasmSandbox(['audit', 'keys', log])).stdout.trim();
    expect((await wasmSandbox(['audit', 'check', proof, '--key', key])).stdout).toMatch(/^Entry 2 of \d+: \{"action":/);
    expect(await wasmSandbox(['audit', 'check', going, '--key', key, '--from', early])).toMatchObject({ code: 0 });
    writeFileSync(proof, readFileSync(proof, 'utf8').replace('index 1\n', 'index 2\n'));
    const seen = await wasmSandbox(['audit', 'check', proof, '--key', key]);
    expect([seen.code, seen.stdout]).toEqual([1, 'the entry is not in the log that the checkpoint was signed over\n']);
  });

  it('copies checkpoints to a second place, and finds by it that the log was put back', async () => {
    const [other, old, copy] = [join(folder, 'two.sqlite'), join(folder, 'two.old'), join(folder, 'elsewhere.checkpoint')];
    sampleLog(other, 10);
    copyFileSync(other, old);
    await wasmSandbox(['audit', 'checkpoint', other, '--copy-to', copy]);
    copyFileSync(old, other);
    rmSync(copyPathOf(other));
    const seen = await wasmSandbox(['audit', 'verify', other, '--checkpoint', copy]);
    expect(seen.code).toBe(1);
    expect(seen.stdout).toBe(
      'rolled-back: the log was put back to an earlier state: elsewhere.checkpoint was signed over 11 entries, and there are 10\n',
    );
  });

  it('keeps every acknowledged entry when its writer is killed', async () => {
    const other = join(folder, 'killed.sqlite');
    for (let kill = 0; kill < 10; kill += 1) {
      const acknowledged = await killLogWriter(other, 1 + ((kill * 37) % 211));
      const { entries: found, findings } = verified(other);
      expect(findings).toEqual([]);
      expect(found).toBeGreaterThanOrEqual(acknowledged);
    }
  });
});
