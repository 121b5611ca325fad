import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { denial, person, platform, RUN, tamper, temporaryFolder } from '../../../test/fixtures/audit/sample-log.ts';
import type { AuditDraft } from '../audit-entry.ts';
import { openAuditLog } from '../audit-log.ts';
import { openAuditReader } from '../audit-reader.ts';
import { CONTROLS } from './controls.ts';
import type { EvidenceScope } from './evidence-file.ts';
import { evidencePack } from './evidence-pack.ts';

const OTHER = 'r9876543210zz';

function started(run: string, policy: string): AuditDraft {
  return {
    ...({ kind: 'run-started', source: 'engine-observed', run, policy, engine: 'V8 1' } as const),
    ...{ module: { name: `=${run}.wasm`, digest: 'a'.repeat(64) }, isolation: [{ layer: 'seccomp', state: 'holds' }] },
    mounts: [{ guest: '/data', from: 'host', rights: ['read'] }],
  };
}

/** Two runs under two policies, of which the log keeps both; a checkpoint after the first. */
function logged(change?: (path: string) => void): { path: string; policies: string[] } {
  const path = join(temporaryFolder(onTestFinished), 'audit.sqlite');
  const log = openAuditLog(platform, path);
  const rules = [{ effect: 'permit', text: 'files under /data may be read', pointer: '/mounts/0' }];
  const policies = [log.keepPolicy('{"version":1}', rules), log.keepPolicy('{"version":1}\n', [])];
  log.append([
    started(RUN, policies[0] ?? ''),
    denial(1),
    denial(2),
    { ...person('rule 1 was edited'), act: 'policy' } as AuditDraft,
  ]);
  log.checkpoint();
  log.append([started(OTHER, policies[1] ?? ''), { ...denial(3), run: OTHER } as AuditDraft]);
  log.checkpoint();
  log.close();
  change?.(path);
  return { path, policies };
}

function zipOf(path: string, scope: EvidenceScope = {}): Uint8Array {
  const reader = openAuditReader(platform, path);
  try {
    return Buffer.concat([...evidencePack(platform, reader, { scope, version: '1.2.3' })]);
  } finally {
    reader.close();
  }
}

function filesOf(zip: Uint8Array): Map<string, string> {
  return new Map(Object.entries(unzipSync(zip)).map(([path, bytes]) => [path, strFromU8(bytes)]));
}

function packed(path: string, scope?: EvidenceScope): Map<string, string> {
  return filesOf(zipOf(path, scope));
}

test('a pack has the digest and size of each of its files', () => {
  const files = packed(logged().path);
  const manifest = JSON.parse(files.get('manifest.json') ?? '') as { files: object[] };
  const found = [...files].filter(([path]) => path !== 'manifest.json');
  const hex = (text: string): string => Buffer.from(platform.digests.sha256(Buffer.from(text))).toString('hex');
  expect(manifest.files).toEqual(found.map(([path, text]) => ({ path, bytes: Buffer.byteLength(text), sha256: hex(text) })));
  expect(manifest).toMatchObject({ whole: true, entries: 6, signed: 6, scope: { run: null, from: null, to: null } });
});

test('the same log gives the same bytes, in any time zone', () => {
  const { path } = logged();
  const zone = process.env['TZ'];
  onTestFinished(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
  const zips = ['UTC', 'Asia/Tokyo', 'America/New_York'].map((name) => {
    process.env['TZ'] = name;
    return { offset: new Date(0).getTimezoneOffset(), zip: Buffer.from(zipOf(path)).toString('base64') };
  });
  expect([zips.map(({ offset }) => offset), new Set(zips.map(({ zip }) => zip)).size]).toEqual([[0, -540, 300], 1]);
});

test('a pack tells of policies, decisions, modules and isolation', () => {
  const { path, policies } = logged();
  const files = packed(path);
  const [first = '', second = ''] = policies;
  expect(files.get(`policies/${first}.txt`)).toBe('{"version":1}');
  expect(files.get(`policies/${second}.rules.json`)).toBe('[]');
  const uses = (files.get('policies/uses.csv') ?? '').split('\r\n');
  expect(uses.slice(1, 3).map((line) => line.split(',').slice(0, 2))).toEqual([
    [first, 'yes'],
    [second, 'yes'],
  ]);
  expect(files.get('policies/changes.csv')).toContain(',policy,rule 1 was edited\r\n');
  expect(files.get('decisions.csv')?.match(/,denied,path_open,fs\.read,\/etc\/\d,0,/g)).toHaveLength(3);
  expect(files.get('modules.csv')).toContain(`${'a'.repeat(64)},'=${RUN}.wasm,1,`);
  expect(JSON.parse(files.get('isolation.json') ?? '')).toMatchObject([
    { run: RUN, isolation: [{ layer: 'seccomp', state: 'holds' }], mounts: [{ guest: '/data' }] },
    { run: OTHER },
  ]);
  expect([...files.keys()].filter((name) => name.startsWith('checkpoints/'))).toEqual([
    'checkpoints/000000000004.checkpoint',
    'checkpoints/000000000006.checkpoint',
  ]);
});

test('a pack of one run says nothing of another but the hashes of its entries', () => {
  const { path, policies } = logged();
  const files = packed(path, { run: OTHER });
  const entries = (files.get('entries.jsonl') ?? '').trimEnd().split('\n');
  expect(entries.map((line) => Object.keys(JSON.parse(line) as object)[0])).toEqual([
    ...['format', 'leaf', 'leaf', 'leaf', 'leaf', 'entry', 'entry', 'checkpoint', 'checkpoint'],
  ]);
  expect([...files.values()].join('\n')).not.toMatch(new RegExp(`${RUN}|/etc/[12]|${policies[0]}`));
  expect(files.get('README.txt')).toContain(`entries of run ${OTHER}`);
});

test('a pack of a time has the entries from its begin on and before its end', () => {
  const { path } = logged();
  const timesIn = (scope: EvidenceScope): number[] =>
    [...(packed(path, scope).get('entries.jsonl') ?? '').matchAll(/"time\\":\\"(\d+)\d{6}\\"/g)].map(([, time]) => Number(time));
  const all = timesIn({});
  const middle = all[3] ?? 0;
  expect(all).toHaveLength(6);
  expect(timesIn({ from: middle })).toEqual(all.filter((time) => time >= middle));
  expect(timesIn({ to: middle })).toEqual(all.filter((time) => time < middle));
  expect(timesIn({ from: middle, to: middle + 1 })).toEqual(all.filter((time) => time === middle));
});

test('a broken log gives a pack that says so first', () => {
  const { path } = logged((file) => tamper(file, (database) => database.exec(`UPDATE entry SET body = 'x' WHERE seq = 3`)));
  const files = packed(path);
  const warning = /^(\*\*)?THE LOG IS NOT WHOLE/;
  expect(['README.txt', 'verify.txt', 'control-map.md'].map((name) => warning.test(files.get(name) ?? ''))).toEqual([
    true,
    true,
    true,
  ]);
  expect(files.get('manifest.json')).toMatch(/^\{\n {2}"whole": false/);
  expect(files.get('verify.txt')).toContain('edited: entry 3 was changed');
  expect(files.get('decisions.csv')).toContain('\r\n3,,,,not readable,');
});

test('a pack is of one state of the log, while another adds to it', () => {
  const { path } = logged();
  const [reader, writer] = [openAuditReader(platform, path), openAuditLog(platform, path)];
  const pieces: Uint8Array[] = [];
  for (const piece of evidencePack(platform, reader, { scope: {}, version: '1.2.3' })) {
    if (pieces.length === 0) writer.append([person('late')]);
    pieces.push(piece);
  }
  reader.close();
  writer.close();
  expect(Buffer.concat(pieces).equals(zipOf(path))).toBe(false);
  const files = filesOf(Buffer.concat(pieces));
  expect(files.get('entries.jsonl')?.match(/^\{"entry"/gm)).toHaveLength(6);
  expect(files.get('verify.txt')).toContain('Whole: 6 entries, 6 of them signed');
});

test('a digest that is none becomes no path', () => {
  const { path } = logged((file) =>
    tamper(file, (database) => database.exec(`INSERT INTO policy VALUES ('../../escaped', 'x', '[]')`)),
  );
  const files = packed(path);
  expect(
    [...files.keys()].filter((name) => !/^[a-z0-9-]+(\/[a-z0-9.-]+)?(\.[a-z]+)?$/i.test(name) || name.includes('..')),
  ).toEqual([]);
  expect(files.get('verify.txt')).toContain('policy-changed');
});

test('no word of a pack claims that a control is met', () => {
  const { path } = logged();
  const told = [...packed(path)].filter(([name]) => /^(README|verify|control-map)/.test(name));
  expect(told).toHaveLength(6);
  for (const [, text] of told) {
    expect(text).not.toMatch(
      /complian|complies|comply|conform|certif|attest|accredit|satisf|fulfil|guarantee|\bmeets?\b|\bmet\b/i,
    );
  }
});

test('the control map says of each control what is not shown, and names files that a pack has', () => {
  const names = [...packed(logged().path).keys()];
  expect(CONTROLS.filter(({ shows, cannot, title }) => [shows, cannot, title].some((text) => text.length < 4))).toEqual([]);
  expect(new Set(CONTROLS.map(({ control }) => control)).size).toBe(CONTROLS.length);
  const named = new Set(CONTROLS.flatMap(({ files }) => files));
  expect(
    [...named].filter((file) => !names.some((name) => name === file || (file.endsWith('/') && name.startsWith(file)))),
  ).toEqual([]);
  // A bar would end a cell of the table.
  expect(CONTROLS.flatMap(({ shows, cannot, title }) => [shows, cannot, title]).filter((text) => /[|\n]/.test(text))).toEqual([]);
});
