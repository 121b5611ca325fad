// Policies of other tools on their way to ours and back, judged as a run judges: with Cedar's parser and our table.
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  compileTable,
  decide,
  diagnosticText,
  emptyManifest,
  exportPolicy,
  formatManifest,
  importPolicy,
  loadPolicy,
  policyDiagnosticText,
  type Action,
  type DecisionTable,
  type Manifest,
  type MountEntry,
  type PolicyFormat,
  type Rule,
} from '../../sandbox-core/index.ts';
import { nodeCedar } from '../../sandbox-core/node.ts';
import { ROOT, wasmSandbox } from './command-line.ts';

const oracle = nodeCedar();
afterAll(() => oracle.close());

const fixture = (name: string): string => `${ROOT}test/fixtures/policies/${name}`;

interface Loaded {
  readonly manifest: Manifest;
  readonly rules: readonly Rule[];
  readonly table: DecisionTable;
  readonly lost: readonly string[];
}

async function load(format: PolicyFormat, text: string): Promise<Loaded> {
  const imported = await importPolicy(format, text);
  if (!imported.ok) throw new Error(`${imported.diagnostics.map(diagnosticText).join('\n')}\n${text}`);
  const { manifest, rules: cedar, lost } = imported.value;
  const loaded = await loadPolicy(manifest, cedar === '' ? [] : [{ name: 'imported.cedar', text: cedar }], oracle);
  if (!loaded.ok) throw new Error(`${loaded.diagnostics.map(policyDiagnosticText).join('\n')}\n${cedar}`);
  const { rules } = loaded.value;
  return { manifest, rules, table: compileTable(rules), lost: lost.map(({ what }) => what) };
}

const allowed = (table: DecisionTable, action: Action, resource: string, call = 'path_open'): boolean =>
  decide(table, { action, resource, call }).allowed;

describe('what is imported', () => {
  it('lets a Wassette component have what its policy says, and nothing beside it', async () => {
    const { table } = await load('wassette', readFileSync(fixture('wassette.yaml'), 'utf8'));
    const asked: readonly (readonly [Action, string])[] = [
      ['fs.read', '/srv/notes/a.md'],
      ['fs.write', '/srv/notes/a.md'],
      ['fs.write', '/srv/notes/drafts/a.md'],
      ['fs.read', '/srv/notes/private/a.md'],
      ['fs.read', '/config/app.yaml'],
      ['fs.read', '/config/other.yaml'],
      ['fs.read', '/srv/in/a'],
      ['fs.read', '/srv/in/a/b'],
      ['fs.delete', '/cache/x'],
      ['fs.read', '/etc/passwd'],
    ];
    expect(asked.filter(([action, resource]) => allowed(table, action, resource)).map((one) => one.join(' '))).toEqual([
      'fs.read /srv/notes/a.md',
      'fs.write /srv/notes/drafts/a.md',
      'fs.read /config/app.yaml',
      'fs.read /srv/in/a',
      'fs.delete /cache/x',
    ]);
  });

  it('holds the exclusions of a Spin component where its guest sees the files', async () => {
    const { table } = await load('spin', readFileSync(fixture('spin.toml'), 'utf8'));
    const paths = [
      '/templates/a.html',
      '/templates/a.txt',
      '/templates/in/a.html',
      '/pictures/a.png',
      '/pictures/test/a.png',
      '/pictures/test/in/a.png',
    ];
    expect(paths.filter((one) => allowed(table, 'fs.read', one))).toEqual(['/templates/a.html', '/pictures/a.png']);
    expect(paths.some((one) => allowed(table, 'fs.write', one))).toBe(false);
  });

  it('holds storage that is denied by its path on the host where a preopen shows it under another', async () => {
    const text = `version: "1.0"
permissions:
  storage:
    deny: [{ uri: "fs:///var/app/keys/**", access: [read, write] }]
  runtime:
    wasm:
      engine: wasmtime
      wasi:
        preopens: [{ host_path: /var/app, guest_path: /app, access: [read, write] }]
`;
    const { table } = await load('wassette', text);
    expect(['/app/a', '/app/keys/a', '/app/keys'].filter((one) => allowed(table, 'fs.read', one))).toEqual(['/app/a']);
    expect(['/app', '/app/keys'].filter((one) => allowed(table, 'fs.delete', one, 'path_rename'))).toEqual([]);
  });

  it('denies the calls that a Modsurfer checkfile excludes, and all where it allows no WASI', async () => {
    const excluding = await load('modsurfer', 'validate:\n  imports:\n    exclude: [random_get]\n');
    expect([
      allowed(excluding.table, 'random.read', '', 'random_get'),
      allowed(excluding.table, 'clock.read', '', 'clock_time_get'),
    ]).toEqual([false, true]);
    const none = await load('modsurfer', 'validate:\n  allow_wasi: false\n');
    expect(allowed(none.table, 'clock.read', '', 'clock_time_get')).toBe(false);
  });

  it('keeps what may not be read from being moved to where it may', async () => {
    const { table } = await load('deno', '--allow-read=/d/open --allow-write=/d --deny-read=/d/open/key');
    const renames = ['/d/secret', '/d/open/a', '/d/open/key', '/d/open'];
    expect(renames.filter((one) => allowed(table, 'fs.delete', one, 'path_rename'))).toEqual(['/d/open/a']);
    expect(renames.filter((one) => allowed(table, 'fs.delete', one, 'path_unlink_file'))).toEqual(renames);
    expect(renames.filter((one) => allowed(table, 'fs.link', one, 'path_link'))).toEqual(['/d/open/a', '/d/open']);
  });
});

const NAMES = ['a', 'b', 'c.txt'];
const anyPath = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
const anyFlag = fc.record({
  verb: fc.constantFrom('allow', 'allow', 'deny'),
  access: fc.constantFrom('read', 'write'),
  path: anyPath,
});

type Flag = typeof anyFlag extends fc.Arbitrary<infer Value> ? Value : never;

const covers = (directory: string, one: string): boolean => one === directory || one.startsWith(`${directory}/`);

/** Deno's own judgement, by its documentation: some allowed path covers it, and no denied one does. */
const denoAllows = (flags: readonly Flag[], access: string, one: string): boolean =>
  flags.some((flag) => flag.verb === 'allow' && flag.access === access && covers(flag.path, one)) &&
  !flags.some((flag) => flag.verb === 'deny' && flag.access === access && covers(flag.path, one));

const line = (flags: readonly Flag[]): string =>
  flags.map(({ verb, access, path: named }) => `--${verb}-${access}=${named}`).join(' ');

const CHECKED: readonly (readonly [string, Action])[] = [
  ['read', 'fs.read'],
  ['read', 'fs.list'],
  ['write', 'fs.write'],
  ['write', 'fs.create'],
  ['write', 'fs.delete'],
];

describe('whatever is imported', () => {
  it('permits nothing that Deno does not, and all that it does but for names that look like files', async () => {
    let permitted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFlag, { minLength: 1, maxLength: 6 }),
        fc.array(anyPath, { minLength: 20, maxLength: 20 }),
        async (flags, paths) => {
          const { table } = await load('deno', line(flags));
          for (const one of paths) {
            for (const [access, action] of CHECKED) {
              const ours = allowed(table, action, one);
              const theirs = denoAllows(flags, access, one);
              if (ours) permitted++;
              if (ours && !theirs) throw new Error(`${action} ${one} is permitted`);
              if (theirs && !ours && !one.includes('c.txt')) throw new Error(`${action} ${one} is denied`);
            }
          }
        },
      ),
      { numRuns: 25 },
    );
    expect(permitted).toBeGreaterThan(20);
  }, 120_000);

  it('permits nothing that the globs of a Wassette policy do not', async () => {
    const glob = fc
      .tuple(anyPath, fc.constantFrom('', '/', '/**', '/*', '/*.txt', '/**/*.txt', '/a*', '/?', '/*/b'))
      .map((parts) => parts.join(''));
    const entry = fc.record({
      uri: glob,
      access: fc.constantFrom<readonly string[]>(['read'], ['read', 'write']),
      list: fc.constantFrom('allow', 'allow', 'deny'),
    });
    let permitted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 5 }),
        fc.array(anyPath, { minLength: 20, maxLength: 20 }),
        async (entries, paths) => {
          const of = (list: string): object[] =>
            entries.filter((one) => one.list === list).map(({ uri, access }) => ({ uri: `fs://${uri}`, access }));
          const text = JSON.stringify({ version: '1.0', permissions: { storage: { allow: of('allow'), deny: of('deny') } } });
          const { table } = await load('wassette', text);
          for (const one of paths) {
            for (const [access, action] of CHECKED) {
              const speaks = (list: string): boolean =>
                entries.some((each) => each.list === list && each.access.includes(access) && matches(each.uri, one));
              if (!allowed(table, action, one)) continue;
              permitted++;
              if (!speaks('allow') || speaks('deny')) throw new Error(`${action} ${one} is permitted by ${text}`);
            }
          }
        },
      ),
      { numRuns: 25 },
    );
    expect(permitted).toBeGreaterThan(20);
  }, 120_000);
});

/** A glob as a pattern of its own making; a path without wildcards speaks of all below it. */
function matches(glob: string, one: string): boolean {
  if (!/[*?]/.test(glob)) return covers(glob.replace(/\/$/, ''), one);
  if (glob.endsWith('/**')) return covers(glob.slice(0, -3), one);
  const pattern = glob
    .replaceAll('.', '\\.')
    .replaceAll('**/', '\u0001')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\u0001', '(.*/)?');
  return new RegExp(`^${pattern}$`).test(one);
}

const anyMount = fc.record({
  guest: fc.constantFrom('/a', '/b/c', '/d'),
  rights: fc.constantFrom<MountEntry['rights']>(['read'], ['read', 'write', 'create']),
});

describe('there and back', () => {
  it.each(['extism', 'wassette', 'deno'] as const)('%s keeps mounts of the host', async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyMount, { maxLength: 3, selector: ({ guest }) => guest }), async (entries) => {
        const mounts = entries.map(({ guest, rights }) => ({ guest, rights, source: { kind: 'path' as const, path: guest } }));
        const { text } = await exportPolicy(format, { ...emptyManifest(), mounts }, []);
        const back = await load(format, text);
        const byGuest = (left: MountEntry, right: MountEntry): number => left.guest.localeCompare(right.guest);
        expect(back.manifest.mounts.toSorted(byGuest)).toEqual(mounts.toSorted(byGuest));
        expect(back.rules.every(({ cedar }) => cedar === undefined)).toBe(true);
      }),
    );
  });

  it('Deno keeps all verdicts on files, with what it denies', async () => {
    const anyTree = fc.record({
      verb: anyFlag.map(({ verb }) => verb),
      access: anyFlag.map(({ access }) => access),
      path: anyPath.filter((one) => !one.includes('c.txt')),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyTree, { minLength: 1, maxLength: 5 }),
        fc.array(anyPath, { minLength: 20, maxLength: 20 }),
        async (flags, paths) => {
          const there = await load('deno', line(flags));
          const { text } = await exportPolicy('deno', there.manifest, there.rules);
          const back = await load('deno', text);
          for (const one of paths)
            for (const [, action] of CHECKED) {
              if (allowed(there.table, action, one) !== allowed(back.table, action, one))
                throw new Error(`${action} ${one} differs after ${text}`);
            }
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  it('Spin keeps variables and what is read; Modsurfer keeps exclusions', async () => {
    const manifest: Manifest = {
      ...emptyManifest(),
      env: [
        ['A', 'x "y"\\\n'],
        ['__b', ''],
      ],
      mounts: [{ guest: '/in', source: { kind: 'path', path: 'data' }, rights: ['read'] }],
    };
    const spin = await load('spin', (await exportPolicy('spin', manifest, [])).text);
    expect([spin.manifest, spin.lost]).toEqual([manifest, []]);
    const there = await load('modsurfer', 'validate:\n  imports:\n    exclude: [fd_write, path_open]\n');
    const back = await load('modsurfer', (await exportPolicy('modsurfer', there.manifest, there.rules)).text);
    expect(back.rules).toEqual(there.rules);
  });
});

describe('what is exported', () => {
  it('never gives what a rule denies: a tool without denials is given less', async () => {
    const text = '--allow-read=/a,/b --allow-write=/a --deny-read=/a/key';
    const { manifest, rules } = await load('deno', text);
    const { text: extism, lost } = await exportPolicy('extism', manifest, rules);
    expect(JSON.parse(extism)).toMatchObject({ allowed_paths: { 'ro:/b': '/b' } });
    expect(lost.map(({ what }) => what)).toContain('/a');
  });

  it('denies the whole where it cannot say a condition', async () => {
    const manifest: Manifest = {
      ...emptyManifest(),
      mounts: [{ guest: '/a', source: { kind: 'path', path: '/a' }, rights: ['read'] }],
    };
    const cedar =
      'forbid (principal, action in [Action::"fs.read", Action::"fs.list"], resource in Dir::"/a/b") when { resource.name like "*.key" };';
    const loaded = await loadPolicy(manifest, [{ name: 'x.cedar', text: cedar }], oracle);
    if (!loaded.ok) throw new Error('not loaded');
    const { text, lost } = await exportPolicy('deno', manifest, loaded.value.rules);
    expect(text).toBe('deno run --no-prompt --allow-read=/a --deny-read=/a/b\n');
    expect(lost[0]).toEqual({
      place: { kind: 'rule', source: 'x.cedar', line: 1, column: 1 },
      what: 'policy 1',
      why: 'its condition cannot be said there, so all under /a/b is denied',
    });
  });
});

describe('policy import and export', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'translation-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('exits 0 when nothing was lost, 1 with what was, 2 for wrong use', async () => {
    const whole = path.join(folder, 'whole.json');
    writeFileSync(whole, '{"allowed_paths":{"ro:/data":"/data"},"timeout_ms":30000}');
    const nothingLost = await wasmSandbox(['policy', 'import', '--from', 'extism', whole]);
    const expected: Manifest = {
      ...emptyManifest(),
      mounts: [{ guest: '/data', source: { kind: 'path', path: '/data' }, rights: ['read'] }],
    };
    expect([nothingLost.code, nothingLost.stdout, nothingLost.stderr]).toEqual([0, formatManifest(expected), '']);
    const lost = await wasmSandbox(['policy', 'import', '--from', 'extism', fixture('extism.json')]);
    expect([lost.code, lost.stderr.split('\n')[0]]).toEqual([
      1,
      'lost: line 2, column 3: wasm: which modules run is said when they are run, not in a policy',
    ]);
    const wrong = await wasmSandbox(['policy', 'import', '--from', 'docker', whole]);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      'wasm-sandbox: --from docker: one of extism, spin, wassette, deno, modsurfer was expected\n',
    ]);
  });

  it('gives no manifest without the rules that keep it narrow', async () => {
    const refused = await wasmSandbox(['policy', 'import', '--from', 'deno', fixture('deno.txt')]);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('--rules-out FILE was expected');
    const rules = path.join(folder, 'deno.cedar');
    const manifest = path.join(folder, 'deno.sandbox.json');
    const done = await wasmSandbox(['policy', 'import', '--from', 'deno', fixture('deno.txt'), '--rules-out', rules]);
    writeFileSync(manifest, done.stdout);
    expect((await wasmSandbox(['policy', 'check', rules])).code).toBe(0);
    expect((await wasmSandbox(['policy', 'format', rules])).code).toBe(0);
    const back = await wasmSandbox(['policy', 'export', '--to', 'deno', manifest, '--rules', rules]);
    expect([back.code, back.stdout]).toEqual([
      1,
      'MODE=release deno run --no-prompt --allow-read=/srv/site --allow-write=/srv/site/out --deny-read=/srv/site/.git --allow-env=MODE --seed=7\n',
    ]);
    const again = await wasmSandbox(['policy', 'import', '--from', 'deno', fixture('deno.txt'), '--rules-out', rules]);
    expect([again.code, again.stderr]).toEqual([2, `wasm-sandbox: ${rules}: there is a file already\n`]);
  });
});
